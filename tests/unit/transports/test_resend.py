"""Resend's requests and answers, without a network."""

import datetime as dt
import json
import re
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from pydantic import SecretStr, TypeAdapter

from digest.errors import BatchRefusedError, NotSentError, TransportError
from digest.model.mailing import DeliveryState
from digest.transports.esp import Response
from digest.transports.resend import Resend, ResendSettings
from fakes.letters import a_batch, a_letter, a_recipient

NOW = dt.datetime(2023, 9, 1, 7, 5, tzinfo=dt.UTC)
RESEND = Resend(SecretStr("re_secret"))
ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED
REFERENCE = "2023-09-1a2b3c4d-1"
IDS = [{"id": "a"}, {"id": "b"}, {"id": "c"}]


def posted(letter=None, batch=None):
    return json.loads(RESEND.request(letter or a_letter(), batch or a_batch(), NOW).body)


def answer(value, status=200, **headers):
    return Response(status, headers, json.dumps(value).encode())


def error(status, name, message="no"):
    return answer({"statusCode": status, "name": name, "message": message}, status)


def test_a_post_carries_the_key_the_reference_and_how_to_validate():
    request = RESEND.request(a_letter(), a_batch(), NOW)
    assert (request.method, request.path) == ("POST", "/emails/batch")
    assert request.headers == {
        "Authorization": "Bearer re_secret",
        "Accept": "application/json",
        "Content-Type": "application/json",
        "Idempotency-Key": REFERENCE,
        "x-batch-validation": "permissive",
    }
    assert RESEND.secrets == ("re_secret",)


def test_each_message_is_whole_and_has_no_other_recipient():
    messages = posted()
    link = "https://news.example.org/unsubscribe/token-of-2"
    assert len(messages) == 3
    assert messages[1] == {
        "from": "The Network <news@example.org>",
        "to": ["Reader 2 <reader2@example.com>"],
        "reply_to": "secretariat@example.org",
        "subject": "News from our Members – September 2023",
        "html": f'<p>Café</p>\n<a href="{link}">Unsubscribe</a>\n',
        "text": f"Café\n\nUnsubscribe: {link}\n",
        "headers": {
            "List-Id": "News from our Members <members-news.example.org>",
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "tags": [
            {"name": "digest_batch", "value": REFERENCE},
            {"name": "digest_delivery", "value": "2"},
        ],
    }


def test_the_same_batch_is_the_same_call_at_any_time_and_another_one_has_another_key():
    batch, later = a_batch(), NOW + dt.timedelta(hours=23)
    first, again = (RESEND.request(a_letter(), batch, when) for when in (NOW, later))
    assert first == again
    other = RESEND.request(a_letter(), a_batch(number=2), NOW)
    assert other.headers["Idempotency-Key"] != first.headers["Idempotency-Key"]


def test_what_a_letter_does_not_have_is_not_sent_and_letters_outside_ascii_are_encoded():
    [first, *_] = posted(a_letter(reply_to=None, list_name="Nachrichten für alle", sender_name=""))
    assert "reply_to" not in first
    assert first["headers"]["List-Id"].startswith("=?utf-8?")
    assert first["from"] == "news@example.org"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, ""),
        ("\r\n", ""),
        ("Ann Smith", "Ann Smith"),
        ("Smith, Ann", "Smith, Ann"),
        ('A "B" \\', 'A "B" \\'),
        ("Ann>, <b@example.com", "Ann>, <b@example.com"),
        ("Ann\r\nBcc: b@example.com", "Ann Bcc: b@example.com"),
        ("=?utf-8?q?a?=", "=?utf-8?q?a?="),
        ("Élodie", "Élodie"),
        ("é" * 200, "é" * 120),
        ("gpj\u202egnp", "gpjgnp"),
    ],
)
def test_a_name_is_plain_or_in_encoded_words_and_never_in_quotes(name, expected):
    [message] = posted(batch=a_batch(a_recipient(1, name=name)))
    [to] = message["to"]
    written, email = parseaddr(to)
    assert to.isascii()
    assert re.fullmatch(r"[^\"\\,:;<>]*(?:<reader1@example\.com>|reader1@example\.com)", to)
    assert (str(make_header(decode_header(written))), email) == (expected, "reader1@example.com")


@pytest.mark.parametrize("name", ["Réseau Européen", "Network Inc.", "A & B", "It's"])
def test_a_senders_name_is_written_as_it_is(name):
    assert posted(a_letter(sender_name=name))[0]["from"] == f"{name} <news@example.org>"


@pytest.mark.parametrize("name", ["Network, Inc", 'The "Network"', "a@b", "x <y"])
def test_a_senders_name_that_resend_cannot_write_needs_a_person(name):
    with pytest.raises(NotSentError, match="punctuation") as caught:
        posted(a_letter(sender_name=name))
    assert caught.value.retry_after is None
    assert "[newsletter]" in caught.value.hint


@pytest.mark.parametrize("written", ["{{{RESEND}}}", "{{ 7*7 }}", "%name%", "<%x%>", "[[y]]"])
def test_members_words_are_left_alone(written):
    [message] = posted(a_letter(text=written, subject=written), a_batch(a_recipient(1)))
    assert (message["text"], message["subject"]) == (written, written)


def test_each_message_has_an_id_or_a_reason():
    receipts = RESEND.receipts(a_batch(), answer({"data": IDS}))
    assert [(each.delivery_id, each.state, each.receipt) for each in receipts] == [
        (1, ACCEPTED, "a"),
        (2, ACCEPTED, "b"),
        (3, ACCEPTED, "c"),
    ]
    told = {"data": IDS[:2], "errors": [{"index": 1, "message": "Invalid\r\n`to`"}]}
    receipts = RESEND.receipts(a_batch(), answer(told))
    assert [(each.state, each.receipt, each.reason) for each in receipts] == [
        (ACCEPTED, "a", ""),
        (REJECTED, "", "resend refused the message: Invalid `to`"),
        (ACCEPTED, "b", ""),
    ]


def test_a_batch_of_which_every_message_is_refused_is_refused():
    errors = [{"index": at, "message": f"bad {at}"} for at in (2, 1, 0)]
    with pytest.raises(BatchRefusedError, match="bad 0"):
        RESEND.receipts(a_batch(), answer({"data": [], "errors": errors}))


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"data": {}},
        {"data": IDS[:2]},
        {"data": [*IDS, {"id": "d"}]},
        {"data": [*IDS[:2], {}]},
        {"data": [*IDS[:2], {"id": ""}]},
        {"data": [*IDS[:2], None]},
        {"data": IDS, "errors": [{"index": 1}]},
        {"data": IDS[:2], "errors": [{"index": 3, "message": "no"}]},
        {"data": IDS[:2], "errors": [{"index": -1, "message": "no"}]},
        {"data": IDS[:2], "errors": [{"index": True}]},
        {"data": IDS[:2], "errors": ["no"]},
        {"data": IDS[:2], "errors": "no"},
        {"data": IDS[:1], "errors": [{"index": 1}, {"index": 1}]},
    ],
)
def test_an_answer_that_does_not_tell_of_each_message_says_nothing(value):
    with pytest.raises(ValueError, match=r"answer|error"):
        RESEND.receipts(a_batch(), answer(value))


@pytest.mark.parametrize(
    ("status", "name", "message"),
    [
        (429, "daily_quota_exceeded", "no"),
        (429, "monthly_quota_exceeded", "no"),
        (401, "missing_api_key", "no"),
        (403, "invalid_api_key", "API key re_secret is invalid"),
        (401, "validation_error", "API key is invalid"),
        (400, "validation_error", "API key is invalid"),
        (403, "validation_error", "The example.org domain is not verified."),
        (422, "invalid_from_address", "no"),
    ],
)
def test_what_is_about_the_account_needs_a_person(status, name, message):
    refusal = RESEND.refusal(error(status, name, message))
    assert isinstance(refusal, NotSentError)
    assert refusal.retry_after is None
    assert refusal.hint
    assert "re_secret" not in refusal.message


def test_a_content_resend_does_not_like_is_a_batch_refused():
    refusal = RESEND.refusal(error(451, "security_error", "invalid characters"))
    assert isinstance(refusal, BatchRefusedError)


@pytest.mark.parametrize(
    "response",
    [
        error(429, "rate_limit_exceeded"),
        error(422, "validation_error"),
        error(409, "concurrent_idempotent_requests"),
        error(409, "invalid_idempotent_request"),
        error(500, "application_error"),
        Response(502, {}, b"<html>"),
    ],
)
def test_other_refusals_are_left_to_the_table(response):
    assert RESEND.refusal(response) is None


def test_there_is_no_look_up_and_the_same_call_is_answered_for_a_day():
    assert not RESEND.capabilities.lookup
    assert RESEND.capabilities.idempotent_seconds == 86_400
    assert RESEND.lookup(a_batch(), None, NOW) is None
    with pytest.raises(ValueError, match="no look-up"):
        RESEND.found(a_batch(), answer({}))


def test_the_proof_names_the_domains_that_may_send():
    domains = [
        {"name": "a.example.org", "status": "verified"},
        {"name": "b.example.org", "status": "verified", "capabilities": {"sending": "disabled"}},
        {"name": "c.example.org", "status": "failed"},
        None,
    ]
    proof = RESEND.proof(answer({"data": domains}))
    assert proof == "resend: the key is right, and a.example.org may send."


@pytest.mark.parametrize("name", ["open_tracking", "click_tracking"])
def test_the_proof_names_the_domains_that_watch_their_readers(name):
    domains = [{"name": "a.example.org", "status": "verified", name: True}]
    assert "Opens or clicks of a.example.org are watched" in RESEND.proof(answer({"data": domains}))


def test_a_proof_without_a_domain_or_with_a_wrong_key_needs_a_person():
    with pytest.raises(TransportError, match="no domain may send"):
        RESEND.proof(answer({"data": []}))
    with pytest.raises(NotSentError, match="401") as caught:
        RESEND.proof(error(401, "validation_error", "API key re_secret is invalid"))
    assert "re_secret" not in caught.value.message
    with pytest.raises(ValueError, match="no list of data"):
        RESEND.proof(answer({"data": None}))


def test_a_key_that_may_only_send_is_proof_enough():
    assert "may send" in RESEND.proof(error(401, "restricted_api_key"))


def test_without_a_rate_of_ones_own_it_is_two_calls_a_second():
    whole = {"kind": "resend", "api_key": {"env": "KEY"}}
    settings = TypeAdapter(ResendSettings)
    assert settings.validate_python(whole).pace.calls == 2
    assert settings.validate_python(whole | {"rate": {"calls": 10}}).pace.calls == 10

"""Postmark's requests and answers, without a network."""

import datetime as dt
import html
import json
from email.utils import getaddresses
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr, TypeAdapter, ValidationError

from digest.errors import BatchRefusedError, NotSentError, TransportError
from digest.model.mailing import DeliveryState
from digest.transports.contract import PartlySentError
from digest.transports.esp import Response
from digest.transports.postmark import Postmark, PostmarkSettings
from fakes.letters import LINK, a_batch, a_letter, a_recipient

NOW = dt.datetime(2023, 9, 1, 7, 5, tzinfo=dt.UTC)
POSTMARK = Postmark(SecretStr(" key-secret\n"), "broadcast")
ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED
REFERENCE = "2023-09-1a2b3c4d-1"


def posted(letter=None, batch=None):
    return json.loads(POSTMARK.request(letter or a_letter(), batch or a_batch(), NOW).body)


def answer(value, status=200, **headers):
    return Response(status, headers, json.dumps(value).encode())


def taken(number=1, **changes):
    whole = {
        "To": f"Reader {number} <reader{number}@example.com>",
        "SubmittedAt": "2023-09-01T07:05:00Z",
        "MessageID": f"id-{number}",
        "ErrorCode": 0,
        "Message": "OK",
    }
    return whole | changes


def refused(code, words="no"):
    return {"ErrorCode": code, "Message": words}


def test_a_post_carries_the_token_which_is_a_secret():
    request = POSTMARK.request(a_letter(), a_batch(), NOW)
    assert (request.method, request.path) == ("POST", "/email/batch")
    assert request.headers["X-Postmark-Server-Token"] == "key-secret"
    assert POSTMARK.secrets == ("key-secret",)


def test_each_message_is_whole_and_has_no_other_recipient():
    messages = posted()
    link = "https://news.example.org/unsubscribe/token-of-2"
    assert len(messages) == 3
    assert messages[1] == {
        "From": "The Network <news@example.org>",
        "To": "Reader 2 <reader2@example.com>",
        "ReplyTo": "secretariat@example.org",
        "Subject": "News from our Members – September 2023",
        "HtmlBody": f'<p>Café</p>\n<a href="{link}">Unsubscribe</a>\n',
        "TextBody": f"Café\n\nUnsubscribe: {link}\n",
        "MessageStream": "broadcast",
        "TrackOpens": False,
        "TrackLinks": "None",
        "Headers": [
            {"Name": "List-Id", "Value": "News from our Members <members-news.example.org>"},
            {"Name": "List-Unsubscribe", "Value": f"<{link}>"},
            {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
        ],
        "Metadata": {"digest_batch": REFERENCE, "digest_delivery": "2"},
    }


def test_the_same_batch_gives_the_same_bytes_at_any_time():
    batch = a_batch()
    later = POSTMARK.request(a_letter(), batch, NOW + dt.timedelta(days=1))
    assert POSTMARK.request(a_letter(), batch, NOW).body == later.body


def test_what_a_letter_does_not_have_is_not_sent_and_letters_outside_ascii_are_encoded():
    [first, *_] = posted(a_letter(reply_to=None, list_name="Nachrichten für alle"))
    assert "ReplyTo" not in first
    assert first["Headers"][0]["Value"].startswith("=?utf-8?")


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
        ("{{{ pm:unsubscribe }}}", "{{{ pm:unsubscribe }}}"),
        ("Élodie", "Élodie"),
        ("gpj\u202egnp", "gpjgnp"),
    ],
)
def test_a_name_is_one_mailbox_with_one_address(name, expected):
    [message] = posted(batch=a_batch(a_recipient(1, name=name)))
    assert getaddresses([message["To"]]) == [(expected, "reader1@example.com")]


PLACEHOLDERS = ["{{{ pm:unsubscribe }}}", "{{{pm:unsubscribe}}}", "{{ pm:x }}", "{{{{ PM:a }}}}"]


@pytest.mark.parametrize("written", PLACEHOLDERS)
def test_a_placeholder_in_a_members_words_is_none_for_postmark_and_reads_the_same(written):
    letter = a_letter(subject=written, text=f"{written} {LINK}", html=f"<p>{written}</p>{LINK}")
    [message] = posted(letter, a_batch(a_recipient(1)))
    parts = [message["Subject"], message["TextBody"], message["HtmlBody"]]
    assert not any("{{pm:" in each.lower().replace(" ", "") for each in parts)
    subject, text = (each.replace("\u2060", "") for each in parts[:2])
    assert (subject, text.partition(" https")[0]) == (written, written)
    assert html.unescape(parts[2]).startswith(f"<p>{written}</p>")


@pytest.mark.parametrize("written", ["{{ 7*7 }}", "{%x%}", "a {b}", "pm:unsubscribe", "%a%"])
def test_other_words_are_left_alone(written):
    letter = a_letter(subject=written, text=written, html=written)
    [message] = posted(letter, a_batch(a_recipient(1)))
    parts = {message["Subject"], message["TextBody"], message["HtmlBody"]}
    assert parts == {written}


def test_a_call_that_is_too_large_is_refused_before_anything_is_sent():
    letter = a_letter(text="x" * 20_000_000)
    assert len(posted(letter, a_batch(a_recipient(1), a_recipient(2)))) == 2
    with pytest.raises(BatchRefusedError, match="3 messages"):
        posted(letter)


def test_each_message_has_a_receipt_of_its_own():
    results = [taken(1), refused(406, "inactive"), taken(3)]
    receipts = POSTMARK.receipts(a_batch(), answer(results))
    assert [(each.delivery_id, each.state, each.receipt) for each in receipts] == [
        (1, ACCEPTED, "id-1"),
        (2, REJECTED, ""),
        (3, ACCEPTED, "id-3"),
    ]
    assert receipts[1].reason == "postmark refused the message (406): inactive"


def test_a_message_that_is_well_but_goes_to_nobody_is_rejected():
    words = "Message OK, but will not deliver to these inactive addresses: reader2@example.com"
    receipts = POSTMARK.receipts(a_batch(), answer([taken(1), taken(2, Message=words), taken(3)]))
    assert [each.state for each in receipts] == [ACCEPTED, REJECTED, ACCEPTED]


@pytest.mark.parametrize(
    ("code", "wait"),
    [(10, None), (400, None), (401, None), (405, None), (412, None), (413, None), (100, 60.0)],
)
def test_what_is_about_the_account_settles_the_others_only(code, wait):
    results = [taken(1), refused(300), refused(code)]
    with pytest.raises(PartlySentError) as caught:
        POSTMARK.receipts(a_batch(), answer(results))
    assert caught.value.retry_after == wait
    assert [(each.delivery_id, each.state) for each in caught.value.settled] == [
        (1, ACCEPTED),
        (2, REJECTED),
    ]


def test_a_batch_of_which_every_message_is_refused_is_refused():
    with pytest.raises(BatchRefusedError, match="300"):
        POSTMARK.receipts(a_batch(), answer([refused(300)] * 3))


@pytest.mark.parametrize(
    "results",
    [
        {},
        [],
        [taken(1), taken(2)],
        [taken(1), taken(2), None],
        [taken(1), taken(2), {}],
        [taken(1), taken(2), taken(3, ErrorCode="0")],
        [taken(1), taken(2), taken(3, ErrorCode=False)],
        [taken(1), taken(2), taken(3, MessageID="")],
        [taken(1), taken(3), taken(2)],
        [taken(1), taken(2), taken(3, To=None)],
    ],
)
def test_an_answer_that_does_not_tell_of_each_message_says_nothing(results):
    with pytest.raises(ValueError, match=r"a result|answer"):
        POSTMARK.receipts(a_batch(), answer(results))


@pytest.mark.parametrize(
    ("status", "code", "wait"),
    [(422, 405, None), (422, 413, None), (401, 10, None), (503, 100, 60.0), (429, 429, 30.0)],
)
def test_a_code_says_why_a_whole_call_was_not_taken(status, code, wait):
    error = POSTMARK.refusal(answer(refused(code, "not with key-secret"), status))
    assert isinstance(error, NotSentError)
    assert error.retry_after == wait
    assert "key-secret" not in error.message
    assert error.hint or wait


@pytest.mark.parametrize("body", [b'{"ErrorCode": 410}', b'{"ErrorCode": 402}', b"", b"<html>"])
def test_other_refusals_are_left_to_the_table(body):
    assert POSTMARK.refusal(Response(422, {}, body)) is None


def test_the_search_asks_for_the_reference_in_the_stream():
    request = POSTMARK.lookup(a_batch(), None, NOW)
    path = urlsplit(request.path)
    assert (request.method, path.path) == ("GET", "/messages/outbound")
    assert parse_qs(path.query) == {
        "count": ["500"],
        "offset": ["0"],
        "messagestream": ["broadcast"],
        "metadata_digest_batch": [REFERENCE],
    }


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"digest_batch": REFERENCE, "digest_delivery": "2"}, [2]),
        ({"digest_batch": REFERENCE, "digest_delivery": "9"}, []),
        ({"digest_batch": f"{REFERENCE}1", "digest_delivery": "2"}, []),
        ({"digest_batch": REFERENCE}, []),
        ({"digest_delivery": "2"}, []),
        (None, []),
    ],
)
def test_only_a_message_of_this_batch_and_delivery_is_evidence(metadata, expected):
    page = {"TotalCount": 3, "Messages": [None, {"MessageID": "id", "Metadata": metadata}]}
    receipts, following = POSTMARK.found(a_batch(), answer(page))
    assert [each.delivery_id for each in receipts] == expected
    assert {each.state for each in receipts} <= {ACCEPTED}
    assert following is None


@pytest.mark.parametrize("value", [{}, {"Messages": {}}, {"Messages": None}, []])
def test_an_answer_that_is_no_page_is_not_read(value):
    with pytest.raises(ValueError, match="answer"):
        POSTMARK.found(a_batch(), answer(value))


def stream(kind="Broadcasts", handling="Custom", archived=None):
    return {
        "ID": "broadcast",
        "MessageStreamType": kind,
        "ArchivedAt": archived,
        "SubscriptionManagementConfiguration": {"UnsubscribeHandlingType": handling},
    }


@pytest.mark.parametrize("each", [stream(), stream("Transactional", "none")])
def test_a_stream_that_leaves_unsubscribing_to_us_is_well(each):
    assert "leaves unsubscribing to us" in POSTMARK.proof(answer(each))


@pytest.mark.parametrize(
    ("each", "words"),
    [
        (stream("Inbound"), "nothing can be sent"),
        (stream(archived="2023-08-01T00:00:00Z"), "nothing can be sent"),
        (stream(handling="Postmark"), "over ours"),
        ({}, "nothing can be sent"),
    ],
)
def test_another_stream_needs_a_person(each, words):
    with pytest.raises(TransportError, match=words) as caught:
        POSTMARK.proof(answer(each))
    assert caught.value.hint


@pytest.mark.parametrize(
    "change", [{"batch_size": 501}, {"message_stream": "a/b"}, {"message_stream": ""}]
)
def test_settings_stay_within_what_postmark_takes(change):
    whole = {"kind": "postmark", "server_token": {"env": "TOKEN"}}
    settings = TypeAdapter(PostmarkSettings)
    assert settings.validate_python(whole).message_stream == "broadcast"
    with pytest.raises(ValidationError):
        settings.validate_python(whole | change)

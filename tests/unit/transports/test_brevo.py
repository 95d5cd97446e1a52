"""Brevo's requests and answers, without a network."""

import datetime as dt
import html
import json
import re
import uuid
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from digest.errors import NotSentError, TransportError
from digest.model.mailing import DeliveryState
from digest.model.rendered import TOKEN
from digest.transports.brevo import Brevo
from digest.transports.esp import Response
from fakes.letters import LINK, a_batch, a_letter, a_recipient

NOW = dt.datetime(2023, 9, 1, 7, 5, tzinfo=dt.UTC)
BREVO = Brevo(SecretStr("xkeysib-secret"))
ACCEPTED = DeliveryState.ACCEPTED


def posted(letter=None, batch=None):
    request = BREVO.request(letter or a_letter(), batch or a_batch(), NOW)
    return json.loads(request.body)


def version(**changes):
    [only] = posted(batch=a_batch(a_recipient(1, **changes)))["messageVersions"]
    return only


def filled(text, params):
    """Put the params in once, as Brevo's page on variables describes it."""
    return re.sub(r"\{\{params\.(\w+)\}\}", lambda match: params[match[1]], text)


def answer(value, status=200, **headers):
    return Response(status, headers, json.dumps(value).encode())


def test_a_post_carries_the_key_and_the_key_is_a_secret():
    request = BREVO.request(a_letter(), a_batch(), NOW)
    assert (request.method, request.path) == ("POST", "/v3/smtp/email")
    assert request.headers["api-key"] == "xkeysib-secret"
    assert BREVO.secrets == ("xkeysib-secret",)


def test_the_call_says_everything_once_and_the_rest_for_each_recipient():
    message = posted()
    versions = message.pop("messageVersions")
    link = "https://news.example.org/unsubscribe/{{params.token}}"
    key = message.pop("headers")
    assert message == {
        "sender": {"name": "The Network", "email": "news@example.org"},
        "subject": "News from our Members – September 2023",
        "htmlContent": f'<p>Café</p>\n<a href="{link}">Unsubscribe</a>\n',
        "textContent": f"Café\n\nUnsubscribe: {link}\n",
        "replyTo": {"email": "secretariat@example.org"},
        "tags": ["2023-09-1a2b3c4d-1"],
    }
    assert key.keys() == {"idempotencyKey"}
    assert [each["to"] for each in versions] == [
        [{"email": f"reader{number}@example.com", "name": f"Reader {number}"}]
        for number in (1, 2, 3)
    ]
    assert versions[1]["params"] == {"token": "token-of-2", "brace": "{"}
    assert versions[1]["headers"] == {
        "List-Id": "News from our Members <members-news.example.org>",
        "List-Unsubscribe": "<https://news.example.org/unsubscribe/token-of-2>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "X-Mailin-custom": '{"digest_batch":"2023-09-1a2b3c4d-1","digest_delivery":"2"}',
    }


def test_the_same_batch_gives_the_same_bytes_at_any_time_and_another_one_another_key():
    batch = a_batch()
    first = BREVO.request(a_letter(), batch, NOW)
    again = BREVO.request(a_letter(), batch, NOW + dt.timedelta(minutes=9))
    assert first.body == again.body
    assert TOKEN.encode() not in first.body
    keys = [posted(batch=a_batch(number=each))["headers"]["idempotencyKey"] for each in (1, 2)]
    assert keys[0] != keys[1]
    assert all(str(uuid.UUID(each)) == each for each in keys)


def test_what_a_letter_does_not_have_is_not_sent():
    assert "replyTo" not in posted(a_letter(reply_to=None))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, None),
        ("", None),
        ("\r\n", None),
        ("Ann Smith", "Ann Smith"),
        ("Smith, Ann", "Smith, Ann"),
        ("Élodie d'Été", "Élodie d'Été"),
        ("Müller, Ann (Berlin)", "Müller Ann Berlin"),
        ("Ann\r\nBcc: b@example.com", "Ann Bcc: b@example.com"),
        ("{{params.token}}", "params.token"),
        ("{{", None),
        ("x" * 100, "x" * 70),
    ],
)
def test_a_name_is_one_that_brevo_carries(name, expected):
    assert version(name=name)["to"][0].get("name") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("The Network, Inc.", "The Network, Inc."),
        ("Réseau", "Réseau"),
        ("Réseau, Paris", "=?utf-8?q?R=C3=A9seau=2C_Paris?="),
    ],
)
def test_a_senders_name_is_encoded_where_brevo_would_lose_it(name, expected):
    assert posted(a_letter(sender_name=name))["sender"]["name"] == expected


def test_a_senders_name_that_is_too_long_needs_a_person():
    with pytest.raises(NotSentError, match="70 characters") as caught:
        posted(a_letter(sender_name="x" * 71))
    assert caught.value.retry_after is None


def test_a_lists_name_outside_ascii_is_left_out_of_its_header():
    [first, *_] = posted(a_letter(list_name="Nachrichten für alle"))["messageVersions"]
    assert first["headers"]["List-Id"] == "<members-news.example.org>"


MEMBERS_TEXT = [
    "{{ 7*7 }}",
    "{{params.token}}",
    "{{params.brace}}",
    "{{{contact.EMAIL}}}",
    "{% if x %}",
    "{# note #}",
    "{",
    "{{",
    "a {b} c",
    f"{{{TOKEN}",
    "}}",
]


@pytest.mark.parametrize("written", MEMBERS_TEXT)
@pytest.mark.parametrize(("field", "name"), [("text", "textContent"), ("subject", "subject")])
def test_what_looks_like_a_variable_arrives_as_it_was_written(field, name, written):
    message = posted(a_letter(**{field: f"{written} {LINK}"}))
    arrived = filled(message[name], message["messageVersions"][0]["params"])
    assert arrived == f"{written} {LINK}".replace(TOKEN, "token-of-1")


@pytest.mark.parametrize("written", MEMBERS_TEXT)
def test_in_html_a_brace_becomes_a_reference(written):
    message = posted(a_letter(html=f"<p>{written}</p><a href='{LINK}'>x</a>"))
    sent = message["htmlContent"]
    assert set(re.findall(r"\{[{%#].*?\}\}", sent)) == {"{{params.token}}"}
    arrived = html.unescape(filled(sent, message["messageVersions"][0]["params"]))
    assert arrived == f"<p>{written}</p><a href='{LINK}'>x</a>".replace(TOKEN, "token-of-1")


def test_each_version_has_an_id_of_its_own():
    receipts = BREVO.receipts(a_batch(), answer({"messageIds": ["<1@b>", "<2@b>", "<3@b>"]}, 201))
    assert [(each.delivery_id, each.state, each.receipt) for each in receipts] == [
        (1, ACCEPTED, "<1@b>"),
        (2, ACCEPTED, "<2@b>"),
        (3, ACCEPTED, "<3@b>"),
    ]
    alone = BREVO.receipts(a_batch(a_recipient(1)), answer({"messageId": "<1@b>"}, 201))
    assert [each.receipt for each in alone] == ["<1@b>"]


def test_a_call_that_was_made_before_was_taken_before():
    told = answer({"code": "duplicate_parameter", "message": "idempotencyKey"}, 400)
    receipts = BREVO.receipts(a_batch(), told)
    assert [(each.delivery_id, each.state) for each in receipts] == [
        (1, ACCEPTED),
        (2, ACCEPTED),
        (3, ACCEPTED),
    ]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (201, b""),
        (201, b"<html>"),
        (201, b"{}"),
        (201, b'{"messageId": "<1@b>"}'),
        (201, b'{"messageIds": ["<1@b>", "<2@b>"]}'),
        (201, b'{"messageIds": ["<1@b>", "<2@b>", 3]}'),
        (201, b'{"messageIds": ["<1@b>", "<2@b>", ""]}'),
        (201, b'{"messageIds": "123"}'),
        (201, b'{"code": "duplicate_parameter"}'),
        (400, b'{"code": "invalid_parameter", "message": "email is not valid"}'),
        (400, b'["duplicate_parameter"]'),
    ],
)
def test_an_answer_without_an_id_for_each_says_nothing(status, body):
    with pytest.raises(ValueError, match=r".+"):
        BREVO.receipts(a_batch(), Response(status, {}, body))


@pytest.mark.parametrize(
    ("status", "code", "hint"),
    [
        (402, "not_enough_credits", "no messages left"),
        (400, "not_enough_credits", "no messages left"),
        (403, "account_under_validation", "not approved"),
        (403, "permission_denied", "transactional"),
        (401, "unauthorized", "allowed IPs"),
    ],
)
def test_a_code_that_is_about_the_account_needs_a_person(status, code, hint):
    error = BREVO.refusal(answer({"code": code, "message": "xkeysib-secret"}, status))
    assert isinstance(error, NotSentError)
    assert error.retry_after is None
    assert hint in error.hint
    assert "xkeysib" not in error.message


@pytest.mark.parametrize(("told", "wait"), [("17", 17), ("", 30), ("soon", 30), ("-1", 30)])
def test_a_throttled_account_reads_brevos_own_header(told, wait):
    error = BREVO.refusal(answer({}, 429, **{"x-sib-ratelimit-reset": told}))
    assert isinstance(error, NotSentError)
    assert error.retry_after == wait


@pytest.mark.parametrize("status", [400, 404, 500, 502])
def test_the_rest_is_left_to_the_table(status):
    assert BREVO.refusal(answer({"code": "invalid_parameter"}, status)) is None
    assert BREVO.refusal(Response(status, {}, b"<html>")) is None


def test_the_question_is_for_the_batchs_tag_and_its_days():
    batch = a_batch()
    request = BREVO.lookup(batch, None, batch.posted_at)
    path = urlsplit(request.path)
    today = batch.posted_at.date()
    assert (request.method, path.path) == ("GET", "/v3/smtp/statistics/events")
    assert dict(parse_qsl(path.query)) == {
        "tags": '["2023-09-1a2b3c4d-1"]',
        "event": "requests",
        "startDate": (today - dt.timedelta(days=1)).isoformat(),
        "endDate": today.isoformat(),
        "limit": "2500",
    }


def event(**changes):
    return {
        "event": "requests",
        "email": "reader1@example.com",
        "tag": "2023-09-1a2b3c4d-1",
        "messageId": "<1@b>",
    } | changes


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [(1, ACCEPTED)]),
        ({"email": "Reader1@Example.COM"}, [(1, ACCEPTED)]),
        ({"event": "opened"}, []),
        ({"event": "blocked"}, []),
        ({"tag": "2023-09-1a2b3c4d-11"}, []),
        ({"tag": None}, []),
        ({"email": "somebody@example.com"}, []),
        ({"email": None}, []),
    ],
)
def test_only_an_event_of_this_batch_and_reader_is_evidence(changes, expected):
    events = [None, 7, [], event(**changes)]
    receipts, following = BREVO.found(a_batch(), answer({"events": events}))
    assert [(each.delivery_id, each.state) for each in receipts] == expected
    assert following is None


def test_no_events_are_no_evidence_and_no_list_is_no_answer():
    assert BREVO.found(a_batch(), answer({})) == ((), None)
    for value in ([], {"events": {}}, {"events": None}):
        with pytest.raises(ValueError, match="answer"):
            BREVO.found(a_batch(), answer(value))


def test_the_probe_says_where_tracking_is_switched_off():
    account = {"email": "office@example.org", "relay": {"enabled": True}}
    assert "Tracking" in BREVO.proof(answer(account))
    assert BREVO.probe().path == "/v3/account"


def test_an_account_that_may_not_send_needs_a_person():
    with pytest.raises(TransportError, match="not enabled"):
        BREVO.proof(answer({"email": "office@example.org", "relay": {"enabled": False}}))
    with pytest.raises(ValueError, match="no account"):
        BREVO.proof(answer({"message": "hello"}))

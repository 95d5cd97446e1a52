"""Mailjet's requests and answers, without a network."""

import datetime as dt
import html
import json
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from digest.errors import BatchRefusedError, NotSentError, TransportError
from digest.model.mailing import DeliveryState
from digest.model.rendered import TOKEN
from digest.transports.contract import PartlySentError
from digest.transports.esp import Response
from digest.transports.mailjet import Mailjet
from fakes.letters import LINK, a_batch, a_letter, a_recipient

NOW = dt.datetime(2023, 9, 1, 7, 5, tzinfo=dt.UTC)
MAILJET = Mailjet(SecretStr("name"), SecretStr("key-secret"))
ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED


def posted(letter=None, batch=None):
    request = MAILJET.request(letter or a_letter(), batch or a_batch(), NOW)
    return json.loads(request.body)


def as_mailjet_fills(text, values):
    """Put the variables in once, as the guide to personalization describes it."""
    return re.sub(r"\[\[var:(\w+)\]\]", lambda match: values[match[1]], text)


def answer(value, status=200):
    return Response(status, {}, json.dumps(value).encode())


def success(number):
    sent = {"Email": f"reader{number}@example.com", "MessageID": 70 + number, "MessageUUID": "u"}
    return {"Status": "success", "CustomID": "", "To": [sent], "Cc": [], "Bcc": []}


def failure(code="mj-0013", status=400, words="not an address"):
    error = {"ErrorCode": code, "StatusCode": status, "ErrorMessage": words}
    return {"Status": "error", "Errors": [error]}


def test_a_post_carries_both_keys_and_shows_neither():
    request = MAILJET.request(a_letter(), a_batch(), NOW)
    assert (request.method, request.path) == ("POST", "/v3.1/send")
    assert request.headers["Authorization"] == "Basic bmFtZTprZXktc2VjcmV0"
    assert MAILJET.secrets == ("name", "key-secret", "bmFtZTprZXktc2VjcmV0")


def test_the_call_says_the_letter_once_and_the_rest_for_each_recipient():
    call = posted()
    link = "https://news.example.org/unsubscribe/[[var:token]]"
    assert call["Globals"] == {
        "From": {"Email": "news@example.org", "Name": "The Network"},
        "ReplyTo": {"Email": "secretariat@example.org"},
        "Subject": "News from our Members – September 2023",
        "TextPart": f"Café\n\nUnsubscribe: {link}\n",
        "HTMLPart": f'<p>Café</p>\n<a href="{link}">Unsubscribe</a>\n',
        "CustomCampaign": "2023-09-1a2b3c4d-v0",
        "DeduplicateCampaign": True,
        "TrackOpens": "disabled",
        "TrackClicks": "disabled",
    }
    assert call["Messages"][1] == {
        "To": [{"Email": "reader2@example.com", "Name": "Reader 2"}],
        "Headers": {
            "List-Unsubscribe": "<https://news.example.org/unsubscribe/token-of-2>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "Variables": {"token": "token-of-2", "bracket": "["},
        "CustomID": "2023-09-1a2b3c4d-1",
        "EventPayload": '{"digest_batch":"2023-09-1a2b3c4d-1","digest_delivery":"2"}',
    }


def test_the_same_batch_gives_the_same_bytes_and_a_variant_is_a_campaign_of_its_own():
    batch = a_batch()
    later = NOW + dt.timedelta(hours=1)
    first, again = (MAILJET.request(a_letter(), batch, at).body for at in (NOW, later))
    assert first == again
    assert TOKEN.encode() not in first
    campaigns = [
        posted(batch=each)["Globals"]["CustomCampaign"]
        for each in (batch, a_batch(number=2), replace(batch, variant=1))
    ]
    assert campaigns == ["2023-09-1a2b3c4d-v0", "2023-09-1a2b3c4d-v0", "2023-09-1a2b3c4d-v1"]


def test_what_a_letter_does_not_have_is_not_sent():
    assert "ReplyTo" not in posted(a_letter(reply_to=None))["Globals"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, None),
        ("\r\n", None),
        ("Smith, Ann", "Smith, Ann"),
        ("Ann\r\nBcc: b@example.com", "Ann Bcc: b@example.com"),
        ("[[var:token]]", "[var:token]]"),
        ("Élodie [x]", "Élodie [x]"),
    ],
)
def test_a_name_is_harmless(name, expected):
    [message] = posted(batch=a_batch(a_recipient(1, name=name)))["Messages"]
    assert message["To"][0].get("Name") == expected


MEMBERS_TEXT = [
    "[[var:token]]",
    '[[data:email:"x"]]',
    "[[[var:token]]]",
    "[[UNSUB_LINK_EN]]",
    "[",
    "[[",
    "a [b] c",
    f"[{TOKEN}",
    "]]",
    "{{var:token}}",
    "{% if x %}",
]


@pytest.mark.parametrize("written", MEMBERS_TEXT)
def test_what_looks_like_a_variable_arrives_as_it_was_written(written):
    call = posted(a_letter(text=f"{written} {LINK}"))
    arrived = as_mailjet_fills(call["Globals"]["TextPart"], call["Messages"][0]["Variables"])
    assert arrived == f"{written} {LINK}".replace(TOKEN, "token-of-1")


@pytest.mark.parametrize("written", MEMBERS_TEXT)
def test_in_html_a_bracket_becomes_a_reference(written):
    call = posted(a_letter(html=f"<p>{written}</p><a href='{LINK}'>x</a>"))
    sent = call["Globals"]["HTMLPart"]
    assert set(re.findall(r"\[\[.*?\]\]", sent)) == {"[[var:token]]"}
    arrived = html.unescape(as_mailjet_fills(sent, call["Messages"][0]["Variables"]))
    assert arrived == f"<p>{written}</p><a href='{LINK}'>x</a>".replace(TOKEN, "token-of-1")


def test_a_comment_for_outlook_is_left_alone():
    comment = "<!--[if mso | IE]><td width='600px'><![endif]-->"
    assert posted(a_letter(html=comment))["Globals"]["HTMLPart"] == comment


def test_nothing_is_filled_in_a_subject():
    assert posted(a_letter(subject="[[var:token]]"))["Globals"]["Subject"] == "[[var:token]]"


def told(receipts):
    return [(each.delivery_id, each.state, each.receipt or each.reason) for each in receipts]


@pytest.mark.parametrize("status", [200, 400])
def test_one_message_is_refused_and_the_others_are_taken(status):
    results = answer({"Messages": [success(1), failure(), success(3)]}, status)
    assert told(MAILJET.receipts(a_batch(), results)) == [
        (1, ACCEPTED, "71"),
        (2, REJECTED, "not an address"),
        (3, ACCEPTED, "73"),
    ]


def test_where_every_message_is_refused_the_batch_is():
    with pytest.raises(BatchRefusedError, match="not an address"):
        MAILJET.receipts(a_batch(), answer({"Messages": [failure()] * 3}, 400))


@pytest.mark.parametrize("code", ["send-0007", "send-0008", "mj-0001"])
def test_a_fault_that_is_not_the_messages_needs_a_person_and_what_was_taken_is_known(code):
    results = [success(1), failure(code, 403, "not allowed"), success(3)]
    with pytest.raises(PartlySentError, match="not allowed") as caught:
        MAILJET.receipts(a_batch(), answer({"Messages": results}, 403))
    assert caught.value.retry_after is None
    assert [each.delivery_id for each in caught.value.settled] == [1, 3]


@pytest.mark.parametrize(
    "results",
    [
        None,
        {},
        [],
        [success(1)],
        [success(1), success(3), success(2)],
        [success(1), success(2), {"Status": "success", "To": []}],
        [success(1), success(2), {"Status": "success", "To": [{"Email": "reader3@example.com"}]}],
        [success(1), success(2), {"Status": "success", "To": "reader3@example.com"}],
        [success(1), success(2), {"Status": "error"}],
        [success(1), success(2), {"Status": "error", "Errors": "x"}],
        [success(1), success(2), {"Status": "queued"}],
        [success(1), success(2), failure(status=500)],
        [success(1), success(2), None],
    ],
)
def test_an_answer_without_a_result_for_each_says_nothing(results):
    with pytest.raises(ValueError, match=r".+"):
        MAILJET.receipts(a_batch(), answer({"Messages": results}))


@pytest.mark.parametrize(
    ("status", "code", "kind", "hint"),
    [
        (401, "mj-0001", NotSentError, "suspended"),
        (401, "mj-0015", NotSentError, "secret_key"),
        (400, "mj-0002", BatchRefusedError, ""),
        (400, "mj-0011", BatchRefusedError, ""),
    ],
)
def test_a_whole_calls_error_is_read_by_its_code(status, code, kind, hint):
    error = MAILJET.refusal(answer({"ErrorCode": code, "ErrorMessage": "because"}, status))
    assert type(error) is kind
    assert "because" in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b"<html>"),
        (400, b'{"Messages": []}'),
        (500, b'{"ErrorCode": "mj-9999"}'),
        (429, b"{}"),
    ],
)
def test_the_rest_is_left_to_the_table(status, body):
    assert MAILJET.refusal(Response(status, {}, body)) is None


def test_the_question_is_for_the_batchs_reference():
    path = urlsplit(MAILJET.lookup(a_batch(), None, NOW).path)
    assert path.path == "/v3/REST/message"
    assert dict(parse_qsl(path.query)) == {
        "CustomID": "2023-09-1a2b3c4d-1",
        "ShowCustomID": "true",
        "ShowContactAlt": "true",
        "Limit": "1000",
    }


def row(**changes):
    return {
        "ID": 71,
        "CustomID": "2023-09-1a2b3c4d-1",
        "ContactAlt": "reader1@example.com",
        "Status": "sent",
        "StateID": 0,
    } | changes


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [(1, ACCEPTED, "71")]),
        ({"ContactAlt": "Reader1@Example.COM"}, [(1, ACCEPTED, "71")]),
        ({"Status": "hardbounced"}, [(1, ACCEPTED, "71")]),
        ({"Status": "blocked", "StateID": 20}, [(1, REJECTED, "71")]),
        ({"Status": "blocked", "StateID": 15}, [(1, ACCEPTED, "71")]),
        ({"CustomID": "2023-09-1a2b3c4d-11"}, []),
        ({"CustomID": None}, []),
        ({"ContactAlt": "somebody@example.com"}, []),
        ({"ContactAlt": None}, []),
    ],
)
def test_only_a_message_of_this_batch_and_reader_is_evidence(changes, expected):
    receipts, following = MAILJET.found(a_batch(), answer({"Data": [None, 7, row(**changes)]}))
    assert told(receipts) == expected
    assert following is None


@pytest.mark.parametrize("value", [[], {}, {"Data": {}}])
def test_an_answer_that_is_no_list_is_not_read(value):
    with pytest.raises(ValueError, match="answer"):
        MAILJET.found(a_batch(), answer(value))


def test_the_probe_wants_a_sender():
    assert "senders" in MAILJET.proof(answer({"Data": [{"Email": "*@example.org"}]}))
    with pytest.raises(TransportError, match="no sender") as caught:
        MAILJET.proof(answer({"Data": []}))
    assert "Verify" in caught.value.hint
    with pytest.raises(ValueError, match="no list of Data"):
        MAILJET.proof(answer({}))

"""Mailgun's requests and answers, without a network."""

import datetime as dt
import json
import re

import pytest
from pydantic import SecretStr

from digest.errors import NotSentError, TransportError
from digest.model.mailing import DeliveryState
from digest.model.rendered import TOKEN
from digest.transports.esp import Response
from digest.transports.mailgun import Mailgun
from fakes.letters import LINK, a_batch, a_letter, a_recipient
from fakes.mailgun_rules import parse_form

NOW = dt.datetime(2023, 9, 1, 7, 5, tzinfo=dt.UTC)
MAILGUN = Mailgun("mg.example.org", SecretStr("key-secret"))
ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED


def form(letter=None, batch=None):
    request = MAILGUN.request(letter or a_letter(), batch or a_batch(), NOW)
    return parse_form(request.headers["Content-Type"], request.body)


def only(name, **changes):
    [value] = form(a_letter(**changes))[name]
    return value


def as_mailgun_fills(text, variables):
    """Put the recipient variables in, as the batch-sending page describes it: once."""
    return re.sub(r"%recipient\.(\w+)%", lambda match: variables.get(match[1], match[0]), text)


def test_a_post_goes_to_the_domain_with_the_key():
    request = MAILGUN.request(a_letter(), a_batch(), NOW)
    assert (request.method, request.path) == ("POST", "/v3/mg.example.org/messages")
    assert request.headers["Authorization"] == "Basic YXBpOmtleS1zZWNyZXQ="
    assert MAILGUN.secrets == ("key-secret", "YXBpOmtleS1zZWNyZXQ=")


def test_the_form_says_everything_once():
    assert form() == {
        "from": ["The Network <news@example.org>"],
        "to": [
            (
                "Reader 1 <reader1@example.com>, Reader 2 <reader2@example.com>, "
                "Reader 3 <reader3@example.com>"
            )
        ],
        "subject": ["News from our Members – September 2023"],
        "text": ["Café\n\nUnsubscribe: https://news.example.org/unsubscribe/%recipient.token%\n"],
        "html": [
            (
                '<p>Café</p>\n<a href="https://news.example.org/unsubscribe/%recipient.token%">'
                "Unsubscribe</a>\n"
            )
        ],
        "recipient-variables": [
            (
                '{"reader1@example.com":{"token":"token-of-1"},'
                '"reader2@example.com":{"token":"token-of-2"},'
                '"reader3@example.com":{"token":"token-of-3"}}'
            )
        ],
        "h:List-Id": ["News from our Members <members-news.example.org>"],
        "h:List-Unsubscribe": ["<https://news.example.org/unsubscribe/%recipient.token%>"],
        "h:List-Unsubscribe-Post": ["List-Unsubscribe=One-Click"],
        "h:Reply-To": ["secretariat@example.org"],
        "o:tag": ["2023-09-1a2b3c4d-1"],
        "o:tracking": ["no"],
        "o:tracking-clicks": ["no"],
        "o:tracking-opens": ["no"],
    }


def test_the_same_batch_gives_the_same_bytes_without_the_neutral_token():
    batch = a_batch()
    first, again = (MAILGUN.request(a_letter(), batch, NOW).body for _ in range(2))
    assert first == again
    assert TOKEN.encode() not in first


def test_what_a_letter_does_not_have_is_not_sent_and_letters_outside_ascii_are_encoded():
    assert "h:Reply-To" not in form(a_letter(reply_to=None))
    assert only("h:List-Id", list_name="Nachrichten für alle").startswith("=?utf-8?")
    assert only("from", sender_name="Réseau, l'autre") == '"Réseau, l\'autre" <news@example.org>'


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, "a@example.com"),
        ("", "a@example.com"),
        ("\r\n", "a@example.com"),
        ("Ann Smith", "Ann Smith <a@example.com>"),
        ("Smith, Ann", '"Smith, Ann" <a@example.com>'),
        ('A "B" \\', '"A \\"B\\" \\\\" <a@example.com>'),
        ("Ann>, <b@example.com", '"Ann>, <b@example.com" <a@example.com>'),
        ("Ann\r\nBcc: b@example.com", '"Ann Bcc: b@example.com" <a@example.com>'),
        ("gpj\u202egnp", "gpjgnp <a@example.com>"),
        ("%recipient.token%", '"recipient.token%" <a@example.com>'),
        ("100 % Ann", "100 % Ann <a@example.com>"),
        ("Élodie", '"Élodie" <a@example.com>'),
    ],
)
def test_a_name_is_quoted_and_harmless(name, expected):
    batch = a_batch(a_recipient(email="a@example.com", name=name))
    assert form(batch=batch)["to"] == [expected]


MEMBERS_TEXT = [
    "%recipient.email%",
    "%recipient.token%",
    "%recipient.percent%",
    "%unsubscribe_url%",
    "%recipient%",
    "100% of it",
    "50%!",
    "100%",
    "%%recipient.token%%",
    "%recipient.token%recipient.token%",
    "https://example.org/caf%C3%A9",
    "%",
    "a%b%c",
]


@pytest.mark.parametrize("written", MEMBERS_TEXT)
@pytest.mark.parametrize("field", ["text", "subject"])
def test_what_looks_like_a_variable_arrives_as_it_was_written(field, written):
    posted = form(a_letter(**{field: f"{written} {LINK}"}))
    variables = json.loads(posted["recipient-variables"][0])["reader1@example.com"]
    filled = as_mailgun_fills(posted[field][0], variables)
    assert filled == f"{written} {LINK.replace(TOKEN, 'token-of-1')}"


@pytest.mark.parametrize("written", MEMBERS_TEXT)
def test_in_html_the_sign_becomes_a_reference_that_mailgun_does_not_read(written):
    html = only("html", html=f"<p>{written}</p><a href='{LINK}'>x</a>")
    body, _, link = html.partition("<a")
    assert body.replace("&#37;", "%") == f"<p>{written}</p>"
    assert "%recipient" not in body
    assert "%unsubscribe" not in body
    assert "%recipient.token%" in link


def test_style_sheets_keep_their_percent_signs():
    style = "<style>td{width:100%}@media(max-width:50%){p{margin:0 5% 0}}</style>"
    assert only("html", html=style) == style


def test_the_percent_variable_is_sent_only_where_it_is_needed():
    assert "percent" not in form()["recipient-variables"][0]
    with_one = form(a_letter(text="%recipient.email%"))["recipient-variables"][0]
    assert json.loads(with_one)["reader1@example.com"]["percent"] == "%"


def test_more_options_than_mailgun_takes_are_refused_before_anything_is_sent():
    with pytest.raises(NotSentError, match="16,384 bytes") as caught:
        form(a_letter(list_name="x" * 16_384))
    assert caught.value.retry_after is None


def answer(value, status=200):
    return Response(status, {}, json.dumps(value).encode())


def test_one_id_is_everybodys_receipt():
    receipts = MAILGUN.receipts(a_batch(), answer({"id": "<1@mg>", "message": "Queued."}))
    assert [(each.delivery_id, each.state, each.receipt) for each in receipts] == [
        (1, ACCEPTED, "<1@mg>"),
        (2, ACCEPTED, "<1@mg>"),
        (3, ACCEPTED, "<1@mg>"),
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "Expecting value"),
        (b"OK", "Expecting value"),
        (b"<html>", "Expecting value"),
        (b'{"id": "<1', "Unterminated"),
        (b"\xff", "decode"),
        (b"[]", "not a JSON object"),
        (b"{}", "no id"),
        (b'{"id": 7}', "no id"),
        (b'{"id": ""}', "no id"),
    ],
)
def test_an_answer_without_an_id_says_nothing(body, words):
    with pytest.raises(ValueError, match=words):
        MAILGUN.receipts(a_batch(), Response(200, {}, body))


def test_the_question_to_the_logs_names_the_domain_the_tag_and_the_time():
    batch = a_batch()
    request = MAILGUN.lookup(batch, "page-2", batch.posted_at + dt.timedelta(minutes=5))
    question = json.loads(request.body)
    assert (request.method, request.path) == ("POST", "/v1/analytics/logs")
    assert question["filter"]["AND"] == [
        {
            "attribute": name,
            "comparator": "=",
            "values": [{"label": value, "value": value}],
        }
        for name, value in (("domain", "mg.example.org"), ("tag", batch.reference))
    ]
    assert question["pagination"] == {"sort": "timestamp:asc", "limit": 100, "token": "page-2"}
    assert question["events"] == ["accepted", "delivered", "failed", "rejected"]
    assert question["start"].endswith("+0000")
    assert question["end"].endswith("+0000")


def entry(**changes):
    whole = {
        "id": "entry",
        "event": "accepted",
        "recipient": "reader1@example.com",
        "tags": ["2023-09-1a2b3c4d-1"],
    }
    return whole | changes


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [(1, ACCEPTED)]),
        ({"recipient": "Reader1@Example.COM"}, [(1, ACCEPTED)]),
        ({"tags": ["other", "2023-09-1A2B3C4D-1"]}, [(1, ACCEPTED)]),
        ({"event": "delivered"}, [(1, ACCEPTED)]),
        ({"event": "failed"}, [(1, ACCEPTED)]),
        ({"event": "rejected"}, [(1, REJECTED)]),
        ({"event": "opened"}, []),
        ({"event": None}, []),
        ({"recipient": "somebody@example.com"}, []),
        ({"recipient": None}, []),
        ({"tags": ["2023-09-1a2b3c4d-11"]}, []),
        ({"tags": []}, []),
        ({"tags": None}, []),
        ({"tags": "2023-09-1a2b3c4d-1"}, []),
    ],
)
def test_only_an_entry_of_this_batch_and_reader_is_evidence(changes, expected):
    page = {"items": [entry(**changes)], "pagination": {"next": "p2"}}
    receipts, following = MAILGUN.found(a_batch(), answer(page))
    assert [(each.delivery_id, each.state) for each in receipts] == expected
    assert following == "p2"


def test_a_rejection_carries_the_reason():
    page = {"items": [entry(event="rejected", reason="suppressed")], "pagination": {}}
    [receipt], following = MAILGUN.found(a_batch(), answer(page))
    assert receipt.reason == "suppressed"
    assert following is None


def test_the_page_after_the_last_is_the_end():
    page = {"items": [], "pagination": {"next": "p9"}}
    assert MAILGUN.found(a_batch(), answer(page)) == ((), None)


@pytest.mark.parametrize("value", [[], {}, {"items": {}}, {"items": [], "pagination": []}])
def test_an_answer_that_is_no_page_is_not_read(value):
    with pytest.raises(ValueError, match="answer"):
        MAILGUN.found(a_batch(), answer(value))


def test_entries_of_no_shape_are_passed_over():
    page = {"items": [None, 7, "x", [], {}, entry()], "pagination": {}}
    receipts, _ = MAILGUN.found(a_batch(), answer(page))
    assert [each.delivery_id for each in receipts] == [1]


def test_a_domain_that_is_active_may_send():
    assert "may send" in MAILGUN.proof(answer({"domain": {"state": "active"}}))


@pytest.mark.parametrize(
    ("domain", "word"),
    [
        ({"state": "unverified"}, "unverified"),
        ({"state": "active", "is_disabled": True}, "disabled"),
        ({}, "None"),
    ],
)
def test_a_domain_that_is_not_active_needs_a_person(domain, word):
    with pytest.raises(TransportError, match=word) as caught:
        MAILGUN.proof(answer({"domain": domain}))
    assert "DNS" in caught.value.hint


def test_a_proof_that_cannot_be_read_is_none():
    with pytest.raises(ValueError, match="domain"):
        MAILGUN.proof(answer({"message": "hello"}))

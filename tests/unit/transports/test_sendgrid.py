"""SendGrid's requests and answers, without a network."""

import datetime as dt
import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from digest.errors import BatchRefusedError, NotSentError, TransportError
from digest.model.mailing import DeliveryState
from digest.model.rendered import TOKEN
from digest.transports.esp import Response
from digest.transports.sendgrid import SendGrid
from fakes.letters import LINK, a_batch, a_letter, a_recipient
from fakes.sendgrid import arrived

NOW = dt.datetime(2023, 9, 1, 7, 5, tzinfo=dt.UTC)
SENDGRID = SendGrid(SecretStr("SG.secret"))
ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED
REFERENCE = "2023-09-1a2b3c4d-1"


def posted(letter=None, batch=None):
    return json.loads(SENDGRID.request(letter or a_letter(), batch or a_batch(), NOW).body)


def read(letter, recipient=None):
    """Give the one message that SendGrid makes of a call."""
    call = posted(letter, a_batch(recipient or a_recipient(1)))
    return arrived(call, call["personalizations"][0], "id")


def answer(value, status=200, **headers):
    return Response(status, headers, json.dumps(value).encode())


def error(status, message, **headers):
    return answer({"errors": [{"message": message, "field": None}]}, status, **headers)


def test_a_post_carries_the_key_which_is_a_secret():
    request = SENDGRID.request(a_letter(), a_batch(), NOW)
    assert (request.method, request.path) == ("POST", "/v3/mail/send")
    assert request.headers["Authorization"] == "Bearer SG.secret"
    assert SENDGRID.secrets == ("SG.secret",)


def test_the_call_says_everything_once_and_the_rest_for_each_recipient():
    call = posted()
    personalizations = call.pop("personalizations")
    [tag] = personalizations[0]["substitutions"]
    link = f"https://news.example.org/unsubscribe/{tag}"
    assert call == {
        "from": {"email": "news@example.org", "name": "The Network"},
        "reply_to": {"email": "secretariat@example.org"},
        "subject": "News from our Members – September 2023",
        "content": [
            {"type": "text/plain", "value": f"Café\n\nUnsubscribe: {link}\n"},
            {
                "type": "text/html",
                "value": f'<p>Café</p>\n<a href="{link}">Unsubscribe</a>\n',
            },
        ],
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
            "subscription_tracking": {"enable": False},
            "ganalytics": {"enable": False},
        },
        "categories": [REFERENCE],
    }
    assert len(personalizations) == 3
    assert personalizations[1] == {
        "to": [{"email": "reader2@example.com", "name": "Reader 2"}],
        "headers": {
            "List-Id": "News from our Members <members-news.example.org>",
            "List-Unsubscribe": "<https://news.example.org/unsubscribe/token-of-2>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "substitutions": {tag: "token-of-2"},
        "custom_args": {"digest_batch": REFERENCE, "digest_delivery": "2"},
    }


def test_the_same_batch_gives_the_same_bytes_at_any_time_without_the_neutral_token():
    batch = a_batch()
    first = SENDGRID.request(a_letter(), batch, NOW).body
    assert first == SENDGRID.request(a_letter(), batch, NOW + dt.timedelta(days=1)).body
    assert TOKEN.encode() not in first


def test_what_a_letter_does_not_have_is_not_sent_and_letters_outside_ascii_are_encoded():
    call = posted(a_letter(reply_to=None, list_name="Nachrichten für alle", sender_name=""))
    assert "reply_to" not in call
    assert call["from"] == {"email": "news@example.org"}
    assert call["personalizations"][0]["headers"]["List-Id"].startswith("=?utf-8?")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, None),
        ("\r\n", None),
        ("Ann Smith", "Ann Smith"),
        ("Smith, Ann; B", '"Smith, Ann; B"'),
        ('A "B" \\', '"A \\"B\\" \\\\"'),
        ("Ann>, <b@example.com", '"Ann>, <b@example.com"'),
        ("Ann\r\nBcc: b@example.com", '"Ann Bcc: b@example.com"'),
        ("Élodie", '"Élodie"'),
        ("gpj\u202egnp", "gpjgnp"),
    ],
)
def test_a_name_is_quoted_where_sendgrid_would_not(name, expected):
    [to] = posted(batch=a_batch(a_recipient(1, name=name)))["personalizations"][0]["to"]
    assert to.get("name") == expected


def test_a_tag_is_another_one_for_another_letter():
    tags = {
        next(iter(posted(letter)["personalizations"][0]["substitutions"]))
        for letter in (a_letter(), a_letter(text=f"Other {LINK}"))
    }
    assert len(tags) == 2


MEMBERS_TEXT = ["<%asm_group_unsubscribe_url%>", "<% x", "<<%%>", "%name%", "-name-", "{{ 7*7 }}"]


@pytest.mark.parametrize("written", MEMBERS_TEXT)
def test_members_words_arrive_as_they_were_written(written):
    letter = a_letter(subject=written, text=f"{written} {LINK}", html=f"<p>{written}</p>{LINK}")
    message = read(letter)
    link = LINK.replace(TOKEN, "token-of-1")
    assert message.headers["Subject"].replace("\u2060", "") == written
    assert message.text.replace("\u2060", "") == f"{written} {link}"
    assert html.unescape(message.html) == f"<p>{written}</p>{link}"


@given(st.lists(st.sampled_from(["<", "%", ">", "-", "a", TOKEN, "\n"]), max_size=12))
def test_no_words_are_read_as_a_tag_and_every_token_is_filled(pieces):
    words = "".join(pieces)
    message = read(a_letter(text=words))
    assert message.text.replace("\u2060", "") == words.replace(TOKEN, "token-of-1")


def test_one_id_is_everybodys_receipt():
    receipts = SENDGRID.receipts(a_batch(), Response(202, {"x-message-id": "abc"}, b""))
    assert [(each.delivery_id, each.state, each.receipt) for each in receipts] == [
        (1, ACCEPTED, "abc"),
        (2, ACCEPTED, "abc"),
        (3, ACCEPTED, "abc"),
    ]


@pytest.mark.parametrize(
    "response",
    [
        Response(202, {}, b""),
        Response(202, {"x-message-id": " "}, b""),
        Response(200, {"x-message-id": "abc"}, b""),
        Response(200, {}, b"<html>"),
    ],
)
def test_an_answer_without_an_id_or_only_to_a_test_says_nothing(response):
    with pytest.raises(ValueError, match="taken"):
        SENDGRID.receipts(a_batch(), response)


@pytest.mark.parametrize("status", [400, 413])
def test_what_is_in_the_batch_refuses_the_batch_with_sendgrids_words(status):
    refusal = SENDGRID.refusal(error(status, "Does not contain\r\na valid address."))
    assert isinstance(refusal, BatchRefusedError)
    assert "Does not contain a valid address." in str(refusal)


@pytest.mark.parametrize(
    ("status", "words"), [(401, "Maximum credits exceeded"), (403, "not with SG.secret")]
)
def test_what_is_about_the_account_needs_a_person(status, words):
    refusal = SENDGRID.refusal(error(status, words))
    assert isinstance(refusal, NotSentError)
    assert refusal.retry_after is None
    assert refusal.hint
    assert "SG.secret" not in refusal.message


DATE = "Fri, 01 Sep 2023 07:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-ratelimit-reset": "1693551612", "date": DATE}, 12),
        ({"x-ratelimit-reset": "1693551600", "date": DATE}, 1),
        ({"x-ratelimit-reset": "9993551600", "date": DATE}, 600),
        ({"x-ratelimit-reset": "nan", "date": DATE}, 30),
        ({"x-ratelimit-reset": "soon", "date": DATE}, 30),
        ({"x-ratelimit-reset": "1693551612"}, 30),
        ({}, 30),
    ],
)
def test_a_throttled_account_waits_until_sendgrid_says(headers, wait):
    refusal = SENDGRID.refusal(error(429, "too many requests", **headers))
    assert isinstance(refusal, NotSentError)
    assert refusal.retry_after == wait


@pytest.mark.parametrize("status", [404, 500, 502, 503])
def test_other_refusals_are_left_to_the_table(status):
    assert SENDGRID.refusal(Response(status, {}, b"<html>")) is None


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"errors": 7}', b'{"errors": [7]}'])
def test_a_refusal_without_words_is_one(body):
    assert "no reason given" in str(SENDGRID.refusal(Response(400, {}, body)))


def test_the_question_to_the_logs_names_the_category_and_the_time():
    batch = a_batch()
    request = SENDGRID.lookup(batch, None, batch.posted_at)
    since, until = (
        (batch.posted_at + dt.timedelta(minutes=each)).strftime("%Y-%m-%dT%H:%M:%SZ")
        for each in (-15, 15)
    )
    assert (request.method, request.path) == ("POST", "/v3/logs")
    assert json.loads(request.body) == {
        "query": (
            f"categories IN ('{REFERENCE}')"
            f' AND sg_message_id_created_at >= TIMESTAMP "{since}"'
            f' AND sg_message_id_created_at <= TIMESTAMP "{until}"'
        ),
        "limit": 1000,
    }


def entry(batch, **changes):
    whole = {
        "sg_message_id": "id.recvd.1",
        "to_email": "reader1@example.com",
        "status": "processed",
        "sg_message_id_created_at": batch.posted_at.isoformat(),
    }
    return whole | changes


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [(1, ACCEPTED)]),
        ({"to_email": "Reader1@Example.COM"}, [(1, ACCEPTED)]),
        ({"status": "delivered"}, [(1, ACCEPTED)]),
        ({"status": "bounced"}, [(1, ACCEPTED)]),
        ({"status": "dropped"}, [(1, REJECTED)]),
        ({"to_email": "somebody@example.com"}, []),
        ({"to_email": None}, []),
        ({"sg_message_id_created_at": "2023-09-01T07:00:00Z"}, []),
        ({"sg_message_id_created_at": "2999-09-01T07:00:00"}, []),
        ({"sg_message_id_created_at": "soon"}, []),
        ({"sg_message_id_created_at": None}, []),
    ],
)
def test_only_a_message_of_a_reader_and_of_the_batchs_time_is_evidence(changes, expected):
    batch = a_batch()
    page = answer({"messages": [None, 7, {}, entry(batch, **changes)]})
    receipts, following = SENDGRID.found(batch, page)
    assert [(each.delivery_id, each.state) for each in receipts] == expected
    assert following is None


def test_a_rejection_carries_the_reason():
    batch = a_batch()
    page = answer({"messages": [entry(batch, status="dropped", reason="Bounced\nAddress")]})
    [receipt], _ = SENDGRID.found(batch, page)
    assert receipt.reason == "sendgrid dropped the message: Bounced Address"


@pytest.mark.parametrize("value", [{}, {"messages": {}}, {"messages": None}, []])
def test_an_answer_that_is_no_list_is_not_read(value):
    with pytest.raises(ValueError, match="answer"):
        SENDGRID.found(a_batch(), answer(value))


def test_a_key_that_may_send_is_right():
    assert "may send" in SENDGRID.proof(answer({"scopes": ["mail.send"]}))
    with pytest.raises(TransportError, match="may not send"):
        SENDGRID.proof(answer({"scopes": ["mail.batch.read"]}))
    with pytest.raises(ValueError, match="scopes"):
        SENDGRID.proof(answer({}))

"""Mandrill's requests and answers, without a network."""

import datetime as dt
import json

import pytest
from pydantic import SecretStr, ValidationError

from digest.errors import NotSentError
from digest.model.mailing import DeliveryState
from digest.model.rendered import TOKEN
from digest.transports.esp import Response
from digest.transports.mandrill import Mandrill, MandrillSettings
from fakes.letters import LINK, a_batch, a_letter, a_recipient

NOW = dt.datetime(2023, 9, 1, 7, 5, tzinfo=dt.UTC)
MANDRILL = Mandrill(SecretStr("key-secret"))
ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED
LINK_OF_1 = LINK.replace(TOKEN, "token-of-1")


def one(**changes):
    return a_batch(a_recipient(1, **changes))


def body(letter=None, **changes):
    return json.loads(MANDRILL.request(letter or a_letter(), one(**changes), NOW).body)


def answer(value, status=200):
    return Response(status, {}, json.dumps(value).encode())


def test_the_message_is_whole_and_says_everything_once():
    request = MANDRILL.request(a_letter(), one(), NOW)
    assert (request.method, request.path) == ("POST", "/api/1.0/messages/send")
    assert json.loads(request.body) == {
        "key": "key-secret",
        "message": {
            "from_email": "news@example.org",
            "from_name": "The Network",
            "subject": "News from our Members – September 2023",
            "merge": False,
            "auto_text": False,
            "auto_html": False,
            "inline_css": False,
            "track_opens": False,
            "track_clicks": False,
            "preserve_recipients": False,
            "view_content_link": False,
            "to": [{"email": "reader1@example.com", "name": "Reader 1", "type": "to"}],
            "html": f'<p>Café</p>\n<a href="{LINK_OF_1}">Unsubscribe</a>\n',
            "text": f"Café\n\nUnsubscribe: {LINK_OF_1}\n",
            "headers": {
                "List-Id": "News from our Members <members-news.example.org>",
                "List-Unsubscribe": f"<{LINK_OF_1}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Reply-To": "secretariat@example.org",
            },
            "metadata": {"digest_batch": "2023-09-1a2b3c4d-1", "digest_delivery": "1"},
        },
        "async": False,
    }


def test_the_same_batch_gives_the_same_bytes_without_the_neutral_token():
    first, again = (MANDRILL.request(a_letter(), one(), NOW).body for _ in range(2))
    assert first == again
    assert TOKEN.encode() not in first


def test_what_a_letter_does_not_have_is_not_sent():
    assert "Reply-To" not in body(a_letter(reply_to=None))["message"]["headers"]
    headers = body(a_letter(list_name="Nachrichten für alle"))["message"]["headers"]
    assert headers["List-Id"].startswith("=?utf-8?")


@pytest.mark.parametrize("written", ["*|UNSUB|*", "*|MC:SUBJECT|*", "{{name}}", "*|IF:X|* a"])
def test_members_words_are_no_tags(written):
    letter = a_letter(subject=written, text=written, html=f"<p>{written}</p>")
    message = body(letter)["message"]
    assert message["merge"] is False
    assert not {"merge_vars", "global_merge_vars", "merge_language"} & message.keys()
    assert (message["subject"], message["text"], message["html"]) == (
        written,
        written,
        f"<p>{written}</p>",
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, None),
        ("", None),
        ("Ann\r\nBcc: b@example.com", "Ann Bcc: b@example.com"),
        ("gpj\u202egnp", "gpjgnp"),
        ("Élodie, *|X|*", "Élodie, *|X|*"),
    ],
)
def test_a_readers_name_is_harmless(name, expected):
    [to] = body(name=name)["message"]["to"]
    assert to.get("name") == expected


def result(**changes):
    return {"email": "reader1@example.com", "status": "sent", "_id": "abc"} | changes


@pytest.mark.parametrize(
    ("changes", "state", "reason"),
    [
        ({}, ACCEPTED, ""),
        ({"status": "queued", "queued_reason": "hourly-quota-exhausted"}, ACCEPTED, ""),
        ({"status": "scheduled"}, ACCEPTED, ""),
        ({"status": "rejected", "reject_reason": "hard-bounce"}, REJECTED, "hard-bounce"),
        ({"status": "rejected", "reject_reason": "unsub"}, REJECTED, "unsub"),
        ({"status": "rejected", "reject_reason": None}, REJECTED, "rejected"),
        ({"status": "invalid"}, REJECTED, "invalid"),
    ],
)
def test_a_result_is_a_receipt(changes, state, reason):
    [receipt] = MANDRILL.receipts(one(), answer([result(**changes)]))
    assert (receipt.delivery_id, receipt.state, receipt.receipt) == (1, state, "abc")
    assert receipt.reason.removeprefix("Mandrill rejected the message: ") == reason


@pytest.mark.parametrize("reason", ["unsigned", "invalid-sender", "test-mode-limit"])
def test_what_is_wrong_with_the_account_is_no_readers_fault(reason):
    with pytest.raises(NotSentError, match=reason) as caught:
        MANDRILL.receipts(one(), answer([result(status="rejected", reject_reason=reason)]))
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b"[7]",
        b'[{"status": "sent"',
        b'[{"status": "lost"}]',
        b"[{}]",
        b'[{"status": "sent"}, {"status": "sent"}]',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_no_result_says_nothing(said):
    with pytest.raises(ValueError, match=r".+"):
        MANDRILL.receipts(one(), Response(200, {}, said))


def error(name, message="no", code=-1):
    return {"status": "error", "code": code, "name": name, "message": message}


@pytest.mark.parametrize(
    ("status", "name", "wait"),
    [
        (401, "Invalid_Key", None),
        (500, "Invalid_Key", None),
        (500, "ValidationError", None),
        (422, "SomethingElse", None),
        (402, "PaymentRequired", None),
        (404, "Unknown_Subaccount", None),
        (500, "Unknown_Subaccount", None),
        (429, "RequestLimitExceeded", 30.0),
    ],
)
def test_an_error_is_known_by_its_name(status, name, wait):
    refusal = MANDRILL.refusal(answer(error(name), status))
    assert isinstance(refusal, NotSentError)
    assert refusal.retry_after == wait
    assert refusal.hint


@pytest.mark.parametrize(
    "said", [error("GeneralError"), error("ServiceUnavailable"), [], "x", {"name": 7}]
)
def test_any_other_failure_is_left_to_the_table(said):
    assert MANDRILL.refusal(answer(said, 500)) is None


def test_the_key_is_never_repeated():
    refusal = MANDRILL.refusal(answer(error("Invalid_Key", "bad key-secret\r\nX"), 401))
    assert "key-secret" not in refusal.message
    assert "\n" not in refusal.message


def test_the_question_is_the_reference_within_its_days():
    batch = one()
    question = json.loads(MANDRILL.lookup(batch, None, batch.posted_at).body)
    day = batch.posted_at.date()
    assert question == {
        "key": "key-secret",
        "query": '"2023-09-1a2b3c4d-1"',
        "date_from": str(day - dt.timedelta(days=1)),
        "date_to": str(day + dt.timedelta(days=1)),
        "limit": 1000,
    }


def message(**changes):
    metadata = {"digest_batch": "2023-09-1a2b3c4d-1", "digest_delivery": "1"}
    return {"_id": "abc", "state": "sent", "metadata": metadata} | changes


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [(1, ACCEPTED)]),
        ({"state": "bounced"}, [(1, ACCEPTED)]),
        ({"state": "deferred"}, [(1, ACCEPTED)]),
        ({"state": "rejected"}, [(1, REJECTED)]),
        ({"state": "canceled"}, []),
        ({"state": None}, []),
        ({"metadata": None}, []),
        ({"metadata": {"digest_batch": "2023-09-1a2b3c4d-1"}}, []),
        ({"metadata": {"digest_batch": "2023-09-1a2b3c4d-11", "digest_delivery": "1"}}, []),
        ({"metadata": {"digest_batch": "2023-09-1a2b3c4d-1", "digest_delivery": "9"}}, []),
    ],
)
def test_only_a_message_with_this_batchs_metadata_is_evidence(changes, expected):
    receipts, following = MANDRILL.found(one(), answer([message(**changes), {}]))
    assert [(each.delivery_id, each.state) for each in receipts] == expected
    assert following is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ([{"name": "digest_batch", "state": "active"}], "can be looked up"),
        ([{"name": "digest_batch", "state": "delete"}], "add the field"),
        ([], "add the field"),
        ([{"name": ["digest_batch"], "state": {}}], "add the field"),
    ],
)
def test_the_proof_says_whether_a_look_up_can_find_anything(fields, words):
    assert words in MANDRILL.proof(answer(fields))


@pytest.mark.parametrize("value", [{}, [7], "x"])
def test_an_answer_that_is_no_list_is_not_read(value):
    for read in (lambda said: MANDRILL.found(one(), said), MANDRILL.proof):
        with pytest.raises(ValueError, match="answer"):
            read(answer(value))


def test_a_call_is_one_message():
    with pytest.raises(ValidationError, match="batch_size"):
        MandrillSettings(kind="mandrill", api_key={"env": "KEY"}, batch_size=2)

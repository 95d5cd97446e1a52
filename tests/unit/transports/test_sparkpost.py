"""SparkPost's requests and answers, without a network."""

import datetime as dt
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from digest.errors import BatchRefusedError, NotSentError
from digest.model.mailing import DeliveryState
from digest.model.rendered import TOKEN
from digest.transports.esp import Response
from digest.transports.sparkpost import SparkPost
from fakes.letters import LINK, a_batch, a_letter, a_recipient
from fakes.sparkpost import message

NOW = dt.datetime(2023, 9, 1, 7, 5, tzinfo=dt.UTC)
SPARKPOST = SparkPost(SecretStr("key-secret"))
ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED


def body(letter=None, batch=None):
    return json.loads(SPARKPOST.request(letter or a_letter(), batch or a_batch(), NOW).body)


def answer(value, status=200):
    return Response(status, {}, json.dumps(value).encode())


def totals(accepted, rejected, **more):
    results = {
        "total_accepted_recipients": accepted,
        "total_rejected_recipients": rejected,
        "id": "116",
    }
    return answer({"results": results | more})


def test_a_post_goes_with_the_key():
    request = SPARKPOST.request(a_letter(), a_batch(), NOW)
    assert (request.method, request.path) == ("POST", "/api/v1/transmissions")
    assert request.headers["Authorization"] == "key-secret"


def test_the_transmission_says_everything_once():
    whole = body(batch=a_batch(a_recipient(1), a_recipient(2, name=None)))
    assert whole == {
        "content": {
            "from": {"email": "news@example.org", "name": "The Network"},
            "subject": "News from our Members – September 2023",
            "html": (
                '<p>Café</p>\n<a href="https://news.example.org/unsubscribe/{{digest_token}}">'
                "Unsubscribe</a>\n"
            ),
            "text": "Café\n\nUnsubscribe: https://news.example.org/unsubscribe/{{digest_token}}\n",
            "headers": {
                "List-Id": "News from our Members <members-news.example.org>",
                "List-Unsubscribe": "<https://news.example.org/unsubscribe/{{digest_token}}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            "reply_to": "secretariat@example.org",
        },
        "options": {"transactional": True, "open_tracking": False, "click_tracking": False},
        "campaign_id": "2023091a2b3c4d1",
        "metadata": {"digest_batch": "2023-09-1a2b3c4d-1"},
        "substitution_data": {"digest_brace": "{", "digest_bracket": "["},
        "recipients": [
            {
                "address": {"email": "reader1@example.com", "name": "Reader 1"},
                "metadata": {"digest_delivery": "1"},
                "substitution_data": {"digest_token": "token-of-1"},
            },
            {
                "address": {"email": "reader2@example.com"},
                "metadata": {"digest_delivery": "2"},
                "substitution_data": {"digest_token": "token-of-2"},
            },
        ],
    }


def test_the_same_batch_gives_the_same_bytes_without_the_neutral_token():
    batch = a_batch()
    first, again = (SPARKPOST.request(a_letter(), batch, NOW).body for _ in range(2))
    assert first == again
    assert TOKEN.encode() not in first


def test_what_a_letter_does_not_have_is_not_sent():
    assert "reply_to" not in body(a_letter(reply_to=None))["content"]
    headers = body(a_letter(list_name="Nachrichten für alle"))["content"]["headers"]
    assert headers["List-Id"] == "<members-news.example.org>"


MEMBERS_TEXT = [
    "{{digest_token}}",
    "{{ 7*7 }}",
    "{{{digest_token}}}",
    "{{{{digest_token}}}}",
    "{{digest_brace}}",
    "{{opening_double_curly()}}",
    "{{render_dynamic_content(x)}}",
    "{ {x} }",
    "{{",
    "}}",
    "{",
    "{%x%}",
    "{{if x}}a{{end}}",
    "https://example.org/{{digest_token}}?a={{b}}",
    'https://example.org/a[[data-msys-unsubscribe="1"]]',
    "[[body:1]] [[[x]]]",
    "100% %name% <%x%> -x-",
]


@pytest.mark.parametrize("written", MEMBERS_TEXT)
def test_members_words_arrive_as_they_were_written(written):
    letter = a_letter(text=f"{written} {LINK}", html=f"<p>{written}</p> {LINK}", subject=written)
    asked = body(letter)
    arrived = message(asked, asked["recipients"][0])
    link = LINK.replace(TOKEN, "token-of-1")
    assert arrived.text == f"{written} {link}"
    assert arrived.html.replace("&#123;", "{") == f"<p>{written}</p> {link}"
    assert arrived.headers["Subject"] == written


@pytest.mark.parametrize("written", ["The {{name}} Network", "{{{a}}}", "{"])
def test_names_from_the_configuration_are_no_templates(written):
    asked = body(a_letter(sender_name=written, list_name=written))
    headers = message(asked, asked["recipients"][0]).headers
    assert headers["From"] == f"{written} <news@example.org>"
    assert headers["List-Id"].endswith("<members-news.example.org>")
    assert written.strip("{}") in headers["List-Id"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", None),
        ("{{}}", None),
        ("Ann {{digest_token}}", "Ann digest_token"),
        ("Ann\r\nBcc: b@example.com", "Ann Bcc: b@example.com"),
        ("gpj\u202egnp", "gpjgnp"),
        ("Élodie", "Élodie"),
    ],
)
def test_a_readers_name_is_harmless(name, expected):
    [recipient] = body(batch=a_batch(a_recipient(name=name)))["recipients"]
    assert recipient["address"].get("name") == expected


def test_all_taken_is_everybodys_receipt():
    receipts = SPARKPOST.receipts(a_batch(), totals(3, 0))
    assert {(each.state, each.receipt) for each in receipts} == {(ACCEPTED, "116")}
    assert [each.delivery_id for each in receipts] == [1, 2, 3]


def test_none_taken_is_a_batch_that_was_refused():
    said = {"errors": [{"message": "no", "description": "suppressed", "code": "2000"}]}
    results = {"total_accepted_recipients": 0, "total_rejected_recipients": 3}
    with pytest.raises(BatchRefusedError, match="every message: no: suppressed"):
        SPARKPOST.receipts(a_batch(), answer(said | {"results": results}))


@pytest.mark.parametrize(
    "response",
    [
        totals(2, 1),
        totals(2, 0),
        totals(3, 3),
        totals("3", 0),
        totals(None, None),
        answer({}),
        answer({"results": []}),
        answer([]),
        Response(200, {}, b"<html>"),
        Response(200, {}, b'{"results": {"tot'),
    ],
)
def test_totals_that_do_not_say_who_say_nothing(response):
    with pytest.raises(ValueError, match=r".+"):
        SPARKPOST.receipts(a_batch(), response)


def errors(message="no", description="", code="1400"):
    return {"errors": [{"message": message, "description": description, "code": code}]}


@pytest.mark.parametrize(
    ("status", "said", "kind", "wait"),
    [
        (400, errors(), BatchRefusedError, None),
        (422, errors(), BatchRefusedError, None),
        (413, errors(), BatchRefusedError, None),
        (400, errors("Invalid domain", code="7001"), NotSentError, None),
        (401, errors("Unauthorized."), NotSentError, None),
        (403, errors("Account is suspended"), NotSentError, None),
        (420, errors("Exceed Sending Limit (hourly)", code="2101"), NotSentError, 600.0),
        (420, errors("Exceed Sending Limit (daily)", code="2102"), NotSentError, None),
        (429, errors("Too many requests"), NotSentError, 5.0),
    ],
)
def test_what_a_refusal_means(status, said, kind, wait):
    error = SPARKPOST.refusal(answer(said, status))
    assert type(error) is kind
    assert said["errors"][0]["message"] in error.message
    assert getattr(error, "retry_after", None) == wait


@pytest.mark.parametrize("status", [500, 503, 408, 409])
def test_what_may_have_been_taken_is_left_to_the_table(status):
    assert SPARKPOST.refusal(answer(errors(), status)) is None


@pytest.mark.parametrize("said", [b"", b"<html>", b'{"errors": 7}', b'{"errors": [7]}', b"[]"])
def test_a_refusal_without_words_is_one(said):
    assert "no reason given" in SPARKPOST.refusal(Response(400, {}, said)).message


def test_the_key_is_never_repeated():
    error = SPARKPOST.refusal(answer(errors("bad key key-secret\r\nX"), 401))
    assert "key-secret" not in error.message
    assert "\n" not in error.message


def test_the_question_names_the_campaign_and_the_time():
    batch = a_batch()
    request = SPARKPOST.lookup(batch, "page-2", batch.posted_at)
    parts = urlsplit(request.path)
    query = parse_qs(parts.query)
    assert (request.method, parts.path) == ("GET", "/api/v1/events/message")
    assert query["campaigns"] == ["2023091a2b3c4d1"]
    assert query["cursor"] == ["page-2"]
    assert set(query["events"][0].split(",")) >= {"injection", "delivery", "generation_rejection"}


def event(**changes):
    metadata = {"digest_batch": "2023-09-1a2b3c4d-1", "digest_delivery": "1"}
    return {"type": "injection", "message_id": "m1", "rcpt_meta": metadata} | changes


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [(1, ACCEPTED)]),
        ({"type": "delivery"}, [(1, ACCEPTED)]),
        ({"type": "bounce"}, [(1, ACCEPTED)]),
        ({"type": "generation_failure"}, [(1, REJECTED)]),
        ({"type": "generation_rejection"}, [(1, REJECTED)]),
        ({"type": "policy_rejection"}, [(1, REJECTED)]),
        ({"type": "open"}, []),
        ({"rcpt_meta": None}, []),
        ({"rcpt_meta": {"digest_delivery": "1"}}, []),
        ({"rcpt_meta": {"digest_batch": "2023-09-1a2b3c4d-1", "digest_delivery": "9"}}, []),
        ({"rcpt_meta": {"digest_batch": "2023-09-1a2b3c4d-11", "digest_delivery": "1"}}, []),
    ],
)
def test_only_an_event_with_this_batchs_metadata_is_evidence(changes, expected):
    receipts, following = SPARKPOST.found(a_batch(), answer({"results": [event(**changes), 7]}))
    assert [(each.delivery_id, each.state) for each in receipts] == expected
    assert following is None


NEXT = "/api/v1/events/message?events=delivery&cursor=Wyc%3D&per_page=10"


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ({"next": NEXT}, "Wyc="),
        ([{"rel": "first", "href": "/x?cursor=initial"}, {"rel": "next", "href": NEXT}], "Wyc="),
        ([{"rel": "first", "href": "/x?cursor=initial"}], None),
        ({}, None),
        (None, None),
        ({"next": "/no-cursor"}, None),
    ],
)
def test_the_next_page_is_found_in_either_form(links, expected):
    _, following = SPARKPOST.found(a_batch(), answer({"results": [], "links": links}))
    assert following == expected


def test_a_rejection_carries_its_reason():
    said = event(type="generation_rejection", reason="recipient\r\nsuppressed")
    [receipt], _ = SPARKPOST.found(a_batch(), answer({"results": [said]}))
    assert receipt.reason == "recipient suppressed"


@pytest.mark.parametrize("value", [{}, {"results": {}}, []])
def test_an_answer_that_is_no_page_is_not_read(value):
    for read in (lambda said: SPARKPOST.found(a_batch(), said), SPARKPOST.proof):
        with pytest.raises(ValueError, match="answer"):
            read(answer(value))

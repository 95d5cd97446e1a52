"""Postmark when things go wrong, and our calls and our fake's answers held to its description."""

from __future__ import annotations

import json

import pytest
import requests
from pydantic import SecretStr

from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, TransportError
from digest.transports.contract import PartlySentError
from digest.transports.postmark import Postmark
from fakes.accounts import clock, opener, told
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.postmark import FakePostmark
from fakes.prism import violations

ESP = Postmark(SecretStr("key-test"), "broadcast")
ALL = [(1, "accepted"), (2, "accepted"), (3, "accepted")]


@pytest.fixture
def fake():
    with FakePostmark() as server:
        yield server


@pytest.fixture
def opened(fake):
    with opener(
        fake,
        lambda key="key-test", stream="broadcast": Postmark(SecretStr(key), stream),
        batch_size=500,
    ) as opening:
        yield opening


@pytest.mark.parametrize("fault", ["lose-answer", "error-after", "half", "html"])
def test_an_answer_that_is_lost_or_spoilt_is_unknown_and_the_look_up_knows(fake, opened, fault):
    transport, batch = opened(), a_batch()
    fake.script.append(fault)
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), batch)
    assert told(transport.lookup(a_letter(), batch, clock())) == ALL
    assert transport.lookup(a_letter(), a_batch(number=2), clock()) == ()


def test_one_whom_postmark_does_not_write_to_does_not_take_the_others_along(fake, opened):
    fake.blocked.add("reader2@example.com")
    receipts = opened().post(a_letter(), a_batch())
    assert told(receipts) == [(1, "accepted"), (2, "rejected"), (3, "accepted")]
    assert "406" in receipts[1].reason
    assert len(fake.taken) == 2


def test_credits_that_run_out_in_the_middle_leave_the_rest_for_later(fake, opened):
    fake.credits = 2
    with pytest.raises(PartlySentError, match="credits") as caught:
        opened().post(a_letter(), a_batch())
    assert caught.value.retry_after is None
    assert told(caught.value.settled) == ALL[:2]


def test_a_sender_postmark_does_not_know_stops_the_mailing_and_rejects_nobody(fake, opened):
    fake.domain = "example.com"
    with pytest.raises(PartlySentError, match="Sender Signature") as caught:
        opened().post(a_letter(), a_batch())
    assert (caught.value.retry_after, caught.value.settled) == (None, ())


def test_a_stream_that_is_not_there_is_told_by_the_post_and_by_the_probe(opened):
    transport = opened(stream="other")
    with pytest.raises(BatchRefusedError, match="stream was not found"):
        transport.post(a_letter(), a_batch())
    with pytest.raises(NotSentError, match="404"):
        transport.probe()


def test_a_stream_that_writes_over_our_links_is_told_by_the_probe(fake, opened):
    fake.handling = "Postmark"
    with pytest.raises(TransportError, match="over ours") as caught:
        opened().probe()
    assert "Manage unsubscribes on your own" in caught.value.hint


def test_a_wrong_token_needs_a_person(opened):
    transport = opened("key-wrong")
    for ask in (lambda: transport.post(a_letter(), a_batch()), transport.probe):
        with pytest.raises(NotSentError, match="not valid") as caught:
            ask()
        assert caught.value.retry_after is None
        assert "key-wrong" not in caught.value.message


def test_more_than_fifty_megabytes_are_not_posted_and_half_of_them_may_be(fake, opened):
    letter = a_letter(html="<p>" + "x" * 90_000)
    batch = a_batch(*(a_recipient(each) for each in range(1, 601)))
    with pytest.raises(BatchRefusedError, match="50,000,000 bytes"):
        opened().post(letter, batch)
    assert not fake.calls


@pytest.fixture(scope="module")
def described(through_prism):
    """A fake behind Postmark's description, for all the tests that hold something to it."""
    with FakePostmark() as fake:
        yield fake, through_prism("postmark.yml", fake.url)


def sent(url, request, body=None):
    return requests.request(
        request.method,
        url + request.path,
        headers=request.headers,
        data=body or request.body,
        timeout=30,
    )


@pytest.mark.shared
def test_our_calls_and_the_fakes_answers_are_what_postmark_describes(described):
    fake, url = described
    fake.blocked = {"reader2@example.com"}
    posted = sent(url, ESP.request(a_letter(), a_batch(), clock()))
    found = sent(url, ESP.lookup(a_batch(), None, clock()))
    assert (posted.status_code, violations(posted)) == (200, "")
    assert (found.status_code, violations(found)) == (200, "")
    assert [each["ErrorCode"] for each in posted.json()] == [0, 406, 0]
    assert len(found.json()["Messages"]) == 2


@pytest.mark.shared
def test_the_description_does_tell_a_wrong_call(described):
    _, url = described
    request = ESP.request(a_letter(), a_batch(), clock())
    [message, *_] = json.loads(request.body)
    for change in ({"TrackLinks": "no"}, {"TrackOpens": "no"}, {"Headers": {}}, {"Subject": 7}):
        answer = sent(url, request, json.dumps([message | change]).encode())
        assert (answer.status_code, bool(violations(answer))) == (422, True)


@pytest.mark.shared
def test_a_call_that_is_too_large_is_answered_as_postmark_describes(described):
    _, url = described
    many = a_batch(*(a_recipient(each) for each in range(1, 502)))
    answer = sent(url, ESP.request(a_letter(), many, clock()))
    assert (answer.status_code, violations(answer)) == (422, "")
    assert answer.json()["ErrorCode"] == 410

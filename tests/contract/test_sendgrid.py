"""SendGrid when things go wrong, and our calls and our fake's answers held to its descriptions."""

from __future__ import annotations

import json

import pytest
import requests
from pydantic import SecretStr

from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, TransportError
from digest.transports.sendgrid import SendGrid
from fakes.accounts import clock, opener, told
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.prism import violations
from fakes.sendgrid import FakeSendGrid

ESP = SendGrid(SecretStr("key-test"))
ALL = [(1, "accepted"), (2, "accepted"), (3, "accepted")]


@pytest.fixture
def fake():
    with FakeSendGrid() as server:
        yield server


@pytest.fixture
def opened(fake):
    with opener(fake, lambda key="key-test": SendGrid(SecretStr(key)), batch_size=1000) as opening:
        yield opening


@pytest.mark.parametrize("fault", ["lose-answer", "error-after", "half", "html"])
def test_an_answer_that_is_lost_or_spoilt_is_unknown_and_the_look_up_knows(fake, opened, fault):
    transport, batch = opened(), a_batch()
    fake.script.append(fault)
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), batch)
    assert told(transport.lookup(a_letter(), batch, clock())) == ALL
    assert transport.lookup(a_letter(), a_batch(number=2), clock()) == ()


def test_one_whom_sendgrid_does_not_write_to_is_rejected_by_the_look_up(fake, opened):
    fake.dropped.add("reader2@example.com")
    transport, batch = opened(), a_batch()
    assert told(transport.post(a_letter(), batch)) == ALL
    receipts = transport.lookup(a_letter(), batch, clock())
    assert told(receipts) == [(1, "accepted"), (2, "rejected"), (3, "accepted")]


def test_an_address_sendgrid_cannot_read_refuses_the_batch_and_says_so(fake, opened):
    fake.blocked.add("reader2@example.com")
    with pytest.raises(BatchRefusedError, match="valid address"):
        opened().post(a_letter(), a_batch())
    assert fake.taken == []


def test_more_than_sendgrid_takes_is_refused_by_it(opened):
    batch = a_batch(*(a_recipient(each) for each in range(1, 1002)))
    with pytest.raises(BatchRefusedError, match="1000"):
        opened().post(a_letter(), batch)


def test_a_throttled_account_says_by_its_own_clock_when_to_come_again(fake, opened):
    fake.is_throttled = True
    with pytest.raises(NotSentError, match="429") as caught:
        opened().post(a_letter(), a_batch())
    assert caught.value.retry_after == 60


def test_a_sender_sendgrid_does_not_know_needs_a_person(fake, opened):
    fake.domain = "example.com"
    with pytest.raises(NotSentError, match="Sender Identity") as caught:
        opened().post(a_letter(), a_batch())
    assert caught.value.retry_after is None


def test_a_key_that_may_not_send_is_told_by_the_probe(fake, opened):
    fake.scopes = ["stats.read"]
    with pytest.raises(TransportError, match="may not send"):
        opened().probe()


def test_a_wrong_key_needs_a_person(opened):
    transport = opened("key-wrong")
    for ask in (lambda: transport.post(a_letter(), a_batch()), transport.probe):
        with pytest.raises(NotSentError, match="invalid, expired") as caught:
            ask()
        assert caught.value.retry_after is None


def test_what_our_own_is_told_back_with_every_message(fake, opened):
    opened().post(a_letter(), a_batch())
    assert [each.marks["digest_delivery"] for each in fake.taken] == ["1", "2", "3"]
    assert {each.marks["digest_batch"] for each in fake.taken} == {"2023-09-1a2b3c4d-1"}


@pytest.fixture(scope="module")
def served():
    with FakeSendGrid() as fake:
        yield fake


@pytest.fixture(scope="module")
def mail(served, through_prism):
    """The fake behind SendGrid's description of sending."""
    return through_prism("sendgrid_mail.json", served.url)


@pytest.fixture(scope="module")
def logs(served, through_prism):
    """The fake behind SendGrid's description of the logs."""
    return through_prism("sendgrid_logs.json", served.url)


def sent(url, request, body=None):
    return requests.request(
        request.method,
        url + request.path,
        headers=request.headers,
        data=body or request.body,
        timeout=30,
    )


@pytest.mark.shared
def test_our_call_and_its_answer_are_what_sendgrid_describes(mail):
    answer = sent(mail, ESP.request(a_letter(), a_batch(), clock()))
    assert (answer.status_code, violations(answer)) == (202, "")
    assert answer.headers["X-Message-Id"]


@pytest.mark.shared
def test_a_refusal_is_what_sendgrid_describes(served, mail):
    request = ESP.request(a_letter(), a_batch(a_recipient(7)), clock())
    served.blocked = {"reader7@example.com"}
    answer = sent(mail, request)
    assert (answer.status_code, violations(answer)) == (400, "")
    wrong = SendGrid(SecretStr("wrong")).request(a_letter(), a_batch(), clock())
    answer = sent(mail, wrong)
    assert (answer.status_code, violations(answer)) == (401, "")


@pytest.mark.shared
@pytest.mark.parametrize(
    "change",
    [{"from": None}, {"subject": ""}, {"categories": ["a"] * 11}, {"reply_to": "a@example.org"}],
)
def test_the_description_does_tell_a_wrong_call(mail, change):
    request = ESP.request(a_letter(), a_batch(), clock())
    answer = sent(mail, request, json.dumps(json.loads(request.body) | change).encode())
    assert (answer.status_code, bool(violations(answer))) == (422, True)


@pytest.mark.shared
def test_the_logs_are_what_sendgrid_describes(served, logs):
    batch = a_batch(number=5)
    sent(served.url, ESP.request(a_letter(), batch, clock()))
    answer = sent(logs, ESP.lookup(batch, None, clock()))
    assert (answer.status_code, violations(answer)) == (200, "")
    assert len(answer.json()["messages"]) == 3
    answer = sent(logs, ESP.lookup(batch, None, clock()), b'{"query": "x", "limit": 1001}')
    assert (answer.status_code, bool(violations(answer))) == (422, True)

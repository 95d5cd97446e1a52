"""Resend when things go wrong, and our calls and our fake's answers held to its description."""

from __future__ import annotations

import json

import pytest
import requests
from pydantic import SecretStr

from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, TransportError
from digest.transports.resend import Resend
from fakes.accounts import clock, opener, told
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.prism import violations
from fakes.resend import FakeResend

ESP = Resend(SecretStr("key-test"))
ALL = [(1, "accepted"), (2, "accepted"), (3, "accepted")]


@pytest.fixture
def fake():
    with FakeResend() as server:
        yield server


@pytest.fixture
def opened(fake):
    with opener(fake, lambda key="key-test": Resend(SecretStr(key)), batch_size=100) as opening:
        yield opening


@pytest.mark.parametrize(
    ("fault", "taken"),
    [("lose-answer", 3), ("error-after", 3), ("half", 3), ("html", 3), ("error-before", 0)],
)
def test_an_answer_that_is_lost_is_told_by_the_same_call_which_sends_nothing_twice(
    fake, opened, fault, taken
):
    transport, batch = opened(), a_batch()
    fake.script.append(fault)
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), batch)
    assert len(fake.taken) == taken
    assert told(transport.post(a_letter(), batch)) == ALL
    assert len(fake.taken) == 3


def test_one_whom_resend_refuses_does_not_take_the_others_along_not_even_again(fake, opened):
    fake.blocked.add("reader2@example.com")
    first, again = (opened().post(a_letter(), a_batch()) for _ in range(2))
    assert told(first) == [(1, "accepted"), (2, "rejected"), (3, "accepted")]
    assert first == again
    assert len(fake.taken) == 2


def test_another_content_under_the_same_reference_is_unknown_and_not_sent(fake, opened):
    opened().post(a_letter(), a_batch())
    with pytest.raises(OutcomeUnknownError, match="409"):
        opened().post(a_letter(subject="Other"), a_batch())
    assert len(fake.taken) == 3


def test_every_message_refused_is_a_batch_refused(fake, opened):
    fake.blocked = {f"reader{number}@example.com" for number in (1, 2, 3)}
    with pytest.raises(BatchRefusedError, match="`to`"):
        opened().post(a_letter(), a_batch())


def test_a_domain_that_is_not_verified_needs_a_person(fake, opened):
    fake.domain["name"] = "example.com"
    with pytest.raises(NotSentError, match="not verified") as caught:
        opened().post(a_letter(), a_batch())
    assert caught.value.retry_after is None
    assert "Verify" in caught.value.hint


def test_names_arrive_as_they_are_written(fake, opened):
    names = ["Smith, Ann", 'A "B" C', "Élodie d'Été", "a@b.example", "Ann Smith"]
    batch = a_batch(*(a_recipient(at, name=name) for at, name in enumerate(names, start=1)))
    opened().post(a_letter(), batch)
    assert [each.headers["To"].rpartition(" <")[0] for each in fake.taken] == names


def test_a_wrong_key_needs_a_person(opened):
    transport = opened("key-wrong")
    for ask in (lambda: transport.post(a_letter(), a_batch()), transport.probe):
        with pytest.raises(NotSentError, match="API key is invalid") as caught:
            ask()
        assert caught.value.retry_after is None


def test_a_key_that_may_only_send_is_proved_by_being_refused(fake, opened):
    fake.is_restricted = True
    assert "may send" in opened().probe()


def test_a_domain_that_watches_its_readers_is_named_by_the_probe(fake, opened):
    assert "watched" not in opened().probe()
    fake.domain["click_tracking"] = True
    assert "example.org are watched" in opened().probe()
    fake.domain["status"] = "pending"
    with pytest.raises(TransportError, match="no domain may send"):
        opened().probe()


@pytest.fixture(scope="module")
def described(through_prism):
    """A fake behind Resend's description, for all the tests that hold something to it."""
    with FakeResend() as fake:
        yield fake, through_prism("resend.yaml", fake.url)


def sent(url, request, **changes):
    headers = dict(request.headers) | changes.get("headers", {})
    body = changes.get("body", request.body)
    return requests.request(
        request.method, url + request.path, headers=headers, data=body, timeout=30
    )


@pytest.mark.shared
def test_our_calls_and_the_fakes_answers_are_what_resend_describes(described):
    fake, url = described
    fake.blocked = {"reader2@example.com"}
    posted = sent(url, ESP.request(a_letter(), a_batch(), clock()))
    assert (posted.status_code, violations(posted)) == (200, "")
    assert (len(posted.json()["data"]), len(posted.json()["errors"])) == (2, 1)
    domains = sent(url, ESP.probe())
    assert (domains.status_code, violations(domains)) == (200, "")


@pytest.mark.shared
def test_the_description_does_tell_a_wrong_call(described):
    _, url = described
    request = ESP.request(a_letter(), a_batch(number=2), clock())
    [message, *_] = json.loads(request.body)
    for change in ({"to": 7}, {"html": []}, {"headers": "List-Id: x"}, {"tags": {}}):
        answer = sent(url, request, body=json.dumps([message | change]).encode())
        assert (answer.status_code, bool(violations(answer))) == (422, True)
    answer = sent(url, request, headers={"Idempotency-Key": "x" * 257})
    assert (answer.status_code, bool(violations(answer))) == (422, True)

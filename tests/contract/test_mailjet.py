"""Mailjet when things go wrong: nobody gets two messages, and each has an outcome."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, TransportError
from digest.transports.mailjet import MailjetSettings
from fakes.accounts import clock, opener_by_settings, told
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.mailjet import FakeMailjet

ALL = [(1, "accepted"), (2, "accepted"), (3, "accepted")]


def settings(url):
    keys = {"api_key": {"env": "KEY"}, "secret_key": {"env": "KEY"}}
    return MailjetSettings(kind="mailjet", base_url=url, **keys)


@pytest.fixture
def fake():
    with FakeMailjet() as server:
        yield server


@pytest.fixture
def opened():
    with opener_by_settings(settings) as opening:
        yield opening


@pytest.mark.parametrize("fault", ["lose-answer", "error-after", "half", "html"])
def test_an_answer_that_is_lost_is_looked_up_and_posting_again_in_any_batch_is_safe(
    fake, opened, fault
):
    transport, batch = opened(fake.url), a_batch()
    fake.script.append(fault)
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), batch)
    assert told(transport.lookup(a_letter(), batch, clock())) == ALL
    again = a_batch(a_recipient(2), a_recipient(4), number=2)
    assert told(transport.post(a_letter(), again)) == [(2, "accepted"), (4, "accepted")]
    assert sorted(each.email for each in fake.taken) == [
        f"reader{number}@example.com" for number in (1, 2, 3, 4)
    ]


def test_what_the_campaign_blocked_was_taken_before(fake, opened):
    transport = opened(fake.url)
    transport.post(a_letter(), a_batch())
    second = a_batch(number=2)
    transport.post(a_letter(), second)
    assert told(transport.lookup(a_letter(), second, clock())) == ALL
    assert len(fake.taken) == 3


def test_a_call_that_never_came_is_taken_by_being_posted_again(fake, opened):
    transport, batch = opened(fake.url), a_batch()
    fake.script.append("error-before")
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), batch)
    assert told(transport.lookup(a_letter(), batch, clock())) == []
    assert told(transport.post(a_letter(), batch)) == ALL
    assert len(fake.taken) == 3


def test_a_test_mail_shows_every_variant_to_the_same_address(fake, opened):
    transport = opened(fake.url)
    for variant in (0, 1):
        transport.post(a_letter(), replace(a_batch(a_recipient(1)), variant=variant))
    assert len(fake.taken) == 2


def test_one_message_is_refused_and_the_others_are_taken(fake, opened):
    fake.blocked.add("reader2@example.com")
    receipts = opened(fake.url).post(a_letter(), a_batch())
    assert told(receipts) == [(1, "accepted"), (2, "rejected"), (3, "accepted")]
    assert len(fake.taken) == 2


def test_a_letter_that_mailjet_refuses_is_refused_whole(fake, opened):
    with pytest.raises(BatchRefusedError, match="Subject is too long"):
        opened(fake.url).post(a_letter(subject="x" * 256), a_batch())
    assert fake.taken == []


def test_a_sender_that_is_not_verified_needs_a_person_and_rejects_nobody(fake, opened):
    fake.senders.clear()
    transport = opened(fake.url)
    with pytest.raises(NotSentError, match="not authorized") as caught:
        transport.post(a_letter(), a_batch())
    assert caught.value.retry_after is None
    assert caught.value.settled == ()
    with pytest.raises(TransportError, match="no sender"):
        transport.probe()


def test_more_than_mailjet_takes_is_refused_by_it(fake, opened):
    batch = a_batch(*(a_recipient(each) for each in range(51)))
    with pytest.raises(BatchRefusedError, match="too many Messages"):
        opened(fake.url).post(a_letter(), batch)


def test_a_wrong_key_needs_a_person(fake, opened):
    transport = opened(fake.url, key="key-wrong")
    for ask in (lambda: transport.post(a_letter(), a_batch()), transport.probe):
        with pytest.raises(NotSentError, match="not valid") as caught:
            ask()
        assert caught.value.retry_after is None
        assert "key-wrong" not in caught.value.message


def test_every_message_carries_what_events_give_back(fake, opened):
    opened(fake.url).post(a_letter(), a_batch())
    assert [json.loads(each.marks["EventPayload"]) for each in fake.taken] == [
        {"digest_batch": "2023-09-1a2b3c4d-1", "digest_delivery": str(number)}
        for number in (1, 2, 3)
    ]

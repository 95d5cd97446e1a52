"""SparkPost when things go wrong: what is unknown is looked up, what is certain is said."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import SecretStr

from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError
from digest.transports.http import HttpTransport
from digest.transports.sparkpost import SparkPost
from digest.transports.wire import Wire
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.sparkpost import FakeSparkPost


def clock():
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def fake():
    with FakeSparkPost() as server:
        yield server


@pytest.fixture
def transport(fake):
    opened = HttpTransport(
        SparkPost(SecretStr("key-test")), Wire(fake.url), batch_size=1000, clock=clock
    )
    yield opened
    opened.close()


def found(transport, batch):
    receipts = transport.lookup(a_letter(), batch, clock())
    return sorted((each.delivery_id, each.state.value) for each in receipts)


ALL = [(1, "accepted"), (2, "accepted"), (3, "accepted")]


@pytest.mark.parametrize("fault", ["lose-answer", "error-after", "half", "html"])
def test_an_answer_that_is_lost_or_spoilt_is_unknown_and_the_look_up_knows(fake, transport, fault):
    fake.script.append(fault)
    batch = a_batch()
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), batch)
    assert found(transport, batch) == ALL


def test_nothing_taken_and_no_word_of_it_is_unknown_too(fake, transport):
    fake.script.append("error-before")
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), a_batch())
    assert found(transport, a_batch()) == []


def test_some_refused_is_unknown_until_the_events_tell_of_the_others(fake, transport):
    fake.refused.add("reader2@example.com")
    batch = a_batch()
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), batch)
    assert found(transport, batch) == [(1, "accepted"), (3, "accepted")]


def test_one_alone_who_is_refused_is_a_batch_that_was_refused(fake, transport):
    fake.refused.add("reader1@example.com")
    with pytest.raises(BatchRefusedError, match="transmission created"):
        transport.post(a_letter(), a_batch(a_recipient(1)))


def test_a_look_up_reads_every_page(fake, transport):
    fake.pages_of = 2
    batch = a_batch(*(a_recipient(each) for each in range(1, 8)))
    transport.post(a_letter(), batch)
    assert len(found(transport, batch)) == 7


def test_a_wrong_key_needs_a_person(fake):
    transport = HttpTransport(
        SparkPost(SecretStr("wrong")), Wire(fake.url), batch_size=9, clock=clock
    )
    for call in (lambda: transport.post(a_letter(), a_batch()), transport.probe):
        with pytest.raises(NotSentError, match="Unauthorized") as caught:
            call()
        assert caught.value.retry_after is None
    transport.close()


def test_an_address_it_cannot_read_refuses_the_batch(transport):
    batch = a_batch(a_recipient(1), a_recipient(2, name="x", email="a@b"))
    assert len(transport.post(a_letter(), batch)) == 2
    with pytest.raises(BatchRefusedError, match="content required"):
        transport.post(a_letter(subject=""), a_batch())


def test_without_transactional_the_link_would_be_theirs(fake, transport):
    transport.post(a_letter(), a_batch(a_recipient(1)))
    [taken] = fake.taken
    assert taken.headers["List-Unsubscribe"].startswith("<https://news.example.org/")
    assert fake.calls[-1].json()["options"]["open_tracking"] is False

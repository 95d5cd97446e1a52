"""Amazon SES when things go wrong: each message is accounted for, and what is unknown stays so."""

from __future__ import annotations

import pytest

from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, TransportError
from digest.transports.contract import PartlySentError
from digest.transports.ses import SesSettings
from fakes.accounts import clock, opener_by_settings, told
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.ses import FakeSes


def settings(url, **changes):
    given = {
        "kind": "ses",
        "region": "eu-central-1",
        "access_key_id": {"env": "KEY"},
        "secret_access_key": {"env": "KEY"},
        "base_url": url,
    }
    return SesSettings.model_validate(given | changes)


@pytest.fixture
def fake():
    with FakeSes() as server:
        yield server


@pytest.fixture
def opened():
    with opener_by_settings(settings) as opening:
        yield opening


@pytest.mark.parametrize("fault", ["lose-answer", "error-before", "error-after", "half", "html"])
def test_an_answer_that_is_lost_stays_unknown_for_ses_cannot_be_asked(fake, opened, fault):
    transport = opened(fake.url)
    fake.script.append(fault)
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), a_batch())
    assert transport.lookup(a_letter(), a_batch(), clock()) == ()


def test_one_message_is_refused_and_the_others_are_taken(fake, opened):
    fake.statuses["reader2@example.com"] = "INVALID_PARAMETER"
    receipts = opened(fake.url).post(a_letter(), a_batch())
    assert told(receipts) == [(1, "accepted"), (2, "rejected"), (3, "accepted")]
    assert len(fake.taken) == 2


def test_what_is_throttled_is_sent_later_and_what_was_taken_is_known(fake, opened):
    fake.statuses["reader2@example.com"] = "ACCOUNT_THROTTLED"
    strange = a_batch(*(a_recipient(each) for each in (1, 2, 3)), a_recipient(4, email="nobody"))
    with pytest.raises(PartlySentError, match="1 of 3 messages") as caught:
        opened(fake.url).post(a_letter(), strange)
    assert told(caught.value.settled) == [(1, "accepted"), (3, "accepted"), (4, "rejected")]
    assert caught.value.retry_after


def test_where_nobody_is_taken_it_is_a_batch_that_was_refused(fake, opened):
    fake.statuses |= {f"reader{each}@example.com": "MESSAGE_REJECTED" for each in (1, 2, 3)}
    with pytest.raises(BatchRefusedError, match="MESSAGE_REJECTED"):
        opened(fake.url).post(a_letter(), a_batch())


def test_more_than_ses_takes_is_refused_by_it(fake, opened):
    batch = a_batch(*(a_recipient(each) for each in range(51)))
    with pytest.raises(BatchRefusedError, match="number of entries"):
        opened(fake.url).post(a_letter(), batch)


@pytest.mark.parametrize("change", [{"key": "key-wrong"}, {"region": "eu-west-1"}])
def test_a_wrong_key_or_region_needs_a_person(fake, opened, change):
    transport = opened(fake.url, **change)
    for ask in (lambda: transport.post(a_letter(), a_batch()), transport.probe):
        with pytest.raises(NotSentError, match="403") as caught:
            ask()
        assert caught.value.retry_after is None
        assert "key-wrong" not in caught.value.message
    assert fake.taken == []


def test_every_message_carries_our_tags(fake, opened):
    opened(fake.url, configuration_set="news").post(a_letter(), a_batch())
    assert [each.marks for each in fake.taken] == [
        {"digest_batch": "2023-09-1a2b3c4d-1", "digest_delivery": str(number)}
        for number in (1, 2, 3)
    ]
    [call] = fake.calls
    assert call.json()["ConfigurationSetName"] == "news"


def test_an_account_in_the_sandbox_is_told_by_the_probe(fake, opened):
    fake.account["ProductionAccessEnabled"] = False
    with pytest.raises(TransportError, match="sandbox"):
        opened(fake.url).probe()

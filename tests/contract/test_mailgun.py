"""Mailgun when things go wrong: what is unknown is looked up, what is certain is said."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pydantic import SecretStr

from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, TransportError
from digest.model.mailing import DeliveryState
from digest.transports.mailgun import MailgunSettings
from digest.transports.opening import open_transport
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.mailgun import FakeMailgun, Faults


def clock():
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def opened():
    transports = []

    def opening(url, *, domain="mg.example.org", key="key-test"):
        settings = MailgunSettings(
            kind="mailgun", domain=domain, api_key={"env": "KEY"}, base_url=url
        )
        transport = open_transport(
            settings, workspace=Path(), secret=lambda _: SecretStr(key), clock=clock
        )
        transports.append(transport)
        return transport

    yield opening
    for transport in transports:
        transport.close()


@pytest.fixture
def fake():
    with FakeMailgun() as server:
        yield server


def found(transport, batch):
    receipts = transport.lookup(a_letter(), batch, clock())
    return sorted((each.delivery_id, each.state.value) for each in receipts)


ALL = [(1, "accepted"), (2, "accepted"), (3, "accepted")]


@pytest.mark.parametrize("fault", ["lose-answer", "error-after", "half", "html"])
def test_an_answer_that_is_lost_or_spoilt_is_unknown_and_the_look_up_knows(fake, opened, fault):
    transport, batch = opened(fake.url), a_batch()
    fake.faults.script.append(fault)
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), batch)
    assert len(fake.taken) == 3
    assert found(transport, batch) == ALL


def test_an_error_before_anything_was_taken_stays_unknown(fake, opened):
    transport, batch = opened(fake.url), a_batch()
    fake.faults.script.append("error-before")
    with pytest.raises(OutcomeUnknownError, match="500"):
        transport.post(a_letter(), batch)
    assert found(transport, batch) == []


def test_a_throttled_account_says_when_to_come_again(fake, opened):
    fake.faults.script.append("throttle")
    transport = opened(fake.url)
    with pytest.raises(NotSentError, match="limit exceeded") as caught:
        transport.post(a_letter(), a_batch())
    assert caught.value.retry_after == 7
    assert len(transport.post(a_letter(), a_batch())) == 3


def test_the_logs_know_only_after_a_while(fake, opened):
    transport, batch = opened(fake.url), a_batch()
    transport.post(a_letter(), batch)
    fake.lag = 3600
    assert found(transport, batch) == []
    fake.lag = 0
    assert found(transport, batch) == ALL


def test_the_look_up_reads_every_page(fake, opened):
    transport = opened(fake.url)
    batch = a_batch(*(a_recipient(each) for each in range(1, 251)))
    transport.post(a_letter(), batch)
    assert len(found(transport, batch)) == 250


def test_what_mailgun_rejects_afterwards_is_rejected(fake, opened):
    fake.events = {"reader2@example.com": "rejected", "reader3@example.com": "failed"}
    transport, batch = opened(fake.url), a_batch()
    transport.post(a_letter(), batch)
    assert found(transport, batch) == [(1, "accepted"), (2, "rejected"), (3, "accepted")]
    [rejected] = (
        each
        for each in transport.lookup(a_letter(), batch, clock())
        if each.state is DeliveryState.REJECTED
    )
    assert "do-not-send" in rejected.reason


@pytest.mark.parametrize(
    ("change", "words"),
    [({"key": "key-wrong"}, "401"), ({"domain": "other.example.org"}, "404")],
)
def test_a_wrong_setting_needs_a_person_whoever_asks(fake, opened, change, words):
    transport = opened(fake.url, **change)
    for ask in (
        lambda: transport.post(a_letter(), a_batch()),
        transport.probe,
    ):
        with pytest.raises(NotSentError, match=words) as caught:
            ask()
        assert caught.value.retry_after is None
        assert "[transport]" in caught.value.hint
        assert "key-wrong" not in caught.value.message
    assert fake.taken == []


def test_a_domain_that_may_not_send_is_told_by_the_probe(fake, opened):
    fake.domain_state = "unverified"
    with pytest.raises(TransportError, match="unverified"):
        opened(fake.url).probe()


def test_more_than_mailgun_takes_is_refused_by_it(fake, opened):
    batch = a_batch(*(a_recipient(each) for each in range(1001)))
    with pytest.raises(BatchRefusedError, match="1000"):
        opened(fake.url).post(a_letter(), batch)


def test_mailgun_gone_means_nothing_was_sent(opened):
    with FakeMailgun() as fake:
        url = fake.url
    with pytest.raises(NotSentError, match="refuses connections") as caught:
        opened(url).post(a_letter(), a_batch())
    assert caught.value.retry_after


def test_faults_come_as_often_as_they_are_told():
    faults = Faults(lose_answer=0.2, throttle=0.1, seed=7)
    drawn = Counter(faults.next() for _ in range(5000))
    assert drawn.keys() == {"ok", "lose-answer", "throttle"}
    assert 850 < drawn["lose-answer"] < 1150
    assert 400 < drawn["throttle"] < 600


def test_the_fake_runs_as_a_program_and_logs_every_message(tmp_path, opened):
    log = tmp_path / "taken.tsv"
    program = Path(__file__).parents[1] / "fakes" / "mailgun.py"
    command = [sys.executable, str(program), "--log", str(log), "--seed", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        url = served.stdout.readline().strip()
        opened(url).post(a_letter(), a_batch())
        served.terminate()
    *lines, letters = zip(*(each.split("\t") for each in log.read_text().splitlines()), strict=True)
    assert list(zip(*lines, strict=True)) == [
        ("2023-09-1a2b3c4d-1", f"reader{number}@example.com", f"token-of-{number}")
        for number in (1, 2, 3)
    ]
    assert len(set(letters)) == 1  # the sum of the one letter they all got

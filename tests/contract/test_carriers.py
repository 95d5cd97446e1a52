"""Who is at a mailing, and how much of it is left, on both databases."""

import os
import socket
from datetime import timedelta

import pytest

from digest.cli.joining import Together
from digest.model.mailing import DeliveryState, MailingState, Receipt
from digest.workflows.dispatch import Accounts
from digest.workflows.recover import steer
from digest.workflows.watching import look
from fakes.newsroom import NOW, PERIOD


@pytest.fixture
def started(newsroom):
    newsroom.subscribe(12)
    return newsroom.start()


def accounts_of(newsroom, clock=lambda: NOW):
    return Accounts(
        newsroom.issues, newsroom.subscribers, newsroom.mailings, newsroom.ledger, clock
    )


def accepted(batch):
    return tuple(Receipt(each.delivery_id, DeliveryState.ACCEPTED) for each in batch.recipients)


def test_who_claimed_and_lives_is_at_it_also_between_two_batches(newsroom, started):
    ledger = newsroom.ledger
    assert ledger.carriers(started.id) == ()
    with ledger.claimants.enter(NOW) as one, ledger.claimants.enter(NOW + timedelta(hours=1)):
        batch = ledger.claim(started.id, one, 5, NOW)
        assert ledger.left(started.id) == 12
        ledger.record(batch, accepted(batch), NOW)
        assert ledger.left(started.id) == 7
        [carrier] = ledger.carriers(started.id)  # the other one has claimed nothing
        assert (carrier.host, carrier.pid) == (socket.gethostname(), os.getpid())
        assert carrier.since == NOW
    assert ledger.carriers(started.id) == ()


def test_a_sight_is_read_and_changes_nothing(newsroom, started):
    accounts, ledger = accounts_of(newsroom), newsroom.ledger
    with ledger.claimants.enter(NOW) as claimant_id:
        batch = ledger.claim(started.id, claimant_id, 5, NOW)
        with ledger.entries() as entries:
            entries.occupy(started.transport, NOW + timedelta(minutes=1))
            entries.occupy(started.reference, NOW + timedelta(minutes=5))
            entries.occupy("another", NOW + timedelta(minutes=9))
        seen = look(accounts, started)
        assert (seen.settled, seen.left, len(seen.claimants)) == (0, 12, 1)
        assert seen.rests_until == NOW + timedelta(minutes=5)
        steer(accounts, PERIOD, MailingState.CANCELLED)
        assert not look(accounts, started).is_over  # five are in the air
        ledger.record(batch, accepted(batch), NOW)
        seen = look(accounts, started)
        assert (seen.is_over, seen.state, seen.rests_until) == (True, MailingState.CANCELLED, None)


def test_the_progress_counts_what_others_settle_where_there_are_others(newsroom, started):
    moment = [NOW]
    counted, ledger = [], newsroom.ledger
    together = Together(
        accounts_of(newsroom, lambda: moment[0]), started, waiting=12, count=counted.append
    )
    with ledger.claimants.enter(NOW) as one, ledger.claimants.enter(NOW) as other:
        mine = ledger.claim(started.id, one, 3, NOW)
        ledger.record(mine, accepted(mine), NOW)
        moment[0] += timedelta(seconds=5)
        together(3)
        theirs = ledger.claim(started.id, other, 5, NOW)
        ledger.record(theirs, accepted(theirs), NOW)
        together(0)
        moment[0] += timedelta(seconds=5)
        together(0)
    assert counted == [3, 0, 5]

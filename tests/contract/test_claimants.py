from __future__ import annotations

import os
import signal
import time

import pytest

from digest.errors import StoreError
from digest.model.mailing import Delivery, DeliveryState
from digest.store.database import Database
from digest.store.ledger import Ledger
from fakes.newsroom import LATER, NOW, at_once, emails, receipts_for
from fakes.processes import holding, run_at_once

GONE = "the process that was sending it stopped before the answer came"


@pytest.fixture
def mailing(newsroom):
    """A mailing to ten readers."""
    newsroom.subscribe(10)
    return newsroom.start()


def kill(process):
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def orphaned(newsroom):
    """How many are in doubt: at once on SQLite, once PostgreSQL sees that the line is dead."""
    patience = time.monotonic() + (0 if newsroom.database.is_sqlite else 20)
    while not (count := newsroom.ledger.orphan(LATER)) and time.monotonic() < patience:
        time.sleep(0.01)
    return count


def test_processes_that_claim_at_once_never_get_the_same_delivery(newsroom):
    addresses = newsroom.subscribe(300)
    mailing = newsroom.start()
    printed = run_at_once(2, "claim", newsroom.url, mailing.id, 10)
    batches = [line.split() for output in printed for line in output.splitlines()]
    assert all(len(each) <= 10 for each in batches)
    assert sorted(email for each in batches for email in each) == list(addresses)


def test_what_a_killed_process_had_claimed_is_in_doubt_at_once(newsroom, mailing):
    with holding(newsroom.url, mailing.id, 3) as (process, claimed):
        kill(process)
        assert orphaned(newsroom) == 3
    unknown = newsroom.mailings.deliveries(mailing.id, DeliveryState.UNKNOWN)
    assert list(unknown) == [
        Delivery(email, DeliveryState.UNKNOWN, GONE, "", LATER) for email in claimed
    ]
    assert [emails(each) for each in newsroom.ledger.unknown(mailing.id)] == [claimed]
    assert newsroom.ledger.orphan(LATER) == 0
    assert newsroom.books(mailing).balance


def test_what_a_living_process_has_claimed_is_its_own(newsroom, mailing):
    with holding(newsroom.url, mailing.id, 3):
        assert newsroom.ledger.orphan(LATER) == 0
        assert newsroom.books(mailing).count(DeliveryState.SENDING) == 3


def test_of_two_processes_only_the_claims_of_the_dead_one_are_in_doubt(newsroom, mailing):
    with (
        holding(newsroom.url, mailing.id, 3) as (dead, _),
        holding(newsroom.url, mailing.id, 4) as (_, claimed),
    ):
        kill(dead)
        assert orphaned(newsroom) == 3
        sending = newsroom.mailings.deliveries(mailing.id, DeliveryState.SENDING)
        assert tuple(each.email for each in sending) == claimed


def test_a_process_that_was_stopped_and_goes_on_is_not_dead(newsroom, mailing):
    with holding(newsroom.url, mailing.id, 3) as (process, _):
        os.kill(process.pid, signal.SIGSTOP)
        assert newsroom.ledger.orphan(LATER) == 0


def test_a_claimant_of_this_very_process_is_alive_until_it_leaves(newsroom, mailing):
    with newsroom.ledger.claimants.enter(NOW) as claimant:
        newsroom.claim(mailing, claimant, 2)
        assert newsroom.ledger.orphan(LATER) == 0
    assert newsroom.ledger.orphan(LATER) == 2


def test_a_claimant_that_fails_leaves_as_well_and_its_error_is_its_own(newsroom, mailing):
    def claim_and_fail():
        with newsroom.ledger.claimants.enter(NOW) as claimant:
            newsroom.claim(mailing, claimant, 2)
            raise ConnectionError("the line is dead")

    with pytest.raises(ConnectionError, match="the line is dead"):
        claim_and_fail()
    assert newsroom.ledger.orphan(LATER) == 2


def test_an_answer_that_comes_after_all_settles_the_doubt(newsroom, mailing):
    with newsroom.ledger.claimants.enter(NOW) as claimant:
        claimed = newsroom.claim(mailing, claimant, 2)
    newsroom.ledger.orphan(LATER)
    assert newsroom.ledger.record(claimed, receipts_for(claimed), LATER) == 2


def test_a_test_mailing_a_process_died_over_is_in_doubt_as_well(newsroom):
    test = newsroom.start_test("editor@example.org")
    with holding(newsroom.url, test.id, 1) as (process, _):
        kill(process)
        assert orphaned(newsroom) == 1


def test_claimants_that_come_at_once_are_all_different_and_all_alive(newsroom):
    def enter(_):
        with newsroom.ledger.claimants.enter(NOW) as claimant:
            return claimant, newsroom.ledger.claimants.dead(frozenset({claimant}))

    entered = at_once(enter, 6)
    assert len({claimant for claimant, _ in entered}) == 6
    assert {dead for _, dead in entered} == {frozenset()}


def test_by_whatever_path_the_database_is_opened_a_claimant_is_seen_to_live(sqlite, tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(sqlite.path)
    other = Database(f"sqlite:///{link}")
    with Ledger(sqlite).claimants.enter(NOW) as claimant:
        assert Ledger(other).claimants.dead(frozenset({claimant})) == frozenset()
    other.close()


def test_a_claimant_leaves_no_file_behind(sqlite, tmp_path):
    with Ledger(sqlite).claimants.enter(NOW) as claimant:
        assert (tmp_path / "digest.db-claims" / f"{claimant}.lock").exists()
    assert list((tmp_path / "digest.db-claims").iterdir()) == []


def test_a_database_in_memory_cannot_carry_a_mailing():
    database = Database("sqlite://")
    with pytest.raises(StoreError, match="needs a database in a file"):
        Ledger(database).claimants.dead(frozenset({1}))
    database.close()

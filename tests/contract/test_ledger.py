from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from digest.model.mailing import Delivery, DeliveryState, MailingState, Receipt
from digest.store.database import Database
from digest.store.ledger import Ledger
from digest.store.ledger_tables import batch
from fakes.newsroom import LATER, NOW, Newsroom, at_once, emails, receipts_for

PLANNED, SENDING = DeliveryState.PLANNED, DeliveryState.SENDING
ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED
SKIPPED, UNKNOWN = DeliveryState.SKIPPED, DeliveryState.UNKNOWN
LEARNED = (
    DeliveryState.DELIVERED,
    DeliveryState.DEFERRED,
    DeliveryState.BOUNCED,
    DeliveryState.COMPLAINED,
)


@pytest.mark.parametrize(("limit", "taken"), [(1, 1), (3, 3), (5, 5), (6, 5), (1000, 5)])
def test_a_claim_takes_at_most_its_limit_in_the_order_of_the_plan(newsroom, claimant, limit, taken):
    addresses = newsroom.subscribe(5)
    claimed = newsroom.claim(newsroom.start(), claimant, limit)
    assert emails(claimed) == addresses[:taken]


def test_a_claim_gives_what_a_transport_needs(newsroom, claimant):
    (here,) = newsroom.subscribe(1)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant)
    assert claimed.reference.startswith(mailing.reference + "-")
    assert claimed.posted_at == NOW
    assert [(each.email, each.token) for each in claimed.recipients] == [
        (here, newsroom.token(here))
    ]
    assert newsroom.rows(mailing) == [Delivery(here, SENDING, "", "", NOW)]


def test_where_nothing_is_planned_a_claim_is_none_and_leaves_no_batch(newsroom, claimant):
    assert newsroom.claim(newsroom.start(), claimant) is None
    with newsroom.database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(batch)) == 0


def test_batches_of_a_mailing_have_references_of_their_own(newsroom, claimant):
    newsroom.subscribe(20)
    mailing = newsroom.start()
    references = {newsroom.claim(mailing, claimant, 1).reference for _ in range(20)}
    assert len(references) == 20


def test_whoever_was_suppressed_since_planning_is_skipped_and_the_next_is_taken(newsroom, claimant):
    addresses = newsroom.subscribe(6)
    mailing = newsroom.start()
    held = newsroom.claim(mailing, claimant, 4)
    for address in addresses[:3]:  # too late for these: they are being sent
        newsroom.subscribers.suppress(address, "unsubscribed", LATER)
    newsroom.ledger.give_back(held, LATER)  # now they are planned again, and must not go out
    assert emails(newsroom.claim(mailing, claimant, 2)) == (addresses[3],)
    assert emails(newsroom.claim(mailing, claimant, 2)) == addresses[4:]
    assert newsroom.books(mailing).skipped == {"unsubscribed": 3}


def test_where_all_that_is_planned_is_suppressed_a_claim_is_none(newsroom, claimant):
    addresses = newsroom.subscribe(5)
    mailing = newsroom.start()
    held = newsroom.claim(mailing, claimant)
    for address in addresses:
        newsroom.subscribers.suppress(address, "bounced", LATER)
    newsroom.ledger.give_back(held, LATER)
    assert newsroom.claim(mailing, claimant, 2) is None
    assert newsroom.books(mailing).skipped == {"bounced": 5}


def test_eight_threads_that_claim_never_get_the_same_delivery(newsroom, claimant):
    addresses = newsroom.subscribe(400)
    mailing = newsroom.start()

    def claim_all(_):
        claimed = []
        while taken := newsroom.claim(mailing, claimant, 7):
            assert len(taken.recipients) <= 7
            claimed.extend(emails(taken))
        return claimed

    claimed = [email for each in at_once(claim_all, 8) for email in each]
    assert sorted(claimed) == list(addresses)


@pytest.mark.postgres
@pytest.mark.parametrize("forbidden", ["enable_hashjoin, enable_mergejoin", "enable_nestloop"])
def test_a_claim_takes_at_most_its_limit_whatever_way_postgresql_goes(emptied_postgres, forbidden):
    newsroom = Newsroom(emptied_postgres)
    newsroom.subscribe(500)
    mailing = newsroom.start()
    steered = Database(newsroom.url)

    @event.listens_for(steered.engine, "connect")
    def forbid(connection, _):
        with connection.cursor() as cursor:
            for setting in forbidden.split(", "):
                cursor.execute(f"SET SESSION {setting} = off")
        connection.commit()

    ledger = Ledger(steered)
    with ledger.claimants.enter(NOW) as claimant:
        assert len(ledger.claim(mailing.id, claimant, 3, NOW).recipients) == 3
    steered.close()
    assert newsroom.books(mailing).count(SENDING) == 3


def test_what_a_transport_said_is_written_down_for_each_message(newsroom, claimant):
    addresses = newsroom.subscribe(3)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant)
    ids = [each.delivery_id for each in claimed.recipients]
    said = (
        Receipt(ids[0], ACCEPTED, receipt="<1@esp>"),
        Receipt(ids[2], REJECTED, reason="no such mailbox – „weg“"),
    )
    assert newsroom.ledger.record(claimed, said, LATER) == 2
    assert newsroom.rows(mailing) == [
        Delivery(addresses[0], ACCEPTED, "", "<1@esp>", LATER),
        Delivery(addresses[1], SENDING, "", "", NOW),
        Delivery(addresses[2], REJECTED, "no such mailbox – „weg“", "", LATER),
    ]


@pytest.mark.parametrize("known", [*LEARNED, ACCEPTED, REJECTED])
def test_a_late_answer_never_overwrites_what_is_known_better(newsroom, claimant, known):
    here, other = newsroom.subscribe(2)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant)
    newsroom.overwrite(mailing, here, known)
    assert newsroom.ledger.record(claimed, receipts_for(claimed, REJECTED), LATER) == 1
    assert newsroom.states(mailing) == {here: known, other: REJECTED}


def test_an_answer_settles_a_doubt_and_is_taken_once(newsroom, claimant):
    newsroom.subscribe(2)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant)
    newsroom.ledger.doubt(claimed, "the answer was lost", NOW)
    assert newsroom.ledger.record(claimed, receipts_for(claimed), LATER) == 2
    assert newsroom.ledger.record(claimed, receipts_for(claimed, REJECTED), LATER) == 0
    assert newsroom.books(mailing).count(ACCEPTED) == 2


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_answers_may_be_none_or_many(newsroom, claimant, count):
    newsroom.subscribe(1000)
    claimed = newsroom.claim(newsroom.start(), claimant)
    assert newsroom.ledger.record(claimed, receipts_for(claimed)[:count], LATER) == count


def test_an_answer_for_another_batchs_messages_is_not_taken(newsroom, claimant):
    newsroom.subscribe(2)
    mailing = newsroom.start()
    first, second = (newsroom.claim(mailing, claimant, 1) for _ in range(2))
    assert newsroom.ledger.record(first, receipts_for(second), LATER) == 0
    assert newsroom.books(mailing).count(SENDING) == 2


def test_what_did_not_leave_is_planned_again_and_can_be_claimed_again(newsroom, claimant):
    addresses = newsroom.subscribe(3)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant)
    newsroom.ledger.record(claimed, receipts_for(claimed)[:1], NOW)
    newsroom.ledger.give_back(claimed, LATER)
    assert emails(newsroom.claim(mailing, claimant)) == addresses[1:]
    assert newsroom.ledger.record(claimed, receipts_for(claimed), LATER) == 0  # no longer its own


def test_what_is_given_back_to_a_cancelled_mailing_is_skipped(newsroom, claimant):
    newsroom.subscribe(2)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant)
    newsroom.mailings.steer(mailing.id, MailingState.CANCELLED, NOW)
    newsroom.ledger.give_back(claimed, LATER)
    assert newsroom.books(mailing).skipped == {"cancelled": 2}
    assert newsroom.books(mailing).is_settled


def test_a_doubt_is_about_what_has_no_answer_yet(newsroom, claimant):
    addresses = newsroom.subscribe(2)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant)
    newsroom.ledger.record(claimed, receipts_for(claimed)[:1], NOW)
    newsroom.ledger.doubt(claimed, "the answer was lost", LATER)
    assert newsroom.states(mailing) == {addresses[0]: ACCEPTED, addresses[1]: UNKNOWN}
    assert newsroom.rows(mailing)[1].reason == "the answer was lost"


@pytest.mark.parametrize(("count", "halves"), [(2, (1, 1)), (5, (2, 3)), (1000, (500, 500))])
def test_a_refused_batch_is_split_into_two_that_hold_the_same(newsroom, claimant, count, halves):
    newsroom.subscribe(count)
    mailing = newsroom.start()
    refused = newsroom.claim(mailing, claimant)
    first, second = newsroom.ledger.split(refused, claimant, LATER)
    assert (len(first.recipients), len(second.recipients)) == halves
    assert first.recipients + second.recipients == refused.recipients
    assert len({refused.reference, first.reference, second.reference}) == 3
    assert newsroom.ledger.record(refused, receipts_for(refused), LATER) == 0
    assert newsroom.ledger.record(second, receipts_for(second), LATER) == halves[1]
    assert newsroom.books(mailing).count(SENDING) == halves[0]


def test_what_is_in_doubt_stays_in_the_batch_it_was_posted_with(newsroom, claimant):
    addresses = newsroom.subscribe(4)
    mailing = newsroom.start()
    refused = newsroom.claim(mailing, claimant)
    newsroom.overwrite(mailing, addresses[0], UNKNOWN)
    first, second = newsroom.ledger.split(refused, claimant, LATER)
    assert emails(first) + emails(second) == addresses[1:]
    assert [each.reference for each in newsroom.ledger.unknown(mailing.id)] == [refused.reference]

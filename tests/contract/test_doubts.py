from __future__ import annotations

import pytest

from digest.model.mailing import Batch, Delivery, DeliveryState, MailingState
from digest.model.period import Period
from fakes.newsroom import LATER, NOW, an_address, emails, receipts_for

PLANNED, SENDING = DeliveryState.PLANNED, DeliveryState.SENDING
ACCEPTED, UNKNOWN = DeliveryState.ACCEPTED, DeliveryState.UNKNOWN


def test_unknown_gives_the_batches_in_doubt_each_with_those_alone(newsroom, claimant):
    newsroom.subscribe(5)
    mailing = newsroom.start()
    first, second, third = (newsroom.claim(mailing, claimant, size) for size in (2, 2, 1))
    newsroom.ledger.record(first, receipts_for(first)[:1], NOW)
    newsroom.ledger.doubt(first, "the answer was lost", LATER)
    newsroom.ledger.doubt(third, "the answer was lost", LATER)
    rest = Batch(first.id, first.reference, first.recipients[1:], first.posted_at)
    assert newsroom.ledger.unknown(mailing.id) == (rest, third)
    assert newsroom.books(mailing).count(SENDING) == len(second.recipients)
    assert newsroom.ledger.unknown(newsroom.start(Period("2023-10")).id) == ()


def test_what_cannot_be_sent_twice_is_planned_again(newsroom, claimant):
    addresses = newsroom.subscribe(3)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant)
    newsroom.ledger.record(claimed, receipts_for(claimed)[:1], NOW)
    newsroom.ledger.doubt(claimed, "the answer was lost", NOW)
    (doubtful,) = newsroom.ledger.unknown(mailing.id)
    newsroom.ledger.replan(doubtful, LATER)
    assert newsroom.ledger.unknown(mailing.id) == ()
    assert emails(newsroom.claim(mailing, claimant)) == addresses[1:]


def test_in_a_cancelled_mailing_a_doubt_stays_a_doubt(newsroom, claimant):
    newsroom.subscribe(2)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant)
    newsroom.ledger.doubt(claimed, "the answer was lost", NOW)
    newsroom.mailings.steer(mailing.id, MailingState.CANCELLED, NOW)
    newsroom.ledger.replan(claimed, LATER)
    assert newsroom.books(mailing).count(UNKNOWN) == 2


@pytest.mark.parametrize("to", [ACCEPTED, PLANNED])
@pytest.mark.parametrize("named", [(), (2,), (1, 2, 3, 99), tuple(range(1, 700))])
def test_a_persons_word_settles_the_doubts_it_names_and_no_others(newsroom, claimant, to, named):
    addresses = newsroom.subscribe(4)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant, 3)
    newsroom.ledger.doubt(claimed, "the answer was lost", NOW)
    meant = set(map(an_address, named)) if named else set(addresses)
    meant &= set(addresses[:3])  # the fourth is planned, and nobody's doubt
    settled = newsroom.ledger.resolve(
        mailing.id, to, tuple(map(an_address, named)), "by Ada's word", LATER
    )
    assert settled == len(meant)
    rows = newsroom.rows(mailing)
    assert {each.email for each in rows if each.reason == "by Ada's word"} == meant
    assert {each.email for each in rows if each.state is UNKNOWN} == set(addresses[:3]) - meant


def test_what_is_to_be_sent_again_can_be_claimed_again(newsroom, claimant):
    (here,) = newsroom.subscribe(1)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant)
    newsroom.ledger.doubt(claimed, "the answer was lost", NOW)
    newsroom.ledger.resolve(mailing.id, PLANNED, (), "again, by Ada's word", LATER)
    assert emails(newsroom.claim(mailing, claimant)) == (here,)
    assert newsroom.rows(mailing) == [Delivery(here, SENDING, "", "", NOW)]


def test_what_a_person_wants_sent_again_in_a_cancelled_mailing_is_skipped(newsroom, claimant):
    newsroom.subscribe(1)
    mailing = newsroom.start()
    claimed = newsroom.claim(mailing, claimant)
    newsroom.ledger.doubt(claimed, "the answer was lost", NOW)
    newsroom.mailings.steer(mailing.id, MailingState.CANCELLED, NOW)
    newsroom.ledger.resolve(mailing.id, PLANNED, (), "again", LATER)
    assert newsroom.books(mailing).skipped == {"cancelled": 1}

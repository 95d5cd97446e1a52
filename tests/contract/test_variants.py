"""A mailing in several variants: planned, claimed and posted, each reader in theirs."""

from collections import Counter

import pytest

from digest.audience.variants import NOTHING_FOR_THEM, choice
from digest.model.mailing import DeliveryState
from digest.model.settings import Segment
from fakes.newsroom import NOW, PERIOD, a_person, a_plan, emails, receipts_for

PRESS = Segment(name="press", tags=("press",), sections=("Events",))
BOARD = Segment(name="board", tags=("board",), sections=("News",))
VARIANTS = (("en", ""), ("de", ""), ("en", "press"), ("de", "press"))
CHOOSE = choice(VARIANTS, (PRESS, BOARD))
WISHES = (
    ({}, 0),
    ({"language": "de"}, 1),
    ({"language": "de-AT", "tags": ("a", "press")}, 3),
    ({"language": "fr", "tags": ("press",)}, 2),
    ({"tags": ("pressroom",)}, 0),
    ({"language": "de", "tags": ("board",)}, None),
)


@pytest.fixture
def readers(newsroom):
    """Twenty readers of each wish, in turn; what each is to get, by address."""
    people = {
        f"reader{turn:02d}-{number}@example.org": wish
        for turn in range(20)
        for number, wish in enumerate(WISHES)
    }
    list(
        newsroom.subscribers.add(a_person(email, **wishes) for email, (wishes, _) in people.items())
    )
    return {email: variant for email, (_, variant) in people.items()}


@pytest.fixture
def mailing(newsroom, readers):
    assert readers
    newsroom.issues.open(PERIOD)
    return newsroom.mailings.start(a_plan(), NOW, CHOOSE)


def claimed(newsroom, mailing, claimant, limit):
    while batch := newsroom.claim(mailing, claimant, limit):
        yield batch


def test_everybody_is_planned_once_and_whom_nothing_is_for_is_skipped(newsroom, mailing):
    books = newsroom.mailings.books(mailing.id, "sending")
    assert books.balance
    assert books.candidates == 120
    assert books.count(DeliveryState.PLANNED) == 100
    assert dict(books.skipped) == {NOTHING_FOR_THEM: 20}


@pytest.mark.usefixtures("readers")
def test_who_is_suppressed_is_skipped_for_that(newsroom):
    newsroom.subscribers.suppress("reader00-5@example.org", "bounced", NOW)
    newsroom.issues.open(PERIOD)
    mailing = newsroom.mailings.start(a_plan(), NOW, CHOOSE)
    skipped = dict(newsroom.mailings.books(mailing.id, "").skipped)
    assert skipped == {NOTHING_FOR_THEM: 19, "bounced": 1}


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_a_batch_is_of_one_variant_and_everybody_is_in_theirs(
    newsroom, mailing, readers, claimant, limit
):
    got = {}
    for batch in claimed(newsroom, mailing, claimant, limit):
        assert len(batch.recipients) <= limit
        got |= dict.fromkeys(emails(batch), batch.variant)
        newsroom.ledger.record(batch, receipts_for(batch), NOW)
    assert got == {email: variant for email, variant in readers.items() if variant is not None}


def test_batches_are_full_but_for_the_last_of_a_variant(newsroom, mailing, claimant):
    sizes = Counter(
        (batch.variant, len(batch.recipients)) for batch in claimed(newsroom, mailing, claimant, 15)
    )
    assert sizes == {(0, 15): 2, (0, 10): 1, (1, 15): 1, (1, 5): 1, (2, 15): 1, (2, 5): 1} | {
        (3, 15): 1,
        (3, 5): 1,
    }


def test_what_is_in_doubt_remembers_its_variant(newsroom, mailing, claimant):
    batches = list(claimed(newsroom, mailing, claimant, 1000))
    for batch in batches:
        newsroom.ledger.doubt(batch, "lost", NOW)
    doubtful = newsroom.ledger.unknown(mailing.id)
    assert {each.id: each.variant for each in doubtful} == {
        each.id: each.variant for each in batches
    }


def test_what_is_given_back_is_taken_again_in_its_variant(newsroom, mailing, claimant):
    batch = newsroom.claim(mailing, claimant, 1000)
    newsroom.ledger.give_back(batch, NOW)
    again = newsroom.claim(mailing, claimant, 1000)
    assert (again.variant, emails(again)) == (batch.variant, emails(batch))


def test_what_is_halved_stays_in_its_variant(newsroom, mailing, claimant):
    newsroom.claim(mailing, claimant, 1000)
    second = newsroom.claim(mailing, claimant, 1000)
    halves = newsroom.ledger.split(second, claimant, NOW)
    assert [each.variant for each in halves] == [second.variant, second.variant] == [1, 1]


def test_a_test_brings_every_variant_to_each_address(newsroom, claimant):
    newsroom.issues.open(PERIOD)
    test = newsroom.mailings.start_test(
        a_plan(), ("a@example.org", "b@example.org"), NOW, variants=3
    )
    got = Counter(
        (email, batch.variant)
        for batch in claimed(newsroom, test, claimant, 10)
        for email in emails(batch)
    )
    assert got == Counter(
        (email, variant) for email in ("a@example.org", "b@example.org") for variant in range(3)
    )
    assert newsroom.mailings.books(test.id, "test").candidates == 6


def test_nobody_at_all_is_planned_as_nobody(newsroom):
    newsroom.issues.open(PERIOD)
    mailing = newsroom.mailings.start(a_plan(), NOW, CHOOSE)
    assert newsroom.mailings.books(mailing.id, "").candidates == 0

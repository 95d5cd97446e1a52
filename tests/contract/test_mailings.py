from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import StoreError
from digest.model.issue import IssueState
from digest.model.mailing import (
    Books,
    Delivery,
    DeliveryState,
    MailingKind,
    MailingPlan,
    MailingState,
)
from digest.model.period import Period
from digest.store.ledger_tables import delivery, mailing
from fakes.newsroom import (
    HEAD,
    LATER,
    NOW,
    PERIOD,
    Newsroom,
    a_plan,
    an_address,
    at_once,
    emails,
    receipts_for,
)

# The database is emptied at the beginning of every example.
ONE_DATABASE = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
READERS = st.integers(min_value=0, max_value=12)
SUPPRESSED = st.dictionaries(
    st.integers(min_value=1, max_value=15), st.sampled_from(["unsubscribed", "bounced"])
)


def rows(database, table):
    with database.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def test_before_it_starts_there_is_no_mailing(newsroom):
    assert newsroom.mailings.real(PERIOD) is None


def test_a_mailing_keeps_what_it_was_started_with(newsroom):
    head = replace(HEAD, reply_to="office@example.org", sender_name="Ñandú – Netzwerk")
    newsroom.issues.open(PERIOD)
    plan = MailingPlan(PERIOD, sha256="ab" * 32, transport="mailgun", head=head)
    started = newsroom.mailings.start(plan, NOW)
    assert started == newsroom.mailings.real(PERIOD)
    assert (started.sha256, started.transport, started.started_at) == ("ab" * 32, "mailgun", NOW)
    assert (started.kind, started.state) == (MailingKind.REAL, MailingState.RUNNING)
    assert newsroom.mailings.head(started.id) == head


def test_a_reference_is_made_of_letters_digits_and_dashes_and_is_never_the_same(newsroom):
    references = [newsroom.start_test("a@example.com").reference for _ in range(20)]
    references.append(newsroom.start().reference)
    assert len(set(references)) == 21
    assert all(each.replace("-", "").isalnum() and each.isascii() for each in references)


@ONE_DATABASE
@given(count=READERS, suppressed=SUPPRESSED)
def test_every_subscriber_is_planned_or_skipped_with_the_reason(newsroom, count, suppressed):
    newsroom.clear()
    addresses = newsroom.subscribe(count)
    reasons = {an_address(number): reason for number, reason in suppressed.items()}
    for address, reason in reasons.items():
        newsroom.subscribers.suppress(address, reason, NOW)
    started = newsroom.start()
    assert list(newsroom.mailings.deliveries(started.id, None)) == [
        Delivery(each, DeliveryState.SKIPPED, reasons[each], "", NOW)
        if each in reasons
        else Delivery(each, DeliveryState.PLANNED, "", "", NOW)
        for each in addresses
    ]
    books = newsroom.books(started)
    assert books.candidates == count
    assert books.balance


@ONE_DATABASE
@given(count=READERS, suppressed=SUPPRESSED, late=READERS)
def test_planning_a_second_time_changes_nothing(newsroom, count, suppressed, late):
    newsroom.clear()
    newsroom.subscribe(count)
    for number, reason in suppressed.items():
        newsroom.subscribers.suppress(an_address(number), reason, NOW)
    started = newsroom.start()
    before = list(newsroom.mailings.deliveries(started.id, None))
    newsroom.subscribe(late, first=100)  # recipients are frozen: who comes later gets the next one
    other = replace(a_plan(), sha256="f" * 64, transport="other")
    assert newsroom.mailings.start(other, LATER) == started
    assert list(newsroom.mailings.deliveries(started.id, None)) == before
    assert rows(newsroom.database, mailing) == 1


def test_a_mailing_started_from_eight_threads_is_one_mailing(newsroom):
    newsroom.subscribe(100)
    newsroom.issues.open(PERIOD)
    started = at_once(lambda _: newsroom.mailings.start(a_plan(), NOW), 8)
    assert set(started) == {newsroom.mailings.real(PERIOD)}
    assert rows(newsroom.database, delivery) == 100


def test_books_balance_while_people_are_added_during_the_start(newsroom):
    newsroom.subscribe(200)
    newsroom.issues.open(PERIOD)

    def act(number):
        if number == 0:
            return newsroom.mailings.start(a_plan(), NOW)
        return newsroom.subscribe(100, first=1000 * number)

    started, *_ = at_once(act, 4)
    books = newsroom.books(started)
    assert books.balance
    assert 200 <= books.candidates <= 500


def test_each_issue_and_each_newsletter_has_a_mailing_of_its_own(newsroom):
    newsroom.subscribe(3)
    other = Newsroom(newsroom.database, "another.example.org")
    started = [newsroom.start(), newsroom.start(Period("2023-10")), other.start()]
    assert len({each.id for each in started}) == 3
    assert [newsroom.books(each).candidates for each in started] == [3, 3, 3]


def test_an_issue_without_subscribers_has_books_of_nothing(newsroom):
    books = newsroom.books(newsroom.start())
    assert books == Books(issue=PERIOD, state="sending", candidates=0)
    assert books.is_settled


def test_books_that_do_not_balance_stop_the_start_and_leave_nothing(newsroom):
    newsroom.subscribe(2)
    newsroom.issues.open(PERIOD)
    with newsroom.database.writing() as connection:  # somebody loses a row on its way in
        connection.execute(sa.text(LOSE_ONE[newsroom.database.engine.dialect.name]))
    try:
        with pytest.raises(StoreError, match="2 subscribers, but 1 planned and 0 skipped"):
            newsroom.mailings.start(a_plan(), NOW)
        assert newsroom.mailings.real(PERIOD) is None
        assert rows(newsroom.database, delivery) == 0
    finally:
        with newsroom.database.writing() as connection:
            connection.execute(sa.text(LOSE_NONE[newsroom.database.engine.dialect.name]))


LOSE_ONE = {
    "sqlite": "CREATE TRIGGER lose AFTER INSERT ON delivery WHEN new.email LIKE '%2@example.com'"
    " BEGIN DELETE FROM delivery WHERE id = new.id; END",
    "postgresql": "CREATE RULE lose AS ON INSERT TO delivery WHERE new.email LIKE '%2@example.com'"
    " DO INSTEAD NOTHING",
}
LOSE_NONE = {"sqlite": "DROP TRIGGER lose", "postgresql": "DROP RULE lose ON delivery"}


def test_a_test_goes_to_the_addresses_named_and_is_counted_apart(newsroom):
    newsroom.subscribe(3)
    test = newsroom.start_test("editor@example.org", "reader00001@example.com")
    real = newsroom.start()
    assert test.kind is MailingKind.TEST
    assert newsroom.mailings.real(PERIOD) == real
    assert newsroom.books(test).candidates == 2
    assert newsroom.books(real).candidates == 3
    assert list(newsroom.states(test)) == ["editor@example.org", "reader00001@example.com"]


def test_an_issue_may_be_tested_as_often_as_one_likes(newsroom):
    tests = [newsroom.start_test("editor@example.org") for _ in range(3)]
    assert [newsroom.books(each).count(DeliveryState.PLANNED) for each in tests] == [1, 1, 1]


def test_a_suppressed_address_gets_no_test_either(newsroom):
    newsroom.subscribers.suppress("editor@example.org", "complained", NOW)
    test = newsroom.start_test("editor@example.org")
    with newsroom.ledger.claimants.enter(NOW) as claimant:
        assert newsroom.ledger.claim(test.id, claimant, 10, NOW) is None
    assert newsroom.books(test).skipped == {"complained": 1}


def test_a_mailing_that_is_paused_claims_nothing_until_it_is_resumed(newsroom):
    newsroom.subscribe(2)
    started = newsroom.start()
    with newsroom.ledger.claimants.enter(NOW) as claimant:
        paused = newsroom.mailings.steer(started.id, MailingState.PAUSED, NOW)
        assert paused.state is newsroom.mailings.state(started.id) is MailingState.PAUSED
        assert newsroom.ledger.claim(started.id, claimant, 10, NOW) is None
        newsroom.mailings.steer(started.id, MailingState.RUNNING, NOW)
        assert len(newsroom.ledger.claim(started.id, claimant, 10, NOW).recipients) == 2


def test_cancelling_skips_what_is_planned_and_nothing_else(newsroom):
    addresses = newsroom.subscribe(4)
    started = newsroom.start()
    with newsroom.ledger.claimants.enter(NOW) as claimant:
        sent = newsroom.ledger.claim(started.id, claimant, 1, NOW)
        newsroom.ledger.record(sent, receipts_for(sent), NOW)
        held = newsroom.ledger.claim(started.id, claimant, 1, NOW)
        cancelled = newsroom.mailings.steer(started.id, MailingState.CANCELLED, LATER)
        assert newsroom.ledger.claim(started.id, claimant, 10, LATER) is None
    assert cancelled.state is MailingState.CANCELLED
    assert [*emails(sent), *emails(held)] == list(addresses[:2])
    assert newsroom.states(started) == dict(
        zip(
            addresses,
            (
                DeliveryState.ACCEPTED,
                DeliveryState.SENDING,
                DeliveryState.SKIPPED,
                DeliveryState.SKIPPED,
            ),
            strict=True,
        )
    )
    assert newsroom.books(started).skipped == {"cancelled": 2}
    assert newsroom.books(started).balance


@pytest.mark.parametrize("to", MailingState)
def test_a_cancelled_mailing_stays_cancelled(newsroom, to):
    newsroom.subscribe(1)
    started = newsroom.start()
    newsroom.mailings.steer(started.id, MailingState.CANCELLED, NOW)
    assert newsroom.mailings.steer(started.id, to, LATER).state is MailingState.CANCELLED
    assert newsroom.books(started).skipped == {"cancelled": 1}


def test_cancelling_one_mailing_leaves_the_others_alone(newsroom):
    newsroom.subscribe(1)
    started, other = newsroom.start(), newsroom.start(Period("2023-10"))
    newsroom.mailings.steer(started.id, MailingState.CANCELLED, NOW)
    assert newsroom.mailings.state(other.id) is MailingState.RUNNING
    assert newsroom.books(other).count(DeliveryState.PLANNED) == 1


@pytest.mark.parametrize("state", DeliveryState)
def test_deliveries_are_those_of_a_state_in_the_order_they_were_planned(newsroom, state):
    addresses = newsroom.subscribe(len(DeliveryState) * 2)
    started = newsroom.start()
    for address, each in zip(addresses, tuple(DeliveryState) * 2, strict=True):
        newsroom.overwrite(started, address, each)
    place = list(DeliveryState).index(state)
    found = [each.email for each in newsroom.mailings.deliveries(started.id, state)]
    assert found == [addresses[place], addresses[place + len(DeliveryState)]]


def test_books_read_while_states_change_always_balance(newsroom):
    addresses = newsroom.subscribe(300)
    started = newsroom.start()

    def act(number):
        if number == 0:
            for address in addresses:
                newsroom.subscribers.suppress(address, "unsubscribed", LATER)
            return []
        return [newsroom.books(started) for _ in range(60)]

    _, *readings = at_once(act, 3)
    assert all(books.balance for reading in readings for books in reading)
    assert newsroom.books(started).skipped == {"unsubscribed": 300}


def test_an_approved_issue_is_being_sent_from_the_moment_its_recipients_are_frozen(newsroom):
    newsroom.issues.open(PERIOD)
    newsroom.issues.move(PERIOD, IssueState.APPROVED)
    newsroom.mailings.start(a_plan(), NOW)
    newsroom.issues.void(PERIOD, NOW, "too late")
    assert newsroom.issues.status(PERIOD).state is IssueState.SENDING

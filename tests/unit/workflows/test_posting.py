"""Several posts in the air: what they share, and what one of them means for the others."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import count
from threading import Barrier, Event, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from digest.delivery.pace import Pace
from digest.delivery.retry import Retry
from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, StoreError
from digest.model.mailing import DeliveryState, MailingState
from digest.transports.contract import Capabilities
from digest.transports.memory import MemoryTransport
from digest.workflows.account import Account
from digest.workflows.recover import steer
from digest.workflows.send import carry
from fakes.sendings import NOW, OCTOBER, Clock, quietly, sending, settled

READERS = 12
PATIENCE = 10.0  # seconds
THREE = Capabilities(batch_size=4, replay=False, lookup=False, at_once=3)


@pytest.fixture
def newsroom(newsroom):
    newsroom.subscribe(READERS)
    return newsroom


class Office:
    """What all transports of a test share: who posts comes here, and is counted."""

    def __init__(self, capabilities=THREE, answer=None):
        self.capabilities = capabilities
        self.answer = answer or (lambda _number: None)
        self.opened, self.closed, self.arrived = [], [], Counter()
        self.numbers, self.posts = count(1), 0

    def open(self):
        self.opened.append(_Clerk(self))
        return self.opened[-1]


class _Clerk(MemoryTransport):
    def __init__(self, office):
        super().__init__(capabilities=office.capabilities)
        self.office = office

    def post(self, letter, batch):
        self.office.posts = number = next(self.office.numbers)  # one step: threads come here
        error = self.office.answer(number)
        if error is not None:
            raise error
        self.office.arrived.update(each.email for each in batch.recipients)
        return super().post(letter, batch)

    def close(self):
        self.office.closed.append(self)


def at_the_office(newsroom, office, **changes):
    asked = MemoryTransport(capabilities=office.capabilities)
    return sending(newsroom, asked, open_transport=office.open, **changes)


def test_calls_are_in_the_air_together_each_through_a_transport_of_its_own(newsroom):
    together = Barrier(3)

    def answer(_number):
        together.wait(PATIENCE)

    office = Office(answer=answer)
    dispatch, mailing = at_the_office(newsroom, office)
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}
    assert len(office.opened) == 3
    assert office.closed == office.opened
    assert set(office.arrived.values()) == {1}


def refused_together(many):
    """The first so many calls come in together, and are all refused for now."""
    together = Barrier(many)

    def answer(number):
        if number > many:
            return None
        together.wait(PATIENCE)
        return NotSentError("too many requests", retry_after=0.0)

    return answer


def test_calls_that_are_refused_together_are_one_try(newsroom):
    office = Office(answer=refused_together(3))
    dispatch, mailing = at_the_office(newsroom, office, retry=Retry(tries=2, first=0.0))
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}
    assert set(office.arrived.values()) == {1}


def test_there_are_more_calls_only_where_all_would_be_waited_for(newsroom):
    office = Office(replace(THREE, at_once=16))
    dispatch, _mailing = at_the_office(newsroom, office, retry=Retry())
    account, rooms = Account(dispatch), []
    while account.widen():
        rooms.append(account.room)
    assert rooms == [4, 8, 16]
    with newsroom.ledger.entries() as entries:
        account.hold(entries, NotSentError("too many requests", retry_after=1.0), 0)
    assert (account.room, account.widen()) == (1, False)
    account.went_well()
    assert (account.widen(), account.room) == (True, 2)


def test_after_an_outage_one_call_feels_the_way(newsroom):
    in_the_air, most = [0], [0]
    first_three = refused_together(3)

    class Counting(_Clerk):
        def post(self, letter, batch):
            in_the_air[0] += 1
            if self.office.posts >= 3 and self.office.posts < 5:
                most[0] = max(most[0], in_the_air[0])
            try:
                return super().post(letter, batch)
            finally:
                in_the_air[0] -= 1

    office = Office(answer=first_three)
    office.open = lambda: Counting(office)
    dispatch, mailing = at_the_office(newsroom, office, retry=Retry(tries=2, first=0.0))
    carry(dispatch, mailing, quietly)
    assert most[0] == 1


def test_a_refusal_that_needs_a_person_lets_the_others_come_back_first(newsroom):
    is_known = Event()

    class Telling(Retry):
        def wait(self, error, tried):
            is_known.set()
            return super().wait(error, tried)

    def answer(number):
        if number == 2:
            return NotSentError("the key is wrong", retry_after=None)
        assert is_known.wait(PATIENCE)
        return None

    office = Office(replace(THREE, batch_size=2), answer=answer)
    dispatch, mailing = at_the_office(newsroom, office, retry=Telling())
    with pytest.raises(NotSentError, match="the key is wrong"):
        carry(dispatch, mailing, quietly)
    books = newsroom.mailings.books(mailing.id, "")
    others = 2 * (office.posts - 1)
    assert 0 < others < READERS - 2
    assert settled(books) == {"accepted": others, "planned": READERS - others}


def test_one_lost_answer_is_one_batchs_doubt(newsroom):
    together = Barrier(3)

    def answer(number):
        together.wait(PATIENCE)
        return OutcomeUnknownError("no answer") if number == 2 else None

    dispatch, mailing = at_the_office(newsroom, Office(answer=answer))
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS - 4, "unknown": 4}


def test_an_error_of_one_call_that_no_transport_should_have_takes_no_other_along(newsroom):
    together = Barrier(3)

    def answer(number):
        together.wait(PATIENCE)
        return ZeroDivisionError("a fault of our own") if number == 2 else None

    dispatch, mailing = at_the_office(newsroom, Office(answer=answer))
    with pytest.raises(ZeroDivisionError):
        carry(dispatch, mailing, quietly)
    books = newsroom.mailings.books(mailing.id, "")
    assert settled(books) == {"accepted": READERS - 4, "unknown": 4}
    (reason, *_) = {each.reason for each in newsroom.rows(mailing) if each.reason}
    assert reason == "the transport memory failed: ZeroDivisionError"


def fail_once(database, when, error):
    """Let one commit fail, once a moment has come."""
    has_failed = []

    @sa.event.listens_for(database.engine, "commit")
    def fail(_connection):
        if when() and not has_failed:
            has_failed.append(True)
            raise error

    return has_failed


FULL = OperationalError("COMMIT", {}, Exception("database or disk is full"))


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt(), MemoryError()])
def test_what_came_back_when_the_books_failed_is_written_down_once_they_can_be(newsroom, error):
    together = Barrier(3)

    def answer(number):
        together.wait(PATIENCE)
        if number == 2:
            return OutcomeUnknownError("no answer")
        return BatchRefusedError("a bad address") if number == 3 else None

    office = Office(replace(THREE, batch_size=2), answer)
    dispatch, mailing = at_the_office(newsroom, office)
    has_failed = fail_once(newsroom.database, lambda: office.posts == 3, error)
    expected = StoreError if error is FULL else type(error)
    with pytest.raises(expected):
        carry(dispatch, mailing, quietly)
    assert has_failed
    books = newsroom.mailings.books(mailing.id, "")
    assert settled(books) == {"accepted": 2, "unknown": 2, "planned": READERS - 4}
    office.answer = lambda _number: None
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS - 2, "unknown": 2}
    assert set(office.arrived.values()) == {1}


def test_a_bad_address_is_found_while_other_batches_go_out(newsroom):
    bad = sorted(each.email for each, _why in newsroom.subscribers.all())[5]

    class Particular(_Clerk):
        def post(self, letter, batch):
            if bad in {each.email for each in batch.recipients}:
                raise BatchRefusedError("not a valid address")
            return super().post(letter, batch)

    office = Office()
    office.open = lambda: Particular(office)
    dispatch, mailing = at_the_office(newsroom, office)
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS - 1, "rejected": 1}
    assert set(office.arrived.values()) == {1}


def test_a_pause_takes_effect_before_anything_more_is_claimed(newsroom):
    one_by_one = replace(THREE, batch_size=2, at_once=1)

    def answer(number):
        if number == 2:
            steer(dispatch.accounts, OCTOBER, MailingState.PAUSED)

    dispatch, mailing = at_the_office(newsroom, Office(one_by_one, answer))
    books = carry(dispatch, mailing, quietly)
    assert settled(books) == {"accepted": 4, "planned": READERS - 4}
    steer(dispatch.accounts, OCTOBER, MailingState.RUNNING)
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}


def test_an_account_that_rests_rests_for_every_process(newsroom):
    clock = Clock()
    dispatch, _mailing = at_the_office(newsroom, Office(), clock=clock, retry=Retry())
    one, another = Account(dispatch), Account(dispatch)
    not_now = NotSentError("too many requests", retry_after=30.0)
    with newsroom.ledger.entries() as entries:
        assert another.wait(entries) == 0
        assert one.hold(entries, not_now, one.outages)
        assert another.wait(entries) == 30
    with newsroom.ledger.entries() as entries:
        sooner = NotSentError("too many requests", retry_after=5.0)
        assert another.hold(entries, sooner, another.outages)
        assert one.wait(entries) == 30  # the longer rest stands


@pytest.mark.parametrize("pace", [Pace(), Pace(messages=2.0)])
def test_a_rest_that_a_clock_ahead_of_time_wrote_keeps_nobody_waiting(newsroom, pace):
    dispatch, _mailing = at_the_office(newsroom, Office(), retry=Retry(), pace=pace)
    account, not_now = Account(dispatch), NotSentError("too many requests", retry_after=30.0)
    with newsroom.ledger.entries() as entries:
        entries.occupy("memory", NOW + dt.timedelta(days=1))
        assert account.wait(entries) == 0
        entries.occupy("memory", NOW + dt.timedelta(days=1))
        assert account.hold(entries, not_now, 0)
        assert account.wait(entries) == 30
    assert newsroom.ledger.free_at("memory") == NOW + dt.timedelta(seconds=30)


def test_all_who_use_an_account_share_its_pace(newsroom):
    clock = Clock()
    dispatch, _mailing = at_the_office(newsroom, Office(), clock=clock, pace=Pace(messages=2.0))
    one, another = Account(dispatch), Account(dispatch)
    with newsroom.ledger.entries() as entries:
        one.use(entries, 4)
        assert another.wait(entries) == 2
        another.use(entries, 4)
        assert one.wait(entries) == 4


def test_who_helps_waits_for_what_is_in_other_hands_and_sends_what_is_given_back(newsroom):
    dispatch, mailing = at_the_office(newsroom, Office())
    came_to_an_end = Event()
    with newsroom.ledger.claimants.enter(NOW) as other:
        held = newsroom.ledger.claim(mailing.id, other, 4, NOW)
        given = newsroom.ledger.claim(mailing.id, other, 4, NOW)
        books = []

        def help_out():
            books.append(carry(dispatch, mailing, quietly))
            came_to_an_end.set()

        helper = Thread(target=help_out)
        helper.start()
        assert not came_to_an_end.wait(0.6)
        newsroom.ledger.doubt(held, "lost", NOW)
        newsroom.ledger.give_back(given, NOW)
        helper.join(PATIENCE)
    assert came_to_an_end.is_set()
    assert settled(books[0]) == {"accepted": READERS - 4, "unknown": 4}


def test_a_receipt_of_all_and_a_receipt_of_one_are_read_alike(newsroom):
    dispatch, mailing = at_the_office(newsroom, Office())
    carry(dispatch, mailing, quietly)
    rows = list(newsroom.mailings.deliveries(mailing.id, DeliveryState.ACCEPTED))
    assert all(each.receipt for each in rows)
    assert len(rows) == READERS

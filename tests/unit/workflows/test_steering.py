"""A word comes while many posts are in the air: they come back and count, nothing more leaves."""

from collections import Counter
from threading import Event, Thread

import pytest

from digest.delivery.pace import Pace
from digest.model.mailing import DeliveryState, MailingState
from digest.transports.contract import Capabilities
from digest.transports.memory import MemoryTransport
from digest.workflows.recover import steer
from digest.workflows.send import carry, start_test
from fakes.offices import a_desk
from fakes.sendings import NOW, OCTOBER, Clock, quietly, sending, settled

READERS = 40
AT_ONCE = 16
PATIENCE = 10.0  # seconds
ONE_EACH = Capabilities(batch_size=1, replay=False, lookup=False, at_once=AT_ONCE)


@pytest.fixture
def newsroom(newsroom):
    newsroom.subscribe(READERS)
    return newsroom


class Slow:
    """Transports that keep what is posted until they are told to answer."""

    def __init__(self):
        self.in_the_air, self.arrived = Counter(), Counter()
        self.is_full, self.answers = Event(), Event()

    def open(self):
        return _Slow(self)


class _Slow(MemoryTransport):
    def __init__(self, shared):
        super().__init__(capabilities=ONE_EACH)
        self.shared = shared

    def post(self, letter, batch):
        self.shared.in_the_air.update(each.email for each in batch.recipients)
        if len(self.shared.in_the_air) == AT_ONCE:
            self.shared.is_full.set()
        assert self.shared.answers.wait(PATIENCE)
        self.shared.arrived.update(each.email for each in batch.recipients)
        return super().post(letter, batch)


@pytest.fixture
def slow():
    shared = Slow()
    yield shared
    shared.answers.set()


def in_the_air(newsroom, slow, **changes):
    """A mailing with as many posts in the air as there may be, and who carries it."""
    asked = MemoryTransport(capabilities=ONE_EACH)
    dispatch, mailing = sending(newsroom, asked, open_transport=slow.open, **changes)
    carrying = Thread(target=carry, args=(dispatch, mailing, quietly))
    carrying.start()
    assert slow.is_full.wait(PATIENCE)
    return dispatch, mailing, carrying


def over(carrying, slow):
    slow.answers.set()
    carrying.join(PATIENCE)
    assert not carrying.is_alive()


@pytest.mark.parametrize("to", [MailingState.CANCELLED, MailingState.PAUSED, None])
def test_what_is_in_the_air_comes_back_and_is_recorded(newsroom, slow, to):
    """None: the process is asked to end."""
    dispatch, mailing, carrying = in_the_air(newsroom, slow)
    if to is None:
        dispatch.stop.set()
    else:
        steer(dispatch.accounts, OCTOBER, to)
    over(carrying, slow)
    rest = "skipped" if to is MailingState.CANCELLED else "planned"
    books = newsroom.mailings.books(mailing.id, "")
    assert settled(books) == {"accepted": AT_ONCE, rest: READERS - AT_ONCE}
    if to is MailingState.CANCELLED:
        assert dict(books.skipped) == {"cancelled": READERS - AT_ONCE}
    assert len(slow.arrived) == AT_ONCE
    assert books.balance


def test_a_pause_that_is_taken_back_at_once_stops_nobody(newsroom, slow):
    dispatch, mailing, carrying = in_the_air(newsroom, slow)
    steer(dispatch.accounts, OCTOBER, MailingState.PAUSED)
    steer(dispatch.accounts, OCTOBER, MailingState.RUNNING)
    over(carrying, slow)
    assert settled(newsroom.mailings.books(mailing.id, "")) == {"accepted": READERS}
    assert set(slow.arrived.values()) == {1}


def test_a_test_mail_leaves_while_the_mailing_is_in_the_air_and_is_counted_apart(newsroom, slow):
    dispatch, mailing, carrying = in_the_air(newsroom, slow)
    editor = ("ada@example.org",)
    test = start_test(a_desk(newsroom), dispatch, OCTOBER, editor)
    slow.answers.set()
    assert settled(carry(dispatch, test, quietly)) == {"accepted": 1}
    over(carrying, slow)
    books = newsroom.mailings.books(mailing.id, "")
    assert (books.candidates, settled(books)) == (READERS, {"accepted": READERS})
    assert slow.arrived.pop(*editor) == 1
    assert len(slow.arrived) == READERS


def test_a_test_mail_keeps_to_the_pace_of_the_account(newsroom, slow):
    """The account is the ESP's, and does not ask what a message is for."""
    slow.answers.set()
    clock = Clock()
    asked = MemoryTransport(capabilities=ONE_EACH)
    dispatch, mailing = sending(
        newsroom, asked, open_transport=slow.open, clock=clock, pace=Pace(messages=1.0)
    )
    test = start_test(a_desk(newsroom), dispatch, OCTOBER, ("ada@example.org",))
    carry(dispatch, test, quietly)
    assert (newsroom.ledger.free_at("memory") - NOW).total_seconds() == 1
    books = newsroom.mailings.books(mailing.id, "")
    assert books.count(DeliveryState.PLANNED) == books.candidates == READERS

"""A mailing that is to take hours leaves in even portions, whoever sends it and however often."""

import datetime as dt
import time
from itertools import pairwise
from threading import Event, Thread

import pytest

from digest.model.mailing import MailingState
from digest.transports.contract import Capabilities
from digest.transports.memory import MemoryTransport
from digest.workflows.recover import steer
from digest.workflows.send import carry, start_test
from digest.workflows.spreading import Spreading
from fakes.offices import a_desk
from fakes.sendings import NOW, OCTOBER, Clock, quietly, sending, settled

READERS = 12
HOUR = dt.timedelta(hours=1)
BIG = Capabilities(batch_size=100, replay=False, lookup=False)


@pytest.fixture
def newsroom(newsroom):
    newsroom.subscribe(READERS)
    return newsroom


class Noting(MemoryTransport):
    """Notes when each batch came, and how large it was."""

    def __init__(self, clock, capabilities=BIG):
        super().__init__(capabilities=capabilities)
        self.clock, self.noted = clock, []

    def post(self, letter, batch):
        self.noted.append((self.clock(), len(batch.recipients)))
        return super().post(letter, batch)


class Passing(Event):
    """Nobody asks to stop; who waits for that lets the clock of the test go on."""

    def __init__(self, clock):
        super().__init__()
        self.clock, self.naps = clock, []

    def wait(self, timeout=None):
        self.naps.append(timeout)
        self.clock.now += dt.timedelta(seconds=timeout)
        return self.is_set()


def spread(newsroom, over=HOUR):
    clock = Clock()
    transport = Noting(clock)
    stop = Passing(clock)
    dispatch, mailing = sending(newsroom, transport, clock=clock, stop=stop, spread_over=over)
    return dispatch, mailing, transport


def test_a_mailing_is_spread_evenly_over_its_time_in_short_naps(newsroom):
    dispatch, mailing, transport = spread(newsroom)
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}
    times, sizes = zip(*transport.noted, strict=True)
    assert sizes == (1,) * READERS
    gaps = {round((after - before).total_seconds()) for before, after in pairwise(times)}
    assert gaps <= {300, 301}
    assert times[0] == NOW
    assert max(dispatch.stop.naps) <= 1.0
    # After the last portion nobody waits for another.
    assert dispatch.accounts.clock() - times[-1] < dt.timedelta(seconds=2)


def test_it_holds_over_a_restart(newsroom):
    dispatch, mailing, transport = spread(newsroom)
    original = transport.post

    def post(letter, batch):
        if len(transport.noted) == 3:
            dispatch.stop.set()
        return original(letter, batch)

    transport.post = post
    carry(dispatch, mailing, quietly)
    assert len(transport.noted) == 4
    dispatch.stop.clear()
    del transport.post
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}
    times = [at for at, _size in transport.noted]
    assert all((b - a).total_seconds() >= 300 for a, b in pairwise(times))


def test_a_test_mail_does_not_wait_for_the_next_portion(newsroom):
    dispatch, mailing, transport = spread(newsroom)
    original = transport.post

    def post(letter, batch):
        dispatch.stop.set()
        return original(letter, batch)

    transport.post = post
    carry(dispatch, mailing, quietly)
    dispatch.stop.clear()
    test = start_test(a_desk(newsroom), dispatch, OCTOBER, ("ada@example.org",))
    assert settled(carry(dispatch, test, quietly)) == {"accepted": 1}
    assert dispatch.accounts.clock() == NOW
    assert newsroom.mailings.books(mailing.id, "").candidates == READERS


def test_two_who_send_keep_to_it_together(newsroom):
    transport = Noting(lambda: dt.datetime.now(dt.UTC))
    dispatch, mailing = sending(
        newsroom, transport, clock=transport.clock, spread_over=dt.timedelta(seconds=3)
    )
    both = [Thread(target=carry, args=(dispatch, mailing, quietly)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(20)
    assert settled(newsroom.mailings.books(mailing.id, "")) == {"accepted": READERS}
    took = (transport.noted[-1][0] - transport.noted[0][0]).total_seconds()
    assert took > 2.2  # the two may begin with a portion each


def test_short_times_are_spread_as_well(newsroom):
    """With the clock on the wall, and three seconds."""
    transport = Noting(lambda: dt.datetime.now(dt.UTC))
    dispatch, mailing = sending(
        newsroom, transport, clock=transport.clock, spread_over=dt.timedelta(seconds=3)
    )
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}
    took = (transport.noted[-1][0] - transport.noted[0][0]).total_seconds()
    assert 2.7 <= took <= 4.5


@pytest.mark.parametrize("to", [MailingState.PAUSED, MailingState.CANCELLED, None])
def test_while_it_waits_a_word_is_heard_within_a_second(newsroom, to):
    """Two hours between two portions; None: the process is asked to end."""
    transport = Noting(lambda: dt.datetime.now(dt.UTC))
    dispatch, mailing = sending(
        newsroom, transport, clock=transport.clock, spread_over=dt.timedelta(days=1)
    )
    carrying = Thread(target=carry, args=(dispatch, mailing, quietly))
    carrying.start()
    until = time.monotonic() + 10
    while not transport.noted and time.monotonic() < until:
        time.sleep(0.01)
    said = time.monotonic()
    if to is None:
        dispatch.stop.set()
    else:
        steer(dispatch.accounts, OCTOBER, to)
    carrying.join(10)
    assert not carrying.is_alive()
    assert time.monotonic() - said < 2.0
    assert len(transport.noted) == 1


def test_a_portion_that_a_clock_ahead_of_time_put_off_leaves_at_once(newsroom):
    clock = Clock()
    dispatch, mailing = sending(newsroom, Noting(clock), clock=clock, spread_over=HOUR)
    with newsroom.ledger.entries() as entries:
        entries.occupy(mailing.reference, NOW + dt.timedelta(days=1))
        assert Spreading(dispatch, mailing).wait(entries) == 0

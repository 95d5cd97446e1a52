"""The work is broken off (Ctrl-C for the second time) at any line: nobody gets two."""

import sys
from collections import Counter
from itertools import count

import pytest

from digest.delivery.retry import Retry
from digest.errors import BatchRefusedError, NotSentError
from digest.transports.contract import Capabilities
from digest.transports.memory import MemoryTransport
from digest.workflows import posters, posting, salvage
from digest.workflows.send import carry
from fakes.sendings import quietly, sending, settled

READERS = 8
FILES = {each.__file__ for each in (posting, posters, salvage)}
TWO = Capabilities(batch_size=2, replay=False, lookup=False, at_once=2)
EVERY = 9  # lines; one after the other would take a minute


@pytest.fixture
def newsroom(newsroom):
    newsroom.subscribe(READERS)
    return newsroom


class Office:
    """Refuses the second call whole, and puts the fourth off."""

    def __init__(self):
        self.arrived, self.numbers = Counter(), count(1)

    def open(self):
        return _Clerk(self)


class _Clerk(MemoryTransport):
    def __init__(self, office):
        super().__init__(capabilities=TWO)
        self.office = office

    def post(self, letter, batch):
        number = next(self.office.numbers)
        if number == 2:
            raise BatchRefusedError("a bad address")
        if number == 4:
            raise NotSentError("not now", retry_after=0.0)
        self.office.arrived.update(each.email for each in batch.recipients)
        return super().post(letter, batch)


class BreakingOff:
    """Counts the lines of this thread, and breaks off at one of them."""

    def __init__(self, at):
        self.at, self.lines = at, 0

    def __call__(self, frame, event, _arg):
        if frame.f_code.co_filename not in FILES:
            return None
        if event == "line":
            self.lines += 1
            if self.lines == self.at:
                raise KeyboardInterrupt
        return self


def broken_off(dispatch, mailing, at):
    """Carry a mailing up to a line; whether it was reached."""
    before, breaking = sys.gettrace(), BreakingOff(at)
    sys.settrace(breaking)
    try:
        carry(dispatch, mailing, quietly)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def test_nobody_gets_two_and_nobody_is_lost_wherever_it_is_broken_off(newsroom):
    was_reached, at = True, 1
    while was_reached:
        newsroom.clear()
        newsroom.subscribe(READERS)
        office = Office()
        asked = MemoryTransport(capabilities=TWO)
        dispatch, mailing = sending(
            newsroom, asked, open_transport=office.open, retry=Retry(tries=4, first=0.0)
        )
        was_reached = broken_off(dispatch, mailing, at)
        carry(dispatch, mailing, quietly)
        books = settled(newsroom.mailings.books(mailing.id, ""))
        assert set(books) <= {"accepted", "unknown"}, (at, books)
        assert sum(books.values()) == READERS, (at, books)
        assert set(office.arrived.values()) <= {1}, (at, office.arrived)
        assert len(office.arrived) >= books["accepted"], (at, books)
        at += EVERY
    assert at > 100

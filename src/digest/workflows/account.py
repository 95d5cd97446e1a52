"""The account at the transport: all who post through it keep to one pace, and rest together."""

from __future__ import annotations

import datetime as dt

from digest.errors import NotSentError
from digest.store.entries import Entries
from digest.workflows.dispatch import Dispatch

_FEW = 2  # calls at once: while one is in the air, the books of the other are written


class Account:
    """How many calls may be in the air, and when the next may leave.

    When the account is free again stands in the database: it holds for every process.

    A quick ESP is served by two calls at once; more would only be in each other's way. There
    are more where they would all be waited for, and one after an outage, to feel the way.
    """

    def __init__(self, dispatch: Dispatch) -> None:
        self._name = dispatch.transport.name
        self._most = dispatch.transport.capabilities.at_once
        self._pace, self._retry = dispatch.pace, dispatch.retry
        self._clock = dispatch.accounts.clock
        by_pace = self._pace.seconds(dispatch.transport.capabilities.batch_size)
        self._longest = max(by_pace, self._retry.patience, self._retry.cap)
        self._tried = 0  # times in a row that nothing was sent
        self._doubts = 0  # calls in a row of which nobody knows what they came to
        self._feels_the_way = False
        self.room = min(_FEW, self._most)
        self.outages = 0

    def wait(self, entries: Entries) -> float:
        """Give the seconds until the account is free for a call."""
        free_at = self._free_at(entries, to_use_it=self._pace.is_limited)
        return self._pace.wait(self._clock(), free_at)

    def use(self, entries: Entries, messages: int) -> None:
        """Take the account for a call with so many messages."""
        if self._pace.is_limited:
            now = self._clock()
            free_at = self._free_at(entries, to_use_it=True)
            entries.occupy(self._name, self._pace.free_at(now, free_at, messages))

    def went_well(self) -> None:
        """The transport took something."""
        self._tried = self._doubts = 0
        self._feels_the_way = False

    def widen(self) -> bool:
        """Let more calls into the air, for all of them would be waited for; False: no more."""
        if self._feels_the_way or self.room == self._most:
            return False
        self.room = min(self._most, self.room * 2)
        return True

    def doubted(self) -> int:
        """Nobody knows whether the transport took something: feel the way with one call.

        Gives how many calls in a row that were.
        """
        self._feel_the_way()
        self._doubts += 1
        return self._doubts

    def hold(self, entries: Entries, error: NotSentError, outages: int) -> bool:
        """Let everybody rest for as long as a refusal says; False where a person has to act.

        Args:
            entries: the transaction in which this is written down.
            error: the refusal.
            outages: how many there had been when the refused call left. Calls that left
                together and were refused together are one outage, not many tries.
        """
        if outages == self.outages:
            self.outages += 1
            self._tried += 1
        self._feel_the_way()
        wait = self._retry.wait(error, max(1, self._tried))
        if wait is None:
            return False
        now = self._clock()
        until = now + dt.timedelta(seconds=wait)
        free_at = self._free_at(entries, to_use_it=True)
        entries.occupy(self._name, max(until, free_at or until))
        return True

    def _free_at(self, entries: Entries, *, to_use_it: bool) -> dt.datetime | None:
        now = self._clock()
        return believed(entries, self._name, now, self._longest, to_use_it=to_use_it)

    def _feel_the_way(self) -> None:
        self._feels_the_way = True
        self.room = 1


def believed(
    entries: Entries, name: str, now: dt.datetime, longest: float, *, to_use_it: bool
) -> dt.datetime | None:
    """When an account is free, as far as its clock was right.

    A moment further off than the longest rest was written by a clock that was ahead. Nobody could
    tell why nothing goes out until then, or end it; so it is now, in the books as well.
    """
    free_at = entries.free_at(name, to_use_it=to_use_it)
    if free_at is not None and (free_at - now).total_seconds() > longest:
        entries.occupy(name, now)
        return now
    return free_at

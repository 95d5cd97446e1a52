"""Spreading: a real mailing leaves in even portions, over the time it is to take."""

from __future__ import annotations

import datetime as dt

from digest.delivery.pace import Pace
from digest.model.mailing import DeliveryState, Mailing, MailingKind
from digest.store.entries import Entries
from digest.workflows.account import believed
from digest.workflows.dispatch import Dispatch


class Spreading:
    """When a mailing's next portion may be claimed, and how large it is.

    When that is stands in the database, beside when the account is free: it holds over restarts
    and for every process. It is the mailing's own: a test mail does not wait for it.
    """

    def __init__(self, dispatch: Dispatch, mailing: Mailing) -> None:
        self._mailing = mailing
        self._clock = dispatch.accounts.clock
        self._pace = Pace()
        self.size = dispatch.transport.capabilities.batch_size
        time = dispatch.spread_over
        if time is not None and mailing.kind is MailingKind.REAL:
            books = dispatch.accounts.mailings.books(mailing.id, "")
            self._pace = Pace.over(time, books.candidates - books.count(DeliveryState.SKIPPED))
            self.size = self._pace.portion(self.size, time)

    def wait(self, entries: Entries) -> float:
        """Give the seconds until the next portion may be claimed."""
        if not self._pace.is_limited:
            return 0.0
        return self._pace.wait(self._clock(), self._free_at(entries))

    def use(self, entries: Entries, messages: int) -> None:
        """A portion was claimed: the next one follows when its time is over."""
        if self._pace.is_limited:
            now, its = self._clock(), self._mailing.reference
            free_at = self._free_at(entries)
            entries.occupy(its, self._pace.free_at(now, free_at, messages))

    def _free_at(self, entries: Entries) -> dt.datetime | None:
        longest = self._pace.seconds(self.size)
        now, its = self._clock(), self._mailing.reference
        return believed(entries, its, now, longest, to_use_it=True)

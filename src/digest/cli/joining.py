"""Joining in: the progress of a mailing that others send as well."""

from __future__ import annotations

import datetime as dt

from digest.model.mailing import Mailing
from digest.workflows.dispatch import Accounts
from digest.workflows.posting import Progress

_EVERY = dt.timedelta(seconds=2)


class Together:
    """Counts what is settled of a mailing, whoever settles it.

    While this process is alone it counts its own; where others are at it, what is left is
    asked for now and then.

    Args:
        accounts: the books.
        mailing: what is being sent.
        waiting: how many were planned when the counting began.
        count: is told how many more are settled.
    """

    def __init__(self, accounts: Accounts, mailing: Mailing, waiting: int, count: Progress) -> None:
        self._accounts, self._mailing = accounts, mailing
        self._waiting, self._count = waiting, count
        self._counted = 0
        self._next_look = accounts.clock() + _EVERY

    def __call__(self, settled: int) -> None:
        """Count what this process has settled, or what all of them have."""
        now = self._accounts.clock()
        if now >= self._next_look:
            self._next_look = now + _EVERY
            settled = self._by_all() or settled
        self._counted += settled
        self._count(settled)

    def _by_all(self) -> int:
        """How many more are settled than were counted; 0 where nobody else is at it."""
        if len(self._accounts.ledger.carriers(self._mailing.id)) == 1:
            return 0
        left = self._accounts.ledger.left(self._mailing.id)
        return max(0, self._waiting - left - self._counted)

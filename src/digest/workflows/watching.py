"""Watching: a mailing as it stands at one moment. It is read, and nothing is changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from digest.issues.life import state_by_books
from digest.model.mailing import Books, Claimant, DeliveryState, Mailing, MailingState
from digest.workflows.dispatch import Accounts


@dataclass(frozen=True, slots=True)
class Sight:
    """What is to be seen of a mailing."""

    at: dt.datetime
    state: MailingState
    books: Books
    claimants: tuple[Claimant, ...]  # who sends it
    free_at: dt.datetime | None  # when the account may be used, and the next portion leave

    @property
    def settled(self) -> int:
        """How many are neither to be sent nor in the air."""
        return self.books.candidates - self.left

    @property
    def left(self) -> int:
        """How many are still to be sent, or in the air."""
        return self.books.count(DeliveryState.PLANNED) + self.books.count(DeliveryState.SENDING)

    @property
    def is_over(self) -> bool:
        """Whether nothing will change by sending: it is through, paused or cancelled."""
        if not self.left:
            return True
        in_the_air = self.books.count(DeliveryState.SENDING) and self.claimants
        return self.state is not MailingState.RUNNING and not in_the_air

    @property
    def rests_until(self) -> dt.datetime | None:
        """When the next call may leave, where that is not now."""
        is_to_come = self.free_at is not None and self.free_at > self.at
        return self.free_at if is_to_come and not self.is_over else None


def look(accounts: Accounts, mailing: Mailing) -> Sight:
    """See a mailing as it stands."""
    books = accounts.mailings.books(mailing.id, "")
    return Sight(
        at=accounts.clock(),
        state=accounts.mailings.state(mailing.id),
        books=replace(books, state=state_by_books(books).value),
        claimants=accounts.ledger.carriers(mailing.id),
        free_at=accounts.ledger.free_at(mailing.transport, mailing.reference),
    )

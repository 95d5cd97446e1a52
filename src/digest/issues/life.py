"""An issue's life: what its books say it is now."""

from __future__ import annotations

from digest.model.issue import IssueState
from digest.model.mailing import Books, DeliveryState

# An issue takes late items only as a draft.
OPEN = frozenset({IssueState.DRAFT})
# What may still be changed and approved; afterwards the bytes are on their way.
BEFORE_SENDING = (IssueState.DRAFT, IssueState.CLOSED, IssueState.APPROVED, IssueState.SKIPPED)
ON_ITS_WAY = (IssueState.SENDING, IssueState.SENT, IssueState.NEEDS_ATTENTION)


def state_by_books(books: Books) -> IssueState:
    """Sent only when nothing is planned, sending or unknown."""
    if books.is_settled:
        return IssueState.SENT
    still_going = books.count(DeliveryState.PLANNED) + books.count(DeliveryState.SENDING)
    if books.count(DeliveryState.UNKNOWN) and not still_going:
        return IssueState.NEEDS_ATTENTION
    return IssueState.SENDING

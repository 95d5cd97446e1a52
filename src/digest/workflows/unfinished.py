"""Which mailings are not at their end."""

from __future__ import annotations

from digest.issues.life import ON_ITS_WAY
from digest.model.issue import IssueState
from digest.model.mailing import Mailing, MailingState
from digest.workflows.dispatch import Accounts


def unfinished(accounts: Accounts) -> tuple[Mailing, ...]:
    """Started mailings with something planned, sending or unknown, oldest first; not the paused."""
    on_the_way = (
        accounts.mailings.real(each.period)
        for each in accounts.issues.all()
        if each.state in ON_ITS_WAY and each.state is not IssueState.SENT
    )
    return tuple(
        each for each in on_the_way if each is not None and each.state is not MailingState.PAUSED
    )

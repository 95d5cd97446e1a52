"""Which issues there are: what a person names must be one of them."""

from __future__ import annotations

from digest.errors import NotFoundError
from digest.model.issue import IssueStatus
from digest.model.period import Period
from digest.store.issues import Issues


def known(issues: Issues, period: Period) -> IssueStatus:
    """An issue's stored facts.

    Raises:
        NotFoundError: nothing was ever collected for the period.
    """
    status = issues.status(period)
    if status is None:
        periods = ", ".join(each.period for each in issues.all()) or "none yet"
        raise NotFoundError(
            f"There is no issue {period}; there are: {periods}.",
            hint="Run `digest collect`, or `digest issue list` to see what there is.",
        )
    return status

"""Moderate: an editor accepts, holds, rejects, changes, places and removes submissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from digest.errors import NotAllowedError, NotFoundError
from digest.intake.editing import edit
from digest.issues.life import BEFORE_SENDING
from digest.issues.placing import place
from digest.model.period import Period
from digest.model.submission import Submission, SubmissionState
from digest.workflows.approve import void_stale
from digest.workflows.assemble import status_of
from digest.workflows.desk import Desk


def find(desk: Desk, submission_id: str) -> Submission:
    """A submission by its id.

    Raises:
        NotFoundError: there is none.
    """
    found = desk.submissions.get(submission_id)
    if found is None:
        raise NotFoundError(
            f"There is no submission {submission_id!r}.",
            hint="`digest submissions list` shows every one with its id.",
        )
    return found


def decide_on(
    desk: Desk, submission_id: str, state: SubmissionState, reason: str | None, now: dt.datetime
) -> Submission:
    """Accept, hold or reject a submission."""
    found = find(desk, submission_id)
    return _keep(desk, found.model_copy(update={"state": state, "reason": reason}), now)


def change(
    desk: Desk, submission_id: str, changes: Mapping[str, str], now: dt.datetime
) -> Submission:
    """Change fields; they stay changed when the source changes."""
    found = find(desk, submission_id)
    return _keep(desk, place(edit(found, changes, desk.directory, now=now), desk.calendar()), now)


def put(
    desk: Desk, submission_id: str, period: Period, position: int | None, now: dt.datetime
) -> Submission:
    """Place a submission in an issue by hand, which wins over every rule.

    Raises:
        NotAllowedError: the issue is on its way to its readers.
    """
    found = find(desk, submission_id)
    desk.issues.open(period)
    _must_be_open(desk, period)
    placed = found.model_copy(
        update={
            "placed": period,
            "position": position,
            "removed_from": tuple(each for each in found.removed_from if each != period),
        }
    )
    return _keep(desk, place(placed, desk.calendar()), now)


def take_out(desk: Desk, submission_id: str, period: Period, now: dt.datetime) -> Submission:
    """Take a submission out of an issue; it stays in the workspace, in no issue.

    Raises:
        NotFoundError: it does not stand in that issue.
        NotAllowedError: the issue is on its way to its readers.
    """
    found = find(desk, submission_id)
    if period not in (found.issue, found.repeat):
        raise NotFoundError(f"Submission {submission_id} does not stand in issue {period}.")
    _must_be_open(desk, period)
    update: dict[str, object] = {
        "removed_from": (*found.removed_from, period),
        "position": None,
        "repeat": None,
    }
    if found.issue == period:
        update |= {"issue": None, "placed": None}
    return _keep(desk, found.model_copy(update=update), now)


def _must_be_open(desk: Desk, period: Period) -> None:
    status = status_of(desk, period)
    if status.state not in BEFORE_SENDING:
        raise NotAllowedError(
            f"Issue {period} is {status.state}: nothing can be placed or removed any more.",
            hint="Place the submission in a later issue.",
        )


def _keep(desk: Desk, changed: Submission, now: dt.datetime) -> Submission:
    if changed.issue is not None:
        desk.issues.open(changed.issue)
    desk.submissions.save((changed,), now)
    void_stale(desk, now)
    return changed

"""Moderate: an editor accepts, holds, rejects, changes, places and removes submissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from digest.errors import NotAllowedError, NotFoundError
from digest.intake.editing import edit
from digest.issues.assembling import moved
from digest.issues.life import BEFORE_SENDING, ON_ITS_WAY
from digest.issues.placing import place, place_anew
from digest.model.field_names import canonical
from digest.model.period import Period
from digest.model.submission import Submission, SubmissionState
from digest.workflows.approve import void_stale
from digest.workflows.assemble import status_of
from digest.workflows.desk import Desk
from digest.workflows.withdrawing import called_off


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


def is_missed(submission: Submission) -> bool:
    """Whether it stands in no issue though it is neither rejected nor merged."""
    is_hidden = submission.state in (SubmissionState.REJECTED, SubmissionState.MERGED)
    return submission.issue is None and not is_hidden


def find_shown(desk: Desk, submission_id: str) -> Submission:
    """A submission by its id, that is not shown as another.

    Raises:
        NotFoundError: there is none.
        NotAllowedError: it is merged into another, which is what may be decided on and changed.
    """
    found = find(desk, submission_id)
    if found.merged_into is not None:
        raise NotAllowedError(
            f"Submission {found.id} is merged into {found.merged_into}.",
            hint=f"Say it of {found.merged_into}, or first: digest submissions split {found.id}",
        )
    return found


def decide_on(
    desk: Desk, submission_id: str, state: SubmissionState, reason: str | None, now: dt.datetime
) -> Submission:
    """Accept, hold or reject a submission.

    What is accepted only after its issue went out is late: it stands in the next, or is missed.

    Raises:
        NotFoundError: there is none.
        NotAllowedError: it is merged into another.
    """
    found = find_shown(desk, submission_id)
    decided = found.model_copy(update={"state": state, "reason": reason, "held_before": False})
    is_new = state is SubmissionState.ACCEPTED and found.state is not state
    if is_new and is_out(desk, found.issue):
        decided = place_anew(decided, desk.calendar())
    keep(desk, (found,), (decided,), now)
    return decided


def is_out(desk: Desk, period: Period | None) -> bool:
    """Whether an issue is on its way to its readers, or has arrived."""
    status = desk.issues.status(period) if period else None
    return status is not None and status.state in ON_ITS_WAY


def change(
    desk: Desk, submission_id: str, changes: Mapping[str, str], now: dt.datetime
) -> Submission:
    """Change fields; they stay changed when the source changes. A picture is copied first."""
    found = find_shown(desk, submission_id)
    copied = {name: said(desk, name, text, now) for name, text in changes.items()}
    edited = edit(found, copied, desk.directory, now=now)
    changed = place(called_off(found, edited, desk.out()), desk.calendar())
    keep(desk, (found,), (changed,), now)
    return changed


def said(desk: Desk, field: str, text: str, now: dt.datetime) -> str:
    """What an editor says of a field; of a picture, our copy of it."""
    if canonical(field) != "image" or not text.strip():
        return text
    return desk.album.handed_in(text.strip(), now)


def put(
    desk: Desk,
    submission_ids: tuple[str, ...],
    period: Period,
    position: int | None,
    now: dt.datetime,
) -> tuple[Submission, ...]:
    """Place submissions in an issue by hand, which wins over every rule; all of them or none.

    From a position they stand one after the other; without one the section's rule orders them.

    Raises:
        NotFoundError: one of them does not exist.
        NotAllowedError: the issue is on its way to its readers, or one of them is merged.
    """
    found = tuple(find_shown(desk, each) for each in dict.fromkeys(submission_ids))
    desk.issues.open(period)
    _must_be_open(desk, period)
    calendar = desk.calendar()
    placed = tuple(place(_placed(each, period), calendar) for each in found)
    shown = _shown(desk, period)
    changed = {each.id: each for each in placed}
    if position is not None:
        changed |= {each.id: each for each in moved(shown, placed, position, desk.issue)}
    read = {each.id: each for each in (*shown, *found) if each.id in changed}
    keep(desk, tuple(read.values()), tuple(changed.values()), now)
    return tuple(changed[each.id] for each in placed)


def _placed(found: Submission, period: Period) -> Submission:
    return found.model_copy(
        update={
            "placed": period,
            "position": None,
            "removed_from": tuple(each for each in found.removed_from if each != period),
        }
    )


def _shown(desk: Desk, period: Period) -> tuple[Submission, ...]:
    every = desk.submissions.of_issue(period)
    return tuple(each for each in every if each.state is SubmissionState.ACCEPTED)


def take_out(desk: Desk, submission_ids: tuple[str, ...], period: Period, now: dt.datetime) -> None:
    """Take submissions out of an issue, all or none; they stay in the workspace.

    Raises:
        NotFoundError: one of them does not exist, or does not stand in that issue.
        NotAllowedError: the issue is on its way to its readers.
    """
    found = tuple(find(desk, each) for each in dict.fromkeys(submission_ids))
    for each in found:
        if period not in (each.issue, each.repeat):
            raise NotFoundError(
                f"Submission {each.id} does not stand in issue {period}.",
                hint=f"`digest issue show {period}` shows what does.",
            )
    _must_be_open(desk, period)
    keep(desk, found, tuple(_taken_out(each, period) for each in found), now)


def _taken_out(found: Submission, period: Period) -> Submission:
    update: dict[str, object] = {
        "removed_from": (*found.removed_from, period),
        "position": None,
        "repeat": None,
    }
    if found.issue == period:
        update |= {"issue": None, "placed": None}
    return found.model_copy(update=update)


def _must_be_open(desk: Desk, period: Period) -> None:
    status = status_of(desk, period)
    if status.state not in BEFORE_SENDING:
        raise NotAllowedError(
            f"Issue {period} is {status.state}: nothing can be placed or removed any more.",
            hint="Place the submission in a later issue.",
        )


def keep(
    desk: Desk, read: tuple[Submission, ...], changed: tuple[Submission, ...], now: dt.datetime
) -> None:
    """Save what was decided over what was read, all or none; what it makes stale is voided.

    Raises:
        ChangedMeanwhileError: one of those read has changed since; nothing was saved.
    """
    for period in {period for each in changed for period in (each.issue, each.repeat) if period}:
        desk.issues.open(period)
    desk.submissions.save(changed, now, read=read)
    void_stale(desk, now)

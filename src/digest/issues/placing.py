"""Which issue a submission stands in. A pure rule, read from top to bottom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from digest.model.period import Period
from digest.model.settings import ScheduleSettings
from digest.model.submission import Content, Kind, Submission


@dataclass(frozen=True, slots=True)
class Calendar:
    """What placing needs to know of the newsletter's time.

    Args:
        is_closed: whether an issue takes no more items; an issue never met does.
    """

    zone: ZoneInfo
    schedule: ScheduleSettings
    is_closed: Callable[[Period], bool]
    repeat_before_deadline: bool = True


def place(submission: Submission, calendar: Calendar) -> Submission:
    """Put a submission into its issue, and a call into a second one before its deadline.

    An item that stands in a closed issue stays there, whatever its dates now say; one that an
    editor took out, and that stands nowhere since, stays out until somebody places it.
    """
    standing = submission.issue
    if submission.placed is not None:
        return _standing_in(submission.placed, submission, calendar)
    is_out = standing is None and bool(submission.removed_from)
    if is_out or (standing is not None and calendar.is_closed(standing)):
        return _standing_in(standing, submission, calendar)
    return place_anew(submission, calendar)


def place_anew(submission: Submission, calendar: Calendar) -> Submission:
    """Put a submission into its issue or the next open one, wherever it stood before."""
    anew = submission.model_copy(update={"placed": None})
    return _standing_in(_open_issue(anew, calendar), anew, calendar)


def own_period(submission: Submission, zone: ZoneInfo) -> Period:
    """The month a submission belongs to by itself, whether or not that issue is still open."""
    content = submission.content
    if content.issue is not None:
        return content.issue
    if submission.folder is not None and Period.looks_like(submission.folder):
        return Period(submission.folder)
    starts = content.starts and Period.of(content.starts)
    if starts and Period.looks_like(starts) and content.kind is not Kind.CALL:
        return starts
    return Period.of(submission.arrived_at.astimezone(zone).date())


def is_relevant(content: Content, day: dt.date) -> bool:
    """Whether there is still something to go to, answer or read on that day."""
    last = content.deadline if content.kind is Kind.CALL else None
    last = last or content.ends or content.starts or content.deadline
    return last is None or last >= day


def _standing_in(issue: Period | None, submission: Submission, calendar: Calendar) -> Submission:
    return submission.model_copy(
        update={"issue": issue, "repeat": _repeat(submission, issue, calendar)}
    )


def _open_issue(submission: Submission, calendar: Calendar) -> Period | None:
    own = own_period(submission, calendar.zone)
    if own in submission.removed_from:
        return None
    if not calendar.is_closed(own):
        return own
    later = own.next
    while calendar.is_closed(later):
        later = later.next
    is_free = Period.looks_like(later) and later not in submission.removed_from
    return later if is_free and is_relevant(submission.content, later.first_day) else None


def _repeat(submission: Submission, issue: Period | None, calendar: Calendar) -> Period | None:
    """The last issue sent before a call's deadline, where that is a later one."""
    content = submission.content
    is_call = content.kind is Kind.CALL and content.deadline is not None
    if not is_call or issue is None or not calendar.repeat_before_deadline:
        return None
    if content.cancelled:  # told once more is only what somebody can still answer
        is_told = submission.repeat is not None and calendar.is_closed(submission.repeat)
        return submission.repeat if is_told else None
    assert content.deadline is not None  # noqa: S101 - for the type checker; tested above
    last = Period.of(content.deadline)
    while calendar.schedule.send.at(last, calendar.zone).date() >= content.deadline:
        last = last.previous
    if last == submission.repeat:
        return last  # it stands there already, closed or not
    is_free = not calendar.is_closed(last) and last not in submission.removed_from
    return last if last > issue and is_free else None

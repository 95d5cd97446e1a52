"""Coverage: which organisations have had news in the latest issues, and who has been silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digest.model.organisation import Organisation
from digest.model.period import Period
from digest.model.submission import Submission, SubmissionState


@dataclass(frozen=True, slots=True)
class Coverage:
    """How an organisation has been heard of."""

    organisation: Organisation
    items: int  # in the months that are looked at
    last_issue: Period | None  # the latest with an item of its; None: never
    months_silent: int | None  # from that issue to the last of those months; None: always


def last_month(periods: Iterable[Period], today: Period) -> Period:
    """The month that coverage ends with: the newest issue's, where that is not far ahead.

    The issue being filled is next month's; events further ahead have opened later ones already.
    Where there is no issue, it is today's month.
    """
    known = [each for each in periods if each <= today.next]
    return max(known, default=today)


def coverage(
    organisations: Iterable[Organisation],
    submissions: Iterable[Submission],
    last: Period,
    months: int,
) -> tuple[Coverage, ...]:
    """Who has been silent the longest first, then who has the fewest items, then by name.

    Args:
        organisations: the directory.
        submissions: all there are; accepted ones that stand in an issue count.
        last: the last month that counts.
        months: how many months up to it items are counted in.
    """
    standing: dict[str, list[tuple[Period, ...]]] = {}
    for each in submissions:
        issues = tuple(at for at in (each.issue, each.repeat) if at is not None and at <= last)
        if each.state is SubmissionState.ACCEPTED and issues:
            for ref in each.content.organisations:
                standing.setdefault(ref.id or "", []).append(issues)
    covered = (_coverage(each, standing, last, months) for each in organisations)
    return tuple(sorted(covered, key=_silence))


def _coverage(
    organisation: Organisation,
    standing: Mapping[str, list[tuple[Period, ...]]],
    last: Period,
    months: int,
) -> Coverage:
    own = standing.get(organisation.id, [])
    latest = max((at for issues in own for at in issues), default=None)
    recent = (issues for issues in own if any(_months(at, last) < months for at in issues))
    return Coverage(
        organisation=organisation,
        items=sum(1 for _ in recent),
        last_issue=latest,
        months_silent=None if latest is None else _months(latest, last),
    )


def _months(first: Period, last: Period) -> int:
    """From one month to another."""
    start, end = first.first_day, last.first_day
    return (end.year - start.year) * 12 + end.month - start.month


def _silence(each: Coverage) -> tuple[bool, int, int, str]:
    is_known = each.months_silent is not None
    return is_known, -(each.months_silent or 0), each.items, each.organisation.name.casefold()

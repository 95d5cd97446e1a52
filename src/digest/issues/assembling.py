"""Sections and their order: the same submissions always make the same issue."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

from digest.model.issue import Issue, Section
from digest.model.period import Period
from digest.model.settings import IssueSettings, SectionSettings
from digest.model.submission import Kind, Submission, SubmissionState

_Key = tuple[str, str, str, str]


def assemble(period: Period, submissions: tuple[Submission, ...], settings: IssueSettings) -> Issue:
    """The issue of a month, from every submission that stands in it."""
    accepted = tuple(
        each
        for each in submissions
        if each.state is SubmissionState.ACCEPTED and period in (each.issue, each.repeat)
    )
    sections = []
    taken: Counter[str] = Counter()  # items each organisation has so far
    housed: set[str] = set()
    for section in settings.sections:
        own = [each for each in accepted if _belongs(each, section) and each.id not in housed]
        housed.update(each.id for each in own)
        shown = _within_quota(_ordered(own, section), settings.max_per_organisation, taken)
        limited = shown[: section.limit]
        sections.append(
            Section(
                title=section.title,
                titles=section.titles,
                items=limited,
                left_out=len(own) - len(limited),
            )
        )
    return Issue(
        period=period,
        sections=tuple(each for each in sections if each.items or each.left_out),
        without_section=tuple(each for each in accepted if each.id not in housed),
    )


def moved(
    standing: tuple[Submission, ...],
    named: tuple[Submission, ...],
    position: int,
    settings: IssueSettings,
) -> tuple[Submission, ...]:
    """Those named, one after the other from a position of their section (the first is 1).

    With them come those ``standing`` there that an editor had ordered before and that make room;
    one without a position keeps following the section's rule.
    """
    ids = {each.id for each in named}
    changed: list[Submission] = []
    seen: set[Kind] = set()
    for section in settings.sections:
        kinds = frozenset(section.kinds) - seen
        seen.update(kinds)
        put = tuple(each for each in named if each.content.kind in kinds)
        before = _ordered([each for each in standing if each.content.kind in kinds], section)
        others = tuple(each for each in before if each.id not in ids)
        places = (*others[: position - 1], *put, *others[position - 1 :])
        changed += (
            each.model_copy(update={"position": place})
            for place, each in enumerate(places, start=1)
            if put and (each.id in ids or each.position is not None)
        )
    return tuple(changed)


def _belongs(submission: Submission, section: SectionSettings) -> bool:
    return submission.content.kind in section.kinds


def _ordered(submissions: list[Submission], section: SectionSettings) -> tuple[Submission, ...]:
    """By the section's rule; then the ones an editor gave a position take it."""
    key = _KEYS[section.order]
    ordered = sorted((each for each in submissions if each.position is None), key=key)
    positioned = sorted(
        (each for each in submissions if each.position is not None),
        key=lambda each: (each.position, key(each)),
    )
    for each in positioned:
        ordered.insert((each.position or 1) - 1, each)
    return tuple(ordered)


def _within_quota(
    submissions: tuple[Submission, ...], quota: int | None, taken: Counter[str]
) -> tuple[Submission, ...]:
    """Those for which every organisation named still has room."""
    if quota is None:
        return submissions
    shown = []
    for each in submissions:
        names = [ref.id or ref.name for ref in each.content.organisations]
        if all(taken[name] < quota for name in names):
            taken.update(names)
            shown.append(each)
    return tuple(shown)


def _date(submission: Submission) -> str:
    content = submission.content
    days = (content.starts, content.ends, content.deadline)
    if content.kind is Kind.CALL:
        days = (content.deadline, content.starts, content.ends)
    return next((day for day in days if day is not None), dt.date.max).isoformat()


def _organisation(submission: Submission) -> str:
    return "; ".join(ref.name for ref in submission.content.organisations).casefold()


def _title(submission: Submission) -> str:
    return (submission.content.title or "").casefold()


def _by_date(each: Submission) -> _Key:
    return _date(each), _organisation(each), _title(each), each.id


def _by_organisation(each: Submission) -> _Key:
    return _organisation(each), _date(each), _title(each), each.id


def _by_title(each: Submission) -> _Key:
    return _title(each), _date(each), _organisation(each), each.id


_KEYS: dict[str, Callable[[Submission], _Key]] = {
    "date": _by_date,
    "organisation": _by_organisation,
    "title": _by_title,
}

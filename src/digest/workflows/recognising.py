"""Which submission a record is about: the one of its key, else the one that lost its key to it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digest.intake.duplicates import have_near_titles
from digest.intake.links import link_key
from digest.issues.placing import Calendar
from digest.model.submission import Content, Submission, SubmissionState

_STANDING = frozenset({SubmissionState.ACCEPTED, SubmissionState.HELD})


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has that a source's records may be about."""

    by_key: Mapping[str, Submission]
    by_link: Mapping[str, tuple[Submission, ...]]  # of this parcel, under keys it gives no more
    new_links: Counter[str]  # of this parcel's records under keys nobody has met

    def about(
        self, key: str, content: Content, calendar: Calendar, today: dt.date
    ) -> Submission | None:
        """The submission a record of that key is about, if there is one.

        A source may give the same thing another id. It is taken for the same where one record and
        one submission of the parcel have the link to themselves, and the start is the same, or,
        without a start, nearly the title: a page that a series shares is no sign of one concert.
        What is over, or stands in an issue that is closed, is left alone.
        """
        if key in self.by_key:
            return self.by_key[key]
        link = link_of(content)
        if link is None or self.new_links[link] != 1:
            return None
        candidates = self.by_link.get(link, ())
        if len(candidates) != 1 or not _is_open(candidates[0], calendar, today):
            return None
        return candidates[0] if _are_one(candidates[0].source_content, content) else None


def link_of(content: Content) -> str | None:
    """What a content's link has in common with others to the same page; a front page has none."""
    return link_key(content.url) if content.url else None


def by_link(
    submissions: Iterable[Submission], given: frozenset[str]
) -> Mapping[str, tuple[Submission, ...]]:
    """Submissions by their link, but for those whose keys are still given."""
    found: dict[str, tuple[Submission, ...]] = {}
    for each in submissions:
        link = link_of(each.source_content)
        if link is not None and each.key not in given:
            found[link] = (*found.get(link, ()), each)
    return found


def _are_one(one: Content, other: Content) -> bool:
    if one.starts or other.starts:
        return one.starts == other.starts
    return have_near_titles(one, other)


def _is_open(submission: Submission, calendar: Calendar, today: dt.date) -> bool:
    content = submission.source_content
    last = content.ends or content.starts or content.deadline
    is_over = last is not None and last < today
    is_out = submission.issue is not None and calendar.is_closed(submission.issue)
    return submission.state in _STANDING and not is_over and not is_out

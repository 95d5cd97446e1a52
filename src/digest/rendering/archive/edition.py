"""What the archive is made from: the issues that are out, and what has become of their items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digest.model.issue import Issue, Section
from digest.model.period import Period
from digest.model.submission import Submission, SubmissionState
from digest.rendering.calendar import Revision


@dataclass(frozen=True, slots=True)
class OldPage:
    """An issue in one language, as a program before the archive kept it."""

    page: str  # HTML, whole
    calendar: str
    about: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An issue that is out."""

    period: Period
    published: dt.datetime  # aware: when its mailing began
    issue: Issue | None  # as it was approved; None: there are only pages of it
    old: Mapping[str, OldPage]  # by language; empty where the content is known


@dataclass(frozen=True, slots=True)
class Outcome:
    """An item that is out, as it is now."""

    submission: Submission
    periods: tuple[Period, ...]  # the issues it stood in, the first first
    revision: Revision


@dataclass(frozen=True, slots=True)
class Published:
    """Everything that is out.

    Args:
        editions: the oldest first.
        today: the submissions of their items, as they are now.
        revised: when each of them was changed last.
        pictures: the paths of those copies that are there.
    """

    editions: tuple[Edition, ...]
    today: Mapping[str, Submission]
    revised: Mapping[str, dt.datetime]
    pictures: frozenset[str]

    def outcomes(self) -> dict[str, Outcome]:
        """Every item that is out, by its id, as it is now; what an editor rejected is gone."""
        sent: dict[str, Submission] = {}
        periods: dict[str, list[Period]] = {}
        for period, item in self._items():
            sent[item.id] = item
            periods.setdefault(item.id, []).append(period)
        return {
            each: self._outcome(item, tuple(periods[each]))
            for each, item in sent.items()
            if not self._is_rejected(each)
        }

    def _items(self) -> Iterator[tuple[Period, Submission]]:
        for edition in self.editions:
            for item in edition.issue.items if edition.issue else ():
                yield edition.period, item

    def _is_rejected(self, item_id: str) -> bool:
        now = self.today.get(item_id)
        return now is not None and now.state is SubmissionState.REJECTED

    def _outcome(self, sent: Submission, periods: tuple[Period, ...]) -> Outcome:
        first = dt.datetime.combine(periods[0].first_day, dt.time(), dt.UTC)
        submission = _as_now(sent, self.today.get(sent.id))
        at = max(first, self.revised.get(sent.id, first))
        return Outcome(submission, periods, Revision(submission.revision, at))


def _as_now(sent: Submission, now: Submission | None) -> Submission:
    """An item with what it says today; what waits for an editor says what was sent.

    Whether it is cancelled is said in any case: somebody may be about to travel.
    """
    if now is None:
        return sent
    is_said = now.state is SubmissionState.ACCEPTED
    said = (now if is_said else sent).content.model_copy(
        update={"cancelled": now.content.cancelled}
    )
    return sent.model_copy(update={"content": said, "revision": max(sent.revision, now.revision)})


def as_sent(issue: Issue, outcomes: Mapping[str, Outcome]) -> Issue:
    """An issue as it went out: what is cancelled since is marked, what was rejected is gone."""
    sections = (_marked(each, outcomes) for each in issue.sections)
    return issue.model_copy(update={"sections": tuple(each for each in sections if each.items)})


def _marked(section: Section, outcomes: Mapping[str, Outcome]) -> Section:
    items = tuple(
        item.model_copy(
            update={
                "content": item.content.model_copy(
                    update={"cancelled": outcomes[item.id].submission.content.cancelled}
                )
            }
        )
        for item in section.items
        if item.id in outcomes
    )
    return section.model_copy(update={"items": items})

"""What a collecting reports: verdicts, rejections, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.intake.deciding import Verdict
from digest.intake.merging import MERGED_CHANGED
from digest.model.finding import Finding, Severity
from digest.model.record import Rejection
from digest.model.submission import Submission, SubmissionState


@dataclass(slots=True)
class SourceReport:
    """A source's verdicts."""

    name: str
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    rejected: list[Rejection] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    error: str | None = None

    def count(self, verdict: str) -> int:
        """How many records got a verdict."""
        return self.verdicts[Verdict(verdict)]

    @property
    def found(self) -> int:
        """How many records there were, good and bad."""
        return self.verdicts.total() + len(self.rejected)


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of a collecting."""

    reports: tuple[SourceReport, ...]
    duplicates: tuple[Finding, ...]  # proposals, across all sources

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is to be said."""
        own = (each for report in self.reports for each in report.findings)
        return (*own, *self.duplicates)


def left_out(each: Rejection) -> Finding:
    """What is said of something sound that is not for a newsletter."""
    return Finding(
        code="left-out",
        severity=Severity.WARNING,
        where=each.where,
        message=f"{each.where}: {each.reason}; it was left out.",
        hint="To show it all the same: digest submissions add",
    )


def worth_saying(submission: Submission) -> Iterator[Finding]:
    """Not of what an editor rejected; of what is shown as another one, only that it changed."""
    if submission.state is SubmissionState.REJECTED:
        return
    is_merged = submission.state is SubmissionState.MERGED
    yield from (
        each for each in submission.findings if not is_merged or each.code == MERGED_CHANGED
    )

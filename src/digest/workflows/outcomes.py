"""What taking in a parcel comes to, and the terms it is taken in on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from digest.intake.deciding import Verdict
from digest.model.finding import Finding
from digest.model.record import Rejection
from digest.model.submission import Submission
from digest.sources.contract import Parcel

_PENDING = frozenset({"image-unavailable"})  # findings that the next collecting may settle


@dataclass(frozen=True, slots=True)
class Terms:
    """How what one source gives is treated, as its settings say."""

    source: str
    defaults: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    trust: str = "accept"
    is_whole: bool = False  # what it gives no more was withdrawn
    declared: str = ""  # all its settings: where they change, everything is read again


@dataclass(frozen=True, slots=True)
class Decision:
    """What a record makes of the submission it is about."""

    verdict: Verdict
    before: Submission | None
    after: Submission
    remarks: tuple[Finding, ...] = ()  # for the report alone: on the way, not on the submission


@dataclass(frozen=True, slots=True)
class Change:
    """A submission as it was, and as it is to be."""

    before: Submission
    after: Submission


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a parcel."""

    parcel: Parcel
    decisions: tuple[Decision, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    left_out: tuple[Rejection, ...] = ()  # sound, and not for a newsletter
    gone: tuple[Change, ...] = ()  # what it gave before and gives no more

    @property
    def refused(self) -> tuple[Rejection, ...]:
        """Everything of it that did not come in, and why."""
        return self.rejected + self.left_out

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is worth a second try as long as it does not change."""
        findings = (each for decision in self.decisions for each in decision.after.findings)
        is_whole = self.parcel.is_final or not self.rejected
        return is_whole and all(each.code not in _PENDING for each in findings)

"""An issue of the newsletter: one month's edition, its sections, its life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from digest.model.frozen import Frozen
from digest.model.period import Period
from digest.model.submission import Submission


class IssueState(StrEnum):
    """Where an issue stands in its life."""

    DRAFT = "draft"  # fills during the month
    CLOSED = "closed"  # the cut-off has passed
    APPROVED = "approved"  # a person approved the exact bytes
    SENDING = "sending"
    SENT = "sent"  # nothing planned, sending or unknown
    NEEDS_ATTENTION = "needs-attention"  # some outcome is unknown
    SKIPPED = "skipped"  # empty


class Approval(Frozen):
    """A person's word on the exact bytes."""

    sha256: str  # over every variant's subject, HTML, text and calendar
    approved_by: str
    approved_at: dt.datetime


class IssueStatus(Frozen):
    """The stored facts of an issue, without its content."""

    period: Period
    state: IssueState
    approval: Approval | None = None


class Section(Frozen):
    """A titled part of an issue, in the order it is read."""

    title: str
    titles: Mapping[str, str] = {}  # the same in further languages
    items: tuple[Submission, ...]
    left_out: int = 0  # items a section's limit or an organisation's quota keeps out


class Issue(Frozen):
    """An issue with its content, ready to be checked and rendered."""

    period: Period
    sections: tuple[Section, ...]
    without_section: tuple[Submission, ...] = ()  # accepted, but no section takes their kind

    @property
    def items(self) -> tuple[Submission, ...]:
        """Every item, in reading order."""
        return tuple(item for section in self.sections for item in section.items)

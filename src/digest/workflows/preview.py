"""Preview: an issue as its readers would get it now, with what the checks say of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from digest.issues.life import ON_ITS_WAY
from digest.model.finding import Finding
from digest.model.issue import IssueState, IssueStatus
from digest.model.period import Period
from digest.model.rendered import RenderedIssue, sha256_of
from digest.workflows.assemble import as_sent, assembled, rendered, status_of
from digest.workflows.check import checked
from digest.workflows.desk import Desk


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an issue; nothing is changed by looking."""

    status: IssueStatus
    variants: tuple[RenderedIssue, ...]  # what would be sent, or what was
    findings: tuple[Finding, ...]  # the blocking ones first
    cut_off: dt.datetime  # in the newsletter's zone
    send_at: dt.datetime

    @property
    def sha256(self) -> str:
        """The sum an approval of these bytes is bound to."""
        return sha256_of(self.variants)

    @property
    def is_on_its_way(self) -> bool:
        """Whether these are the bytes that were sent."""
        return self.status.state in ON_ITS_WAY

    @property
    def is_stale(self) -> bool:
        """Whether an approval stands that is not for these bytes."""
        approval = self.status.approval
        return approval is not None and approval.sha256 != self.sha256


def look(desk: Desk, period: Period) -> Look:
    """Look at an issue; once it is on its way, at what is being sent.

    Raises:
        NotFoundError: nothing was ever collected for the period.
        RenderError: a template is broken.
    """
    status = status_of(desk, period)
    variants = as_sent(desk, status)
    findings: tuple[Finding, ...] = ()
    if not variants:
        issue = assembled(desk, period)
        variants = rendered(desk, issue)
        findings = checked(desk, issue, variants)
    zone = desk.newsletter.zone
    return Look(
        status=status,
        variants=variants,
        findings=findings,
        cut_off=desk.schedule.cut_off.at(period, zone),
        send_at=desk.schedule.send.at(period, zone),
    )


def newest_unsent(issues: tuple[IssueStatus, ...]) -> Period | None:
    """The issue an editor most likely works at: the newest that is not sent, else the newest."""
    unsent = [each.period for each in issues if each.state is not IssueState.SENT]
    return max(unsent or [each.period for each in issues], default=None)

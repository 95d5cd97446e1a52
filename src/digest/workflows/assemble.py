"""Assemble: submissions → an issue → the bytes of every variant."""

from __future__ import annotations

from digest.issues.assembling import assemble
from digest.issues.life import ON_ITS_WAY
from digest.model.issue import Issue, IssueStatus
from digest.model.period import Period
from digest.model.rendered import RenderedIssue
from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.workflows.desk import Desk
from digest.workflows.known import known


def status_of(desk: Desk, period: Period) -> IssueStatus:
    """An issue's stored facts.

    Raises:
        NotFoundError: nothing was ever collected for the period.
    """
    return known(desk.issues, period)


def assembled(desk: Desk, period: Period) -> Issue:
    """The issue as it stands now."""
    return assemble(period, desk.submissions.of_issue(period), desk.issue)


def rendered(desk: Desk, issue: Issue) -> tuple[RenderedIssue, ...]:
    """Every variant's bytes as they are now: one for each language of the newsletter."""
    return tuple(
        render(
            issue,
            RenderSetting(
                newsletter=desk.newsletter,
                projects=desk.projects,
                public_url=desk.public_url,
                language=language,
            ),
            desk.templates,
        )
        for language in desk.newsletter.languages
    )


def as_sent(desk: Desk, status: IssueStatus) -> tuple[RenderedIssue, ...]:
    """The bytes of an issue that is on its way or has arrived; nothing before it is sent."""
    if status.state not in ON_ITS_WAY or status.approval is None:
        return ()
    return desk.issues.rendering(status.approval.sha256)

"""Assemble: submissions → an issue → the bytes of every variant."""

from __future__ import annotations

from digest.audience.variants import EVERYBODY
from digest.issues.assembling import assemble
from digest.issues.life import ON_ITS_WAY
from digest.issues.segments import for_segment
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
    """Every variant's bytes as they are now, everybody's in the newsletter's own language first.

    There is one for each language, and one for each language and segment: of a segment only
    where something in the issue is for it.
    """
    names = (each.name for each in desk.newsletter.segments)
    further = ((each, part_of(desk, issue, each)) for each in names)
    parts = ((EVERYBODY, issue), *((name, part) for name, part in further if part.items))
    return tuple(
        render(part, _setting(desk, language, segment), desk.templates)
        for segment, part in parts
        for language in desk.newsletter.languages
    )


def part_of(desk: Desk, issue: Issue, segment: str) -> Issue:
    """What of an issue the readers of a segment get; the whole for everybody's."""
    known = (each for each in desk.newsletter.segments if each.name == segment)
    return next((for_segment(issue, each) for each in known), issue)


def _setting(desk: Desk, language: str, segment: str) -> RenderSetting:
    return RenderSetting(
        newsletter=desk.newsletter,
        projects=desk.projects,
        public_url=desk.public_url,
        language=language,
        segment=segment,
    )


def as_sent(desk: Desk, status: IssueStatus) -> tuple[RenderedIssue, ...]:
    """The bytes of an issue that is on its way or has arrived; nothing before it is sent."""
    if status.state not in ON_ITS_WAY or status.approval is None:
        return ()
    return desk.issues.rendering(status.approval.sha256)


def content_of(desk: Desk, status: IssueStatus) -> Issue:
    """The issue as it was sent; before that, as it stands now."""
    kept = None
    if status.state in ON_ITS_WAY and status.approval is not None:
        kept = desk.issues.content(status.approval.sha256)
    return kept or assembled(desk, status.period)

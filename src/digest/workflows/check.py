"""Check: an issue and its letters → what there is to say of them, and nothing is changed."""

from __future__ import annotations

import datetime as dt

from digest.checks.checking import check
from digest.checks.facts import Facts
from digest.intake.duplicates import finding, proposals
from digest.intake.prose_weekdays import weekday_findings
from digest.model.finding import Finding, Severity
from digest.model.issue import Issue
from digest.model.period import Period
from digest.model.rendered import RenderedIssue
from digest.workflows.desk import Desk


def checked(desk: Desk, issue: Issue, variants: tuple[RenderedIssue, ...]) -> tuple[Finding, ...]:
    """Every finding on an issue, the blocking ones first; nothing is asked of the network."""
    found = [*check(issue, variants, _facts(desk, issue))]
    for item in issue.items:
        found += weekday_findings(item, desk.newsletter.language)
    found += map(finding, proposals(issue.items))
    return tuple(sorted(found, key=lambda each: each.severity is not Severity.ERROR))


def day_of_sending(desk: Desk, period: Period) -> dt.date:
    """The day the schedule sends an issue, in the newsletter's zone."""
    return desk.schedule.send.at(period, desk.newsletter.zone).date()


def _facts(desk: Desk, issue: Issue) -> Facts:
    images = tuple(each.content.image for each in issue.items)
    return Facts(
        newsletter=desk.newsletter,
        day=day_of_sending(desk, issue.period),
        public_url=desk.public_url,
        weights=desk.album.weights(images),
        lost_pictures=desk.album.lost(images),
    )

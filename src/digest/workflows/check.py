"""Check: an issue and its letters → what there is to say of them, and nothing is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from digest.checks.addresses import addresses_in, places_of, to_ask
from digest.checks.checking import check
from digest.checks.facts import Facts
from digest.intake.duplicates import finding, proposals
from digest.intake.prose_weekdays import weekday_findings
from digest.issues.life import ON_ITS_WAY
from digest.model.finding import Finding, Severity
from digest.model.issue import Issue
from digest.model.link import LinkOutcome
from digest.model.period import Period
from digest.model.rendered import RenderedIssue
from digest.store.issues import Issues
from digest.workflows.desk import Desk

_LOOKED_BACK = 12  # issues; who reads the same after a year does not mind


def checked(
    desk: Desk,
    issue: Issue,
    variants: tuple[RenderedIssue, ...],
    outcomes: Mapping[str, LinkOutcome] | None = None,
) -> tuple[Finding, ...]:
    """Every finding on an issue, the blocking ones first; nothing is asked of the network.

    Args:
        desk: what is worked with.
        issue: the issue.
        variants: as it is rendered.
        outcomes: what came of asking for its links; by default what is known of them.
    """
    if outcomes is None:
        outcomes = desk.links.of(addresses_of(desk, issue, variants))
    found = [*check(issue, variants, _facts(desk, issue, outcomes))]
    for item in issue.items:
        found += weekday_findings(item, desk.newsletter.language)
    found += map(finding, proposals(issue.items))
    return tuple(sorted(found, key=lambda each: each.severity is not Severity.ERROR))


def addresses_of(desk: Desk, issue: Issue, variants: tuple[RenderedIssue, ...]) -> tuple[str, ...]:
    """The addresses of an issue that may be asked for."""
    return to_ask(places_of(issue, variants, desk.public_url))


def day_of_sending(desk: Desk, period: Period) -> dt.date:
    """The day the schedule sends an issue, in the newsletter's zone."""
    return desk.schedule.send.at(period, desk.newsletter.zone).date()


def _facts(desk: Desk, issue: Issue, outcomes: Mapping[str, LinkOutcome]) -> Facts:
    images = tuple(each.content.image for each in issue.items)
    return Facts(
        newsletter=desk.newsletter,
        day=day_of_sending(desk, issue.period),
        public_url=desk.public_url,
        weights=desk.album.weights(images),
        lost_pictures=desk.album.lost(images),
        links=outcomes,
        sent=_sent_before(desk, issue.period),
    )


def _sent_before(desk: Desk, period: Period) -> dict[str, str]:
    """What stood in the issues before this one that went out, by its id and by its addresses."""
    out = [
        (each.period, each.approval.sha256)
        for each in desk.issues.all()
        if each.state in ON_ITS_WAY and each.approval and each.period < period
    ]
    return {
        mark: earlier
        for earlier, sha256 in out[-_LOOKED_BACK:]
        for mark in _stood(desk.issues, sha256)
    }


@lru_cache(maxsize=64)  # what went out never changes, and a preview asks again and again
def _stood(issues: Issues, sha256: str) -> frozenset[str]:
    content = issues.content(sha256)
    items = content.items if content else ()
    addresses = (url for each in items for url in addresses_in(each.content))
    return frozenset((*(each.id for each in items), *addresses))

"""All checks of an issue in one call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container

from digest.checks.content import check_content
from digest.checks.leftovers import words_of
from digest.checks.rendered import check_rendered
from digest.model.finding import Finding
from digest.model.issue import Issue
from digest.model.rendered import RenderedIssue
from digest.model.settings import NewsletterSettings


def check(
    issue: Issue,
    rendered: tuple[RenderedIssue, ...],
    *,
    newsletter: NewsletterSettings,
    day: dt.date,
    lost_pictures: Container[str] = (),
) -> tuple[Finding, ...]:
    """Everything worth a person's eye before an issue is approved; each finding once.

    Args:
        issue: the issue, with what intake found in its submissions.
        rendered: its variants.
        newsletter: what must stand in every variant.
        day: the day it is planned to be sent.
        lost_pictures: copies of pictures whose files are not there.
    """
    words = words_of(issue, newsletter)
    findings = list(check_content(issue, day, lost_pictures))
    for variant in rendered:
        findings += check_rendered(variant, newsletter, words)
    return tuple(dict.fromkeys(findings))

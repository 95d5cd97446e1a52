"""Segments that an issue has nothing for: their readers get no mail this time."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.codes import finding
from digest.model.finding import Finding
from digest.model.issue import Issue
from digest.model.rendered import RenderedIssue
from digest.model.settings import NewsletterSettings


def check_segments(
    issue: Issue, rendered: tuple[RenderedIssue, ...], newsletter: NewsletterSettings
) -> Iterator[Finding]:
    """Name the segments without a variant; where the whole issue is empty, that is told alone."""
    served = {each.segment for each in rendered}
    for segment in newsletter.segments if issue.items else ():
        if segment.name not in served:
            yield finding(
                "nothing-for-segment",
                f"segment {segment.name}",
                f"Nothing stands in {', '.join(segment.sections)}: the readers of this segment"
                " get no mail.",
            )

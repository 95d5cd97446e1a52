"""A segment's issue: the sections its readers get."""

from __future__ import annotations

from digest.model.issue import Issue
from digest.model.settings import Segment


def for_segment(issue: Issue, segment: Segment) -> Issue:
    """The issue with the sections of a segment only, in the order it has them."""
    sections = tuple(each for each in issue.sections if each.title in segment.sections)
    return issue.model_copy(update={"sections": sections})

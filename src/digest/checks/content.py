"""What an issue says: nothing empty, nothing over, nothing that leads nowhere."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Container, Iterator

from digest.checks.codes import finding
from digest.checks.naming import named
from digest.model.finding import Finding
from digest.model.issue import Issue
from digest.model.submission import Kind, Submission

_TAG = re.compile(r"<[^>]*>")
_INSECURE = re.compile(r"""href\s*=\s*["']?\s*http://""", re.IGNORECASE)
_ELLIPSES = ("…", "...")
_NEEDS_A_LINK = (Kind.CALL, Kind.PUBLICATION)


def check_content(
    issue: Issue, day: dt.date, lost_pictures: Container[str] = ()
) -> Iterator[Finding]:
    """The findings of an issue's content, in the order it is read.

    Args:
        issue: the issue, with what intake found in its submissions.
        day: the day it is planned to be sent.
        lost_pictures: copies whose files are not there.
    """
    if not issue.items:
        yield finding("empty-issue", f"issue {issue.period}", "Nothing stands in this issue.")
    for section in issue.sections:
        for item in section.items:
            yield from item.findings
            yield from _check_item(item, day)
            yield from _check_picture(item, lost_pictures)
        if section.left_out:
            yield finding(
                "items-left-out",
                f"section {section.title}",
                f"{section.left_out} more would stand here but for a limit.",
            )
    for item in issue.without_section:
        name = named(item.content)
        yield finding(
            "no-section",
            f"submission {item.id}",
            f"{name} is a {item.content.kind}, and no section takes that kind.",
        )


def _check_item(item: Submission, day: dt.date) -> Iterator[Finding]:
    where, content = f"submission {item.id}", item.content
    name = named(content)
    text = html.unescape(_TAG.sub("", content.text_html)).strip()
    if not text:
        yield finding("no-text", where, f"{name} has no text.")
    if not content.url and content.kind in _NEEDS_A_LINK:
        yield finding("no-link", where, f"{name} has no link.")
    elif not content.url and text.endswith(_ELLIPSES):
        yield finding("text-cut", where, f"The text of {name} breaks off: “{text[-40:]}”.")
    if _lacks_alt(item):
        yield finding("missing-alt", where, f"The picture of {name} has no description.")
    if content.ends and content.ends < day:
        yield finding("event-over", where, f"{name} ends on {content.ends}, before {day}.")
    if content.deadline and content.deadline < day:
        yield finding(
            "deadline-past", where, f"The deadline of {name} is {content.deadline}, before {day}."
        )
    if (content.url or "").startswith("http://") or _INSECURE.search(content.text_html):
        yield finding("insecure-link", where, f"{name} has a link that is not encrypted.")


def _check_picture(item: Submission, lost: Container[str]) -> Iterator[Finding]:
    if item.content.image in lost:
        yield finding(
            "missing-picture",
            f"submission {item.id}",
            f"The picture of {named(item.content)}, {item.content.image}, is not there.",
        )


def _lacks_alt(item: Submission) -> bool:
    """Whether a picture says nothing, and neither intake nor an editor has spoken of it."""
    content = item.content
    is_said = any(each.code == "missing-alt" for each in item.findings)
    return bool(content.image and not content.image_alt) and not (
        is_said or "image_alt" in item.edits
    )

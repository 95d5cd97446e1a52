"""Every code a check can give: how bad it is, what it means, what to do. The docs are made of it.

Codes that intake gives to single fields travel with their submissions and are listed there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from digest.model.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding."""

    severity: Severity
    meaning: str
    hint: str

    def __post_init__(self) -> None:
        """A code without a way out helps nobody."""
        if not self.hint:
            raise ValueError("every code needs a hint")


def _error(meaning: str, hint: str) -> Code:
    return Code(Severity.ERROR, meaning, hint)


def _warning(meaning: str, hint: str) -> Code:
    return Code(Severity.WARNING, meaning, hint)


CODES: Mapping[str, Code] = {
    # What the issue contains
    "empty-issue": _error(
        "The issue has no item.", "Accept a submission, or place one in this issue."
    ),
    "items-left-out": _warning(
        "A limit keeps items out of a section.",
        "Raise the section's limit or max_per_organisation, or place the items elsewhere.",
    ),
    "no-section": _warning(
        "No section takes items of this kind, so an item stands nowhere.",
        "Name the kind in the kinds of a section under [issue] sections, or change the item's.",
    ),
    "no-text": _warning("An item has no text.", "Add a sentence or two, or ask the member."),
    "no-link": _warning(
        "A call or a publication does not say where to find it.", "Add its link, or ask the member."
    ),
    "text-cut": _warning(
        "A text ends in the middle, and no link leads to the rest.",
        "Add the item's link, or let its text end with a sentence.",
    ),
    "missing-alt": _warning(
        "A picture has no description for those who do not see it.",
        "Say what it shows, as image_alt.",
    ),
    "event-over": _warning(
        "An event is over on the day the schedule sends the issue.",
        "Take it out, or turn it into a report.",
    ),
    "deadline-past": _warning(
        "A deadline has passed on the day the schedule sends the issue.",
        "Take the call out of the issue.",
    ),
    "insecure-link": _warning(
        "A link is not encrypted (http).", "Try the same address with https."
    ),
    "missing-picture": _warning(
        "The file of a picture is not in the folder images any more.",
        "Put it back from a backup, or hand it in again with "
        "`digest submissions edit ID --set image=FILE`.",
    ),
    # What was rendered
    "html-too-large": _warning(
        "The HTML is over 102,400 bytes: Gmail shows the beginning only.",
        "Take items out, shorten texts, or set a limit on a section.",
    ),
    "html-large": _warning(
        "The HTML is over 95,000 bytes, and Gmail cuts off an email at 102,400.",
        "Shorten the longest texts.",
    ),
    "leftover": _warning(
        "A piece of template stands in the issue as it is.",
        "Mend the template it comes from; the piece is quoted.",
    ),
    "image-without-alt": _warning(
        "An image has no alternative text.",
        'Say what it shows, or write alt="" where it only decorates.',
    ),
    "no-unsubscribe-link": _error(
        "The unsubscribe link is missing.",
        "Write issue.unsubscribe_url in the templates mail_only.html.j2 and issue.txt.j2.",
    ),
    "no-postal-address": _error(
        "The postal address is missing.",
        "Write issue.postal_address in the templates footer.mjml.j2 and issue.txt.j2.",
    ),
    "no-plain-text": _error(
        "The plain text is empty.", "Mend the template issue.txt.j2, which writes it."
    ),
    "subject-length": _warning(
        "The subject is longer than 70 characters: phones cut it off.",
        "Choose a shorter title for the newsletter.",
    ),
    "preheader-length": _warning(
        "The preheader is not between 40 and 130 characters long.",
        "It is made of the first items' headings: give the first items a title or a text.",
    ),
}


def finding(code: str, where: str, message: str) -> Finding:
    """A finding of a known code."""
    kind = CODES[code]
    return Finding(code=code, severity=kind.severity, where=where, message=message, hint=kind.hint)

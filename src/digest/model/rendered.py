"""A rendered issue: the bytes a person approves, with a neutral token for what differs.

What differs from one recipient to the next is one thing, the subscriber's token,
which stands at the end of the unsubscribe link. In the rendered bytes it is ``TOKEN``,
made of private-use characters that intake removes from members' text,
so that nobody can write one into an issue.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

TOKEN = "\ue000token\ue001"  # noqa: S105 - the neutral token, not a secret


@dataclass(frozen=True, slots=True)
class Cuts:
    """What gave way in an email so that no mail program cuts it off."""

    texts: int = 0  # shortened to their first sentences
    lines: int = 0  # items that stand in one line
    left: int = 0  # items that stand in the archive only

    def __bool__(self) -> bool:
        return bool(self.texts or self.lines or self.left)


@dataclass(frozen=True, slots=True)
class RenderedIssue:
    """One variant of an issue, rendered once and never per recipient."""

    language: str
    subject: str
    preheader: str
    html: str  # with TOKEN in the unsubscribe link
    text: str  # with TOKEN in the unsubscribe link
    calendar: str  # RFC 5545; empty where no item has a date
    segment: str = ""  # whose variant it is; empty: everybody's who is in no segment
    cuts: Cuts = field(default=Cuts(), compare=False)  # known to whoever rendered it


def sha256_of(variants: tuple[RenderedIssue, ...]) -> str:
    """The hex SHA-256 an approval is bound to: every variant's subject, HTML, text and calendar.

    The order counts: the first variant is the one a reader without a language gets.
    Each part goes in with its length, so that no text can move from one part to the next
    and leave the sum as it was.
    """
    digest = hashlib.sha256()
    for variant in variants:
        whose = (variant.language, variant.segment)
        for part in (*whose, variant.subject, variant.html, variant.text, variant.calendar):
            data = part.encode()
            digest.update(len(data).to_bytes(8, "big"))
            digest.update(data)
    return digest.hexdigest()

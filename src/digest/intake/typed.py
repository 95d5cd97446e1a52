"""Single values as an editor types them: read strictly, for the person is there to answer."""

from __future__ import annotations

from digest.errors import UsageError
from digest.intake.remarks import LONGEST
from digest.intake.text import clean_url, plain_line


def typed_line(name: str, text: str) -> str | None:
    """A text of one line; None where it says nothing.

    Raises:
        UsageError: it is too long.
    """
    line = plain_line(text)
    if len(line) > LONGEST:
        raise UsageError(
            f"{name}: has {len(line)} characters; {LONGEST} is the most",
            hint="A longer text belongs into the field text.",
        )
    return line or None


def typed_link(name: str, text: str) -> str | None:
    """A link that leads somewhere; None where nothing was typed.

    Raises:
        UsageError: it is no such link.
    """
    link = clean_url(text)
    if text.strip() and link is None:
        raise UsageError(
            f"{name}: {text!r} is not a link that can be used",
            hint="Write a whole address, beginning with https://, http:// or mailto:.",
        )
    return link

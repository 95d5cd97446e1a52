"""What was rendered: small enough, complete, with every way out that a reader is owed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from digest.checks.codes import finding
from digest.checks.leftovers import leftovers
from digest.checks.letter import Letter
from digest.model.finding import Finding
from digest.model.rendered import TOKEN, Cuts, RenderedIssue

LARGE, TOO_LARGE = 95_000, 100_000  # bytes; Gmail cuts an email off a little above the second
SUBJECT = 70  # characters a phone shows of a subject, at most
PREHEADER = (40, 130)
_TOKEN_GROWS = 22 - len(TOKEN.encode())  # a reader's own token has 22 characters
_RUN = re.compile(r"\s+")
_TAG = re.compile(r"<[^>]*>")


def bytes_as_sent(rendered: RenderedIssue) -> int:
    """How many bytes the HTML has in a reader's inbox."""
    return len(rendered.html.encode()) + rendered.html.count(TOKEN) * _TOKEN_GROWS


def check_rendered(
    letter: Letter, *, public_url: str, postal_address: str, period: str, words: str
) -> Iterator[Finding]:
    """The findings on what every variant must have.

    Args:
        letter: the variant.
        public_url: what the newsletter's own links begin with.
        postal_address: what must stand in every part.
        period: the issue's month, which the address of its page ends with.
        words: everything people wrote in it.
    """
    rendered, where = letter.rendered, letter.where
    yield from _check_size(rendered, where)
    yield from _check_inbox_line(rendered, where)
    if not rendered.text.strip():
        yield finding("no-plain-text", where, "The plain text is empty.")
    address = _RUN.sub(" ", postal_address).strip()
    page = rf"{re.escape(public_url)}/archive/(?:[\w-]+/)?{re.escape(period)}/?"
    archive = re.compile(rf"{page}(?=[\s\"'<]|\Z)")
    for part, content, seen in _parts(rendered):
        if f"{public_url}/unsubscribe/{TOKEN}" not in content:
            yield finding("no-unsubscribe-link", where, f"The {part} has no unsubscribe link.")
        if address not in seen:
            yield finding("no-postal-address", where, f"The {part} has no postal address.")
        if not archive.search(content):
            message = f"The {part} has no link to the issue on the web."
            yield finding("no-view-online-link", where, message)
        for piece in leftovers(content, words, is_html=part == "HTML"):
            yield finding("leftover", where, f"The {part} contains “{piece}”.")


def _parts(rendered: RenderedIssue) -> tuple[tuple[str, str, str], ...]:
    """Each part: what it is called, its content, and the words seen in it on one line."""
    seen = html.unescape(_TAG.sub(" ", rendered.html))
    return (
        ("HTML", rendered.html, _RUN.sub(" ", seen)),
        ("plain text", rendered.text, _RUN.sub(" ", rendered.text)),
    )


def _check_size(rendered: RenderedIssue, where: str) -> Iterator[Finding]:
    if rendered.cuts:
        yield finding("shortened", where, _gave_way(rendered.cuts))
    size = bytes_as_sent(rendered)
    if size > TOO_LARGE:
        yield finding("html-too-large", where, f"The HTML has {size:,} bytes.")


def _gave_way(cuts: Cuts) -> str:
    said = (
        (cuts.texts, "text is shortened to its first sentences", "texts are shortened"),
        (cuts.lines, "item stands in one line", "items stand in one line"),
        (cuts.left, "item stands in the archive only", "items stand in the archive only"),
    )
    parts = [f"{count} {one if count == 1 else many}" for count, one, many in said if count]
    return f"So that the email is shown whole, {', '.join(parts)}."


def _check_inbox_line(rendered: RenderedIssue, where: str) -> Iterator[Finding]:
    subject, preheader = len(rendered.subject), len(rendered.preheader)
    if subject > SUBJECT:
        yield finding("subject-length", where, f"The subject has {subject} characters.")
    shortest, longest = PREHEADER
    if not shortest <= preheader <= longest:
        yield finding("preheader-length", where, f"The preheader has {preheader} characters.")

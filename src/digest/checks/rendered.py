"""What was rendered: small enough, complete, with every way out that a reader is owed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HTMLParser, fromstring

from digest.checks.codes import finding
from digest.checks.leftovers import leftovers
from digest.model.finding import Finding
from digest.model.rendered import TOKEN, RenderedIssue
from digest.model.settings import NewsletterSettings

LARGE, TOO_LARGE = 95_000, 102_400  # bytes; Gmail cuts an email off at the second
SUBJECT = 70  # characters a phone shows of a subject, at most
PREHEADER = (40, 130)
_RUN = re.compile(r"\s+")
_TAG = re.compile(r"<[^>]*>")


def check_rendered(
    rendered: RenderedIssue, newsletter: NewsletterSettings, words: str
) -> Iterator[Finding]:
    """The findings of one variant.

    Args:
        rendered: the variant.
        newsletter: what must stand in it.
        words: everything people wrote in it.
    """
    where = f"variant {rendered.language}"
    yield from _check_size(rendered, where)
    yield from _check_inbox_line(rendered, where)
    yield from _check_images(rendered.html, where)
    if not rendered.text.strip():
        yield finding("no-plain-text", where, "The plain text is empty.")
    address = _RUN.sub(" ", newsletter.postal_address).strip()
    for part, content, seen in _parts(rendered):
        if TOKEN not in content:
            yield finding("no-unsubscribe-link", where, f"The {part} has no unsubscribe link.")
        if address not in seen:
            yield finding("no-postal-address", where, f"The {part} has no postal address.")
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
    size = len(rendered.html.encode())
    code = "html-too-large" if size > TOO_LARGE else "html-large"
    if size > LARGE:
        yield finding(code, where, f"The HTML has {size:,} bytes.")


def _check_inbox_line(rendered: RenderedIssue, where: str) -> Iterator[Finding]:
    subject, preheader = len(rendered.subject), len(rendered.preheader)
    if subject > SUBJECT:
        yield finding("subject-length", where, f"The subject has {subject} characters.")
    shortest, longest = PREHEADER
    if not shortest <= preheader <= longest:
        yield finding("preheader-length", where, f"The preheader has {preheader} characters.")


def _check_images(content: str, where: str) -> Iterator[Finding]:
    try:
        document = fromstring(content, parser=HTMLParser(huge_tree=True))
    except etree.LxmlError:  # nothing in it that could be an image
        return
    for image in document.iter("img"):
        if image.get("alt") is None:
            source = image.get("src", "")
            yield finding("image-without-alt", where, f"The image {source} says nothing.")

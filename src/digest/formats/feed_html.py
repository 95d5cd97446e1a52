"""Texts of feeds: links made whole, titles without tags, people with and without names."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

from digest.formats.references import unescaped

_TAG = re.compile(r"<[^<>]*>")
# A relative link: what names a scheme is whole already, and "#note" stays within the text
_LINK = re.compile(
    r"""(<(?:a|img)\s(?:[^<>]*?\s)?(?:href|src)\s{0,9}=\s{0,9})(["'])"""
    r"""\s{0,9}(?![a-zA-Z][a-zA-Z0-9+.-]*:|[#\s])([^"'<>]+)\2""",
    re.IGNORECASE,
)
_MOST_LINKS = 10_000  # in one text; each takes some microseconds
_MAILBOX = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")
_LONGEST_PERSON = 500  # characters; the time for one grows with its square
_BRACKETS = " \t\n<>()\"'"


def whole(link: str, base: str | None) -> str:
    """A link as it stands on the web, whichever way it is written in the feed."""
    link = link.strip()
    if not base or not link or link.startswith("#"):  # a place in the feed itself is no page
        return link
    try:
        return urljoin(base, link)
    except ValueError:  # "http://[": nothing can be laid over or under that
        return link


def with_whole_links(text: str, base: str | None) -> str:
    """HTML whose links and pictures lead somewhere wherever it is shown."""
    if not base:
        return text
    return _LINK.sub(
        lambda found: f"{found[1]}{found[2]}{_joined(found[3], base)}{found[2]}",
        text,
        count=_MOST_LINKS,
    )


def _joined(link: str, base: str) -> str:
    return html.escape(whole(unescaped(link), base))


def without_tags(text: str) -> str:
    """What a person reads of HTML, in one line."""
    return " ".join(unescaped(_TAG.sub("", text)).split())


def name_in(person: str) -> str:
    """The name of a person: of "jane@example.org (Jane Doe)" it is Jane Doe, of an address none."""
    named, addresses = _MAILBOX.subn(" ", person[:_LONGEST_PERSON])
    return " ".join((named.strip(_BRACKETS) if addresses else named).split())

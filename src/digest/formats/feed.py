"""Feeds: RSS, Atom and JSON Feed, told apart by what is in them."""

from __future__ import annotations

import re

from digest.formats.document import MAX_BYTES, Document, Reading, too_large
from digest.formats.entry import Fault
from digest.formats.feed_entries import feed_in
from digest.formats.feed_html import whole
from digest.formats.feed_items import Feed, Naming, reading_of, rejection_of
from digest.formats.feed_pruning import ROOTS
from digest.formats.feed_text import text_of
from digest.formats.feed_xml import mended
from digest.formats.json_feed import json_feed_in
from digest.formats.malformed import MalformedError
from digest.formats.references import unescaped

_EVERYTHING = Naming()
_HEAD = 200_000  # characters of a web page in which its feed is looked for
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LINK = re.compile(r"<link\s[^<>]*>", re.IGNORECASE)
_FEED_TYPE = re.compile(r"application/(?:rss\+xml|atom\+xml|feed\+json)", re.IGNORECASE)
_ADDRESS = re.compile(r"""\shref\s{0,9}=\s{0,9}["']?([^"'\s<>]{1,500})""", re.IGNORECASE)


def read_feed(document: Document, url: str | None, naming: Naming = _EVERYTHING) -> Reading:
    """The records of a feed, and beside them what could not be read, and why; never raises.

    Where nothing at all can be read, the one rejection names the document alone.

    Args:
        document: any bytes.
        url: where the document was found: relative links are laid over it; None for a file.
        naming: whose names are those of organisations.
    """
    try:
        feed = _feed(document, url)
    except MalformedError as error:
        return Reading(rejections=(rejection_of(document, Fault(error.reason)),))
    return reading_of(document, feed, naming)


def _feed(document: Document, url: str | None) -> Feed:
    if len(document.data) > MAX_BYTES:
        raise MalformedError(too_large(len(document.data)))
    text, faults = text_of(document.data)
    begin = text.lstrip()[:1]
    if not begin:
        raise MalformedError("is empty")
    feed = json_feed_in(text.lstrip(), url) if begin == "{" else _xml_feed(text, url)
    return Feed(feed.title, feed.authors, feed.items, (*faults, *feed.faults))


def _xml_feed(text: str, url: str | None) -> Feed:
    sound = mended(text)
    if sound is None or sound.root not in ROOTS:
        raise MalformedError(_no_feed(text, url, sound.root if sound else ""))
    feed = feed_in(sound, url)
    items = list(feed.items)
    if sound.breaks_off and items:
        reason = "breaks off; an entry is taken whole or not at all"
        items[-1] = Fault(reason, position=len(items))
    return Feed(feed.title, feed.authors, items, sound.faults)


def _no_feed(text: str, url: str | None, root: str) -> str:
    """What it is instead of a feed, and where the feed is."""
    if not _PAGE.search(text, 0, _HEAD):
        return f"is XML, but no feed: it begins with <{root[:40]}>" if root else "is no feed"
    feed = _feed_of_page(text[:_HEAD], url)
    return f"is a web page, not a feed{f'; its feed is {feed}' if feed else ''}"


def _feed_of_page(page: str, url: str | None) -> str:
    """The address that a page gives of its feed (https://www.rssboard.org/rss-autodiscovery)."""
    links = (link[0] for link in _LINK.finditer(page) if _FEED_TYPE.search(link[0]))
    addresses = (unescaped(found[1]) for link in links if (found := _ADDRESS.search(link)))
    shown = (whole(address, url) for address in addresses)
    return next((address for address in shown if address.isprintable()), "")

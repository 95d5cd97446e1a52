"""The issues as a feed, in the two formats that are read: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from lxml import etree

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An issue in a feed."""

    id: str  # lasting, whatever becomes of the address
    title: str
    address: str
    published: dt.datetime
    updated: dt.datetime
    summary: str
    html: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The issues of one language, the newest first."""

    id: str
    title: str
    about: str
    author: str
    language: str
    home: str
    address: str  # of the Atom feed
    json_address: str
    entries: tuple[FeedEntry, ...]

    @property
    def updated(self) -> dt.datetime:
        """When the newest change was; the beginning of time, where there is no issue."""
        beginning = dt.datetime.fromtimestamp(0, dt.UTC)
        return max((each.updated for each in self.entries), default=beginning)


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]  # what lxml calls the default
    root.set(f"{{{_XML}}}lang", feed.language)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    if feed.about:
        _add(root, "subtitle", feed.about)
    _add(root, "updated", _moment(feed.updated))
    _add(_add(root, "author"), "name", feed.author)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    for each in feed.entries:
        _add_entry(root, each)
    etree.indent(root)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add_entry(root: etree._Element, each: FeedEntry) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", each.id)
    _add(entry, "title", each.title)
    _add(entry, "link", rel="alternate", type="text/html", href=each.address)
    _add(entry, "published", _moment(each.published))
    _add(entry, "updated", _moment(each.updated))
    if each.summary:
        _add(entry, "summary", each.summary)
    if each.html:
        _add(entry, "content", each.html, type="html")


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    added = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    added.text = text or None
    return added


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed."""
    document: dict[str, object] = {
        "version": _JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.json_address,
        "description": feed.about,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_json_item(each) for each in feed.entries],
    }
    return json.dumps(_without_nothing(document), ensure_ascii=False, indent=1).encode() + b"\n"


def _json_item(each: FeedEntry) -> dict[str, object]:
    return _without_nothing(
        {
            "id": each.id,
            "url": each.address,
            "title": each.title,
            "summary": each.summary,
            "content_html": each.html,
            # One of the two must be there.
            "content_text": "" if each.html else each.summary or each.title,
            "date_published": _moment(each.published),
            "date_modified": _moment(each.updated),
        }
    )


def _without_nothing(document: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in document.items() if value != ""}


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

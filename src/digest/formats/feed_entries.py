"""RSS and Atom as feedparser understands them, in the names of fields that intake knows."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import feedparser

from digest.formats.feed_days import day_of, last_day_of
from digest.formats.feed_html import name_in, whole, without_tags
from digest.formats.feed_items import Feed, Item
from digest.formats.feed_xml import Mended

# What feedparser gives: any key may be missing. It is asked as the plain dictionary it is, because
# its own look-up answers for other keys, with a warning.
_Found = Mapping[str, Any]
_TYPE = "application/xml; charset=utf-8"
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_WEB = ("http://", "https://")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def feed_in(sound: Mended, url: str | None) -> Feed:
    """The feed in sound XML. feedparser gets bytes, so it fetches nothing.

    Args:
        sound: what a document was mended to.
        url: what relative links are laid over; None: only what the feed itself says.
    """
    found = feedparser.parse(
        io.BytesIO(sound.data),
        response_headers={"content-type": _TYPE, **({"content-location": url} if url else {})},
        resolve_relative_uris=False,  # done here, in time that grows with the length alone
        sanitize_html=False,  # intake cleans all texts alike
    )
    head: _Found = dict(found["feed"])
    return Feed(
        _plain_title(head),
        _names(head),
        tuple(
            _item(dict(entry), head, sound.texts, number)
            for number, entry in enumerate(found["entries"], start=1)
        ),
    )


def _item(entry: _Found, head: _Found, texts: Sequence[str], position: int) -> Item:
    part = _text(entry)
    number, base = _line(part, "value"), _line(part, "base") or None
    identity = _line(entry, "id")
    first = day_of(_line(entry, "ev_startdate") or _line(entry, "xcal_dtstart"))
    fields = {
        "id": identity,
        "title": _plain_title(entry),
        "text": texts[int(number)] if number else "",
        "url": _line(entry, "link") or (identity if identity.startswith(_WEB) else ""),
        "published": _published(entry),
        "starts": first,
        "ends": last_day_of(_line(entry, "ev_enddate"), first)
        or last_day_of(_line(entry, "xcal_dtend"), first, is_exclusive=True),
        "place": _line(entry, "ev_location") or _line(entry, "xcal_location"),
        "organisations": _organisers(entry) or _names(entry),
        "categories": [_of_tag(tag) for tag in entry.get("tags", ()) if _of_tag(tag)],
        "image": next((whole(image, base) for image in _images(entry)), ""),
        "language": _language(entry) or _line(head, "language"),
    }
    return Item(fields, part.get("type") in _HTML, base, position)


def _line(found: _Found, name: str) -> str:
    value = found.get(name)
    return value.strip() if isinstance(value, str) else ""


def _plain_title(found: _Found) -> str:
    title = _line(found, "title")
    is_html = found.get("title_detail", {}).get("type") in _HTML
    return without_tags(title) if is_html else " ".join(title.split())


def _text(entry: _Found) -> _Found:
    """The longer text where there are two; where there is none, what else knows the base."""
    parts = (*entry.get("content", ()), entry.get("summary_detail", {}))
    no_text = {"base": entry.get("title_detail", {}).get("base")}
    return next((part for part in parts if _line(part, "value")), no_text)


def _published(entry: _Found) -> str:
    names = ("published", "updated", "created")
    return next((day_of(text) for name in names if (text := _line(entry, name))), "")


def _organisers(entry: _Found) -> list[str]:
    """Who holds an event, which says more than who wrote of it."""
    organiser = _line(entry, "ev_organizer") or _line(entry, "xcal_organizer")
    name = name_in(organiser)
    return [name] if name else []


def _names(found: _Found) -> list[str]:
    """The authors' names, each once; an address alone is no name."""
    people: Sequence[_Found] = found.get("authors", ())
    return list(dict.fromkeys(name for each in people if (name := _line(each, "name"))))


def _of_tag(tag: _Found) -> str:
    return without_tags(_line(tag, "label") or _line(tag, "term"))


def _images(entry: _Found) -> Iterator[str]:
    """The addresses of the pictures that come with an entry, the one that is meant for it first."""
    media: Sequence[_Found] = entry.get("media_content", ())
    links: Sequence[_Found] = entry.get("links", ())
    enclosed = [each for each in links if each.get("rel") == "enclosure"]
    pictures = (*(each for each in (*media, *enclosed) if _is_picture(each)),)
    others = (*entry.get("media_thumbnail", ()), entry.get("image") or {})
    yield from filter(None, (_address(each) for each in (*pictures, *others)))


def _address(media: _Found) -> str:
    return _line(media, "url") or _line(media, "href")


def _is_picture(media: _Found) -> bool:
    kind = _line(media, "type") or _line(media, "medium")
    return kind.startswith("image") if kind else _address(media).lower().endswith(_PICTURES)


def _language(entry: _Found) -> str:
    parts = (*entry.get("content", ()), entry.get("summary_detail"), entry.get("title_detail"))
    inherited = (_line(part, "language") for part in parts if part)
    return _line(entry, "language") or next(filter(None, inherited), "")

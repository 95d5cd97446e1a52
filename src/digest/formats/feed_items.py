"""A feed of whichever format, and how its entries become records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.formats.document import Document, Reading
from digest.formats.entry import Entry, Fault, Piece, entry_from
from digest.formats.feed_html import whole, with_whole_links
from digest.formats.html_images import first_image
from digest.formats.keys import names_of
from digest.model.record import Provenance, Record, Rejection, TextFormat


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed, as it was found."""

    fields: Mapping[str, object]  # by the names intake knows; empty ones say nothing
    is_html: bool  # its text
    base: str | None  # what the links of its text are laid over
    position: int  # 1-based


@dataclass(frozen=True, slots=True)
class Feed:
    """What a document holds."""

    title: str
    authors: Sequence[str]  # of the feed as a whole
    items: Sequence[Item | Fault]
    faults: Sequence[Fault] = ()


Told = tuple[Item, Entry]


@dataclass(frozen=True, slots=True)
class Naming:
    """Whose names are those of organisations."""

    authors: bool = True  # of an entry, else of the feed
    title: bool = True  # of the feed, where nobody in it is named


def reading_of(document: Document, feed: Feed, naming: Naming) -> Reading:
    """The records of a feed, each with its lasting key; beside them what could not be read."""
    nobody = _standing_in(feed, naming)
    pieces = [
        each if isinstance(each, Fault) else _piece(each, naming, nobody) for each in feed.items
    ]
    good = [
        (item, piece)
        for item, piece in zip(feed.items, pieces, strict=True)
        if isinstance(item, Item) and isinstance(piece, Entry)
    ]
    once, twice = _told_apart(good)
    keys = names_of([piece for _item, piece in once])
    bad = [*feed.faults, *(piece for piece in pieces if isinstance(piece, Fault)), *twice]
    return Reading(
        tuple(
            _record(document, item, piece, key)
            for (item, piece), key in zip(once, keys, strict=True)
        ),
        tuple(rejection_of(document, fault) for fault in bad),
    )


def _told_apart(good: Sequence[Told]) -> tuple[Sequence[Told], Sequence[Fault]]:
    """Each entry once: of several with one id, or the same in every word, the first.

    An id is one entry's own (https://www.rssboard.org/rss-specification, guid; RFC 4287, 4.2.6).
    """
    first: dict[str, Item] = {}
    once: list[Told] = []
    twice: list[Fault] = []
    for item, entry in good:
        own = entry.fields.get("id")
        known = first.setdefault(f"id {own}" if own else repr(entry.fields), item)
        if known is item:
            once.append((item, entry))
        else:
            said = f"has the id of entry {known.position}" if own else f"is entry {known.position}"
            twice.append(Fault(f"{said} once more; only the first was taken", None, item.position))
    return once, twice


def rejection_of(document: Document, fault: Fault) -> Rejection:
    """A fault with the place where a person finds it."""
    if fault.line is not None:
        return Rejection(f"{document.path}, line {fault.line}", fault.reason)
    if fault.position is not None:
        return Rejection(f"{document.path}, entry {fault.position}", fault.reason)
    return Rejection(document.path, fault.reason)


def _standing_in(feed: Feed, naming: Naming) -> Sequence[str]:
    """Who stands in for the organisation of an entry that names nobody."""
    if naming.authors and feed.authors:
        return feed.authors
    named = naming.authors and any(
        isinstance(each, Item) and each.fields.get("organisations") for each in feed.items
    )
    return (feed.title,) if naming.title and feed.title and not named else ()


def _piece(item: Item, naming: Naming, nobody: Sequence[str]) -> Piece:
    fields = dict(_filled(item))
    if not naming.authors:
        fields.pop("organisations", None)
    if not ("title" in fields or "text" in fields):
        return Fault("says nothing: it has neither a title nor a text", position=item.position)
    if nobody:
        fields.setdefault("organisations", list(nobody))
    return entry_from(fields, position=item.position)


def _filled(item: Item) -> Iterator[tuple[str, object]]:
    yield from ((name, value) for name, value in item.fields.items() if value and name != "text")
    text = item.fields.get("text")
    if not isinstance(text, str) or not text:
        return
    yield "text", with_whole_links(text, item.base) if item.is_html else text
    image = first_image(text) if item.is_html and not item.fields.get("image") else None
    if image:
        yield "image", whole(image[0], item.base)
        yield "image_alt", image[1]


def _record(document: Document, item: Item, entry: Entry, key: str) -> Record:
    where = f"{document.path}, entry {item.position}"
    text_format = TextFormat.HTML if item.is_html else TextFormat.PLAIN
    return Record(Provenance(document.source, key, where), entry.fields, text_format=text_format)

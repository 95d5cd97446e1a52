"""Web pages: the events, or the news, that their schema.org data names."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from digest.formats.charsets import decoded
from digest.formats.document import MAX_BYTES, Document, Reading, too_large
from digest.formats.entry import Entry, Fault, entry_from
from digest.formats.keys import keys_of
from digest.formats.linked_data import Node, by_id, nodes, script_value, scripts
from digest.formats.malformed import MalformedError
from digest.formats.schema_org import (
    Context,
    Fields,
    article_fields,
    event_fields,
    is_article,
    is_event,
    own_address,
    own_id,
)
from digest.formats.web_answers import Page
from digest.formats.web_text import is_marked_up
from digest.model.record import Provenance, Record, Rejection, TextFormat

Wanted = Literal["events", "news"]
_CHARSET = re.compile(
    rb"<meta[^<>]{0,200}charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_MOST = 2_000  # events or articles on one page
_MOST_SCRIPTS = 500
_HEAD = 4096  # bytes in which a page says how it is written
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class _Wanted:
    is_one: Callable[[Node], bool]
    fields: Callable[[Node, Context], Fields]


_WANTED: Mapping[Wanted, _Wanted] = MappingProxyType(
    {"events": _Wanted(is_event, event_fields), "news": _Wanted(is_article, article_fields)}
)


@dataclass(frozen=True, slots=True)
class _Found:
    """An object that is wanted: its fields, and what it is known by."""

    fields: Fields
    id: str
    address: str

    @property
    def day(self) -> str:
        return str(self.fields.get("starts") or self.fields.get("published") or "")


def read_page(
    document: Document, wanted: Wanted, *, url: str = "", zone: ZoneInfo | None = None
) -> Page:
    """What a web page says of its events or news; never raises.

    Args:
        document: any bytes.
        wanted: what is looked for.
        url: where the page is; what is relative leads from there.
        zone: where moments in UTC take place.
    """
    if len(document.data) > MAX_BYTES:
        return Page(fault=too_large(len(document.data)))
    texts = scripts(_text(document.data))
    if not texts:
        return Page(fault="holds no schema.org data (no script of the type application/ld+json)")
    values, rejections = _values(document, texts)
    context = Context(url, zone, by_id(values))
    objects = tuple(islice(_objects(values, _WANTED[wanted]), _MOST + 1))
    if len(objects) > _MOST:
        rejections.append(_too_many(f"{document.path}, entry {_MOST + 1}", _MOST))
    found = tuple(_found(objects[:_MOST], _WANTED[wanted], context))
    return Page(_reading(document, found, rejections), len(found))


def _reading(
    document: Document, found: Sequence[_Found], rejections: Sequence[Rejection]
) -> Reading:
    pieces = tuple(entry_from(each.fields, position=n) for n, each in enumerate(found, start=1))
    faults = (_rejection(document, each) for each in pieces if isinstance(each, Fault))
    good = tuple(
        (each, piece) for each, piece in zip(found, pieces, strict=True) if isinstance(piece, Entry)
    )
    keys = keys_of("page", _identities(tuple(each for each, _ in good)))
    records = tuple(
        _record(document, piece, key) for (_, piece), key in zip(good, keys, strict=True)
    )
    return Reading(records, (*rejections, *faults))


def _text(data: bytes) -> str:
    """A page's text: UTF-8 where it fits, for many pages say otherwise by mistake."""
    if data.startswith(_UTF_16):
        return decoded(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        match = _CHARSET.search(data[:_HEAD])
        return decoded(data, match[1].decode("ascii") if match else None)


def _values(document: Document, texts: Sequence[str]) -> tuple[list[object], list[Rejection]]:
    values: list[object] = []
    rejections: list[Rejection] = []
    for number, text in enumerate(texts[:_MOST_SCRIPTS], start=1):
        try:
            values.append(script_value(text))
        except MalformedError as error:
            where = f"{document.path}, JSON-LD script {number}"
            rejections.append(Rejection(where, error.reason))
    if len(texts) > _MOST_SCRIPTS:
        where = f"{document.path}, JSON-LD script {_MOST_SCRIPTS + 1}"
        rejections.append(_too_many(where, _MOST_SCRIPTS))
    return values, rejections


def _too_many(where: str, most: int) -> Rejection:
    return Rejection(where, f"comes after {most:,} others; it and those after it were not read")


def _objects(values: list[object], wanted: _Wanted) -> Iterator[Node]:
    """What is wanted among all objects; those that only refer to another are none."""
    for node in nodes(values):
        if wanted.is_one(node) and not node.keys() <= {"@type", "@id"}:
            yield node


def _found(objects: Sequence[Node], wanted: _Wanted, context: Context) -> Iterator[_Found]:
    """Each once: plugins that do not know of each other say the same thing twice."""
    seen: set[str] = set()
    for node in objects:
        fields = wanted.fields(node, context)
        said = repr(sorted(fields.items()))
        if said not in seen:
            seen.add(said)
            yield _Found(fields, own_id(node, context), own_address(node, context))


def _identities(found: Sequence[_Found]) -> tuple[Entry, ...]:
    """What each is known by: its own id or address, else what and when.

    An id or an address that several share, such as the page of a play that is given every
    night, is no one's own: of those the day tells them apart, whichever of them is listed.
    """
    ids = Counter(each.id for each in found)
    addresses = Counter(each.address for each in found)
    return tuple(
        Entry(_identity(each, ids[each.id], addresses[each.address]), position=1) for each in found
    )


def _identity(each: _Found, ids: int, addresses: int) -> Mapping[str, object]:
    if each.id and ids == 1:
        return {"id": each.id}
    if each.address and addresses == 1:
        return {"url": each.address}
    return {"title": f"{each.address} {each.fields.get('title', '')} {each.day}"}


def _record(document: Document, entry: Entry, key: str) -> Record:
    where = f"{document.path}, entry {entry.position}"
    text = entry.fields.get("text")
    is_html = isinstance(text, str) and is_marked_up(text)
    return Record(
        Provenance(source=document.source, key=key, where=where),
        entry.fields,
        text_format=TextFormat.HTML if is_html else TextFormat.PLAIN,
    )


def _rejection(document: Document, fault: Fault) -> Rejection:
    return Rejection(f"{document.path}, entry {fault.position}", fault.reason)

"""Documents become records, by a table from suffix to format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import islice
from types import MappingProxyType

from digest.formats import csv_rows, json_entries, markdown, yaml_entries
from digest.formats.calendar import read_calendar
from digest.formats.decoding import decode
from digest.formats.document import MAX_BYTES, MAX_ENTRIES, Document, Reading, too_large
from digest.formats.entry import Entry, Fault, Piece
from digest.formats.keys import keys_of
from digest.formats.malformed import MalformedError
from digest.model.record import Provenance, Record, Rejection

CALENDAR = ".ics"

Format = Callable[[str], Iterator[Piece]]


def _formats(known_columns: AbstractSet[str] | None) -> Mapping[str, Format]:
    return MappingProxyType(
        {
            ".md": markdown.pieces,
            ".markdown": markdown.pieces,
            ".yaml": yaml_entries.pieces,
            ".yml": yaml_entries.pieces,
            ".json": json_entries.pieces,
            ".csv": partial(csv_rows.pieces, known_columns=known_columns),
        }
    )


readable_suffixes: tuple[str, ...] = (*_formats(None), CALENDAR)


def suffix_of(path: str) -> str:
    """A file name's suffix as the table of formats has it: ".csv" for "2023-09/Calls.CSV"."""
    name = path.rpartition("/")[2]
    at = name.rfind(".")
    return name[at:].lower() if 0 < at < len(name) - 1 else ""


def unknown_kind(path: str) -> str:
    """The reason a file of a kind nobody here reads is refused."""
    suffix = suffix_of(path)
    kind = f"is an unknown kind of file ({suffix})" if suffix else "has no suffix to tell its kind"
    return f"{kind}; readable are {', '.join(readable_suffixes)}"


def read(
    document: Document,
    known_columns: AbstractSet[str] | None = None,
    now: dt.datetime | None = None,
) -> Reading:
    """The records of a document, and beside them what could not be read, and why; never raises.

    Args:
        document: any bytes under any name.
        known_columns: the names a CSV header may use, in any spelling; None: any names.
        now: what a calendar's repeated events are listed around, in the newsletter's time zone;
            None: a calendar is not read.
    """
    if suffix_of(document.path) == CALENDAR and now is not None:
        return read_calendar(document, now.date(), now.tzinfo or dt.UTC)
    try:
        pieces = _pieces(document, known_columns)
    except MalformedError as error:
        return Reading(rejections=(_rejection(document, Fault(error.reason, error.line)),))
    entries = tuple(piece for piece in pieces if isinstance(piece, Entry))
    keys = keys_of(document.path, entries)
    return Reading(
        tuple(_record(document, *pair) for pair in zip(entries, keys, strict=True)),
        tuple(_rejection(document, piece) for piece in pieces if isinstance(piece, Fault)),
    )


def _pieces(document: Document, known_columns: AbstractSet[str] | None) -> tuple[Piece, ...]:
    if len(document.data) > MAX_BYTES:
        raise MalformedError(too_large(len(document.data)))
    if suffix_of(document.path) == CALENDAR:
        raise MalformedError("is a calendar, and none is read here")
    parse = _formats(known_columns).get(suffix_of(document.path))
    if parse is None:
        raise MalformedError(unknown_kind(document.path))
    found = parse(decode(document.data))
    pieces = tuple(islice(found, MAX_ENTRIES))
    if next(found, None) is None:
        return pieces
    reason = f"holds more than {MAX_ENTRIES:,} entries; those after them were not read: split it"
    return (*pieces, Fault(reason))


def _record(document: Document, entry: Entry, key: str) -> Record:
    provenance = Provenance(
        source=document.source,
        key=key,
        where=document.path,
        line=entry.line,
        folder=document.path.rpartition("/")[0].rpartition("/")[2] or None,
    )
    return Record(provenance, entry.fields, entry.body)


def _rejection(document: Document, fault: Fault) -> Rejection:
    if fault.line is not None:
        return Rejection(f"{document.path}, line {fault.line}", fault.reason)
    if fault.position is not None:
        return Rejection(f"{document.path}, entry {fault.position}", fault.reason)
    return Rejection(document.path, fault.reason)

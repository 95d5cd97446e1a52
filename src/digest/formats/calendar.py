"""Calendar files (RFC 5545) become records: one for every event, one for every time it repeats."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import PurePosixPath

from digest.formats.decoding import decode
from digest.formats.document import MAX_BYTES, MAX_ENTRIES, Document, Reading, too_large
from digest.formats.entry import Entry, Fault
from digest.formats.ical.blocks import blocks
from digest.formats.ical.events import Event, read_event
from digest.formats.ical.series import Occurrence, Series, Window, occurrences, series_of
from digest.formats.keys import names_of
from digest.formats.malformed import MalformedError, NotMeantError
from digest.model.record import Provenance, Record, Rejection

MOST_OCCURRENCES = 60  # of one event
_MONTHS_BEFORE, _MONTHS_AFTER = 2, 13
_MOST_WORK = 1_000_000  # days looked at for one file: some seconds
_REST = "from this event on none was read"
_YEARS = range(1900, 2200)  # those an issue may be of


def read_calendar(document: Document, today: dt.date, zone: dt.tzinfo = dt.UTC) -> Reading:
    """The events of a calendar file; never raises, whatever the bytes are.

    An event that does not repeat is a record, whenever it is. One that repeats is a record for
    each occurrence from two months before today to thirteen months after, sixty at most: the next
    ones. Times become the local days of the event.

    Args:
        document: any bytes under any name.
        today: the day the occurrences are listed around.
        zone: where the events are that are written in UTC, in a calendar that names no zone.
    """
    if len(document.data) > MAX_BYTES:
        return Reading(rejections=(Rejection(document.path, too_large(len(document.data))),))
    events, faults = _events(document.data, zone)
    window = Window(_shifted(today, -_MONTHS_BEFORE), _shifted(today, _MONTHS_AFTER))
    entries: list[tuple[Occurrence, Entry]] = []
    for found in _listed(series_of(events), window, today):
        if isinstance(found, Fault):
            faults.append(found)
        else:
            entries.append((found, _entry(found)))
    names = names_of(tuple(entry for _, entry in entries))
    records = tuple(
        _record(document, occurrence, entry, name)
        for (occurrence, entry), name in zip(entries, names, strict=True)
    )
    faults.sort(key=lambda fault: fault.position or MAX_BYTES)
    return Reading(
        records,
        tuple(_rejection(document, fault) for fault in faults if not fault.is_sound),
        tuple(_rejection(document, fault) for fault in faults if fault.is_sound),
    )


def _events(data: bytes, zone: dt.tzinfo) -> tuple[list[Event], list[Fault]]:
    events: list[Event] = []
    faults: list[Fault] = []
    found = blocks(data)
    for block in islice(found, MAX_ENTRIES):
        if isinstance(block, Fault):
            faults.append(_no_calendar(data, block))
            continue
        try:
            events.append(read_event(block, zone))
        except MalformedError as error:
            reason = _titled(block.text("SUMMARY"), error.reason)
            is_sound = isinstance(error, NotMeantError)
            faults.append(Fault(reason, position=block.position, is_sound=is_sound))
    if next(found, None) is not None:
        reason = f"more than {MAX_ENTRIES:,} events stand in the file; {_REST}"
        faults.append(Fault(reason, position=MAX_ENTRIES + 1))
    return events, faults


def _listed(
    all_series: Iterable[Series], window: Window, today: dt.date
) -> Iterator[Occurrence | Fault]:
    """The occurrences of every series, and of those that cannot be listed, why."""
    room, done = MAX_ENTRIES, 0
    for series in all_series:
        if room == 0:
            yield _fault(
                series, f"the calendar comes to more than {MAX_ENTRIES:,} entries; {_REST}"
            )
            return
        work = series.work(window)
        if work and done + work > _MOST_WORK:
            yield _fault(series, "the rules before it took too long to follow; it was not listed")
            continue
        done += work
        try:
            found = occurrences(series, window)
        except OverflowError:  # an occurrence moved over thousands of years
            yield _fault(series, "its dates lie too far apart to be listed")
            continue
        kept = _next_ones(found, today)[:room]
        room -= len(kept)
        yield from map(_within_years, kept)
        if len(kept) < len(found):
            yield replace(_fault(series, _too_often(len(kept), window)), is_sound=True)


def _next_ones(found: tuple[Occurrence, ...], today: dt.date) -> tuple[Occurrence, ...]:
    """As many as one event may have; where there are more, those that lie behind us go first."""
    past = sum(1 for each in found if each.ends < today)
    begin = max(0, min(past, len(found) - MOST_OCCURRENCES))
    return found[begin : begin + MOST_OCCURRENCES]


def _within_years(found: Occurrence) -> Occurrence | Fault:
    if found.starts.year in _YEARS and found.ends.year in _YEARS:
        return found
    event = found.event
    reason = f"is from {found.starts} to {found.ends}; issues are of the years 1900 to 2199"
    return Fault(_titled(str(event.fields.get("title", "")), reason), position=event.position)


def _too_often(kept: int, window: Window) -> str:
    span = f"from {window.first} to {window.last}"
    return f"repeats more than {kept} times {span}; {kept} were taken"


def _fault(series: Series, reason: str) -> Fault:
    first = min(series.members, key=lambda event: event.position)
    return Fault(_titled(str(first.fields.get("title", "")), reason), position=first.position)


def _titled(title: str, reason: str) -> str:
    """A reason that begins with the event's title: people do not count events."""
    printable = "".join(each if each.isprintable() else " " for each in title)
    words = " ".join(printable.split())
    return f"“{words[:60]}”: {reason}" if words else reason


def _no_calendar(data: bytes, fault: Fault) -> Fault:
    """Why a file is no calendar: often it is written in an encoding that nothing is seen in."""
    try:
        decode(data)
    except MalformedError as error:
        return Fault(error.reason)
    return fault


def _entry(found: Occurrence) -> Entry:
    event = found.event
    days = {"starts": found.starts, "ends": found.ends}
    return Entry({"id": _identity(found), **event.fields, **days}, position=event.position)


def _identity(found: Occurrence) -> str:
    """What an occurrence is known by: its UID and its day in the series, wherever it was moved to.

    Where the UID is missing, though it must not be (RFC 5545, section 3.8.4.7), a link or a title
    stands in its place.
    """
    event, fields = found.event, found.event.fields
    if found.day is None:
        spare = "" if fields.get("url") else f"{fields.get('title', '')} {found.starts}"
        return event.uid or spare
    return f"{event.uid or fields.get('url') or fields.get('title', '')} {found.day}"


def _record(document: Document, found: Occurrence, entry: Entry, name: str) -> Record:
    is_address = "://" in document.path
    day = f", {found.starts}" if found.day else ""
    provenance = Provenance(
        source=document.source,
        key=name,
        where=f"{document.path}, event {entry.position}{day}",
        folder=None if is_address else PurePosixPath(document.path).parent.name or None,
    )
    fields = {name: value for name, value in entry.fields.items() if value}
    return Record(provenance, fields, text_format=found.event.text_format)


def _rejection(document: Document, fault: Fault) -> Rejection:
    if fault.position is None:
        return Rejection(document.path, fault.reason)
    return Rejection(f"{document.path}, event {fault.position}", fault.reason)


def _shifted(day: dt.date, months: int) -> dt.date:
    """The same day of another month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))

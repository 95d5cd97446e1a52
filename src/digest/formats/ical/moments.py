"""Days and times of day as calendars write them, brought to the local time of their event.

A submission has days only. The day an event is on is the day where it is: so every time is read
as local time of the zone its DTSTART names, and the zone itself is needed only for what is
written in UTC or in another zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from icalendar.prop import vDDDTypes

from digest.formats.ical.blocks import Block, Line
from digest.formats.ical.zones import zone_named
from digest.formats.malformed import MalformedError

Moment = dt.date | dt.datetime  # datetimes have no zone: they are local
_MIDNIGHT = dt.time()


def home_of(block: Block, fallback: dt.tzinfo) -> dt.tzinfo:
    """The zone an event is in: its own, else its calendar's (X-WR-TIMEZONE), else the fallback."""
    start = block.first("DTSTART")
    general = block.calendar.get("X-WR-TIMEZONE")
    return (
        (_named(start) if start else None)
        or (zone_named(general.value) if general else None)
        or fallback
    )


def moment(name: str, line: Line, home: dt.tzinfo) -> Moment:
    """A day or a local time.

    Raises:
        MalformedError: the property says something else.
    """
    value = _value(name, line.value)
    if not isinstance(value, dt.date):
        raise _unread(name, line.value)
    return _local(name, value, _named(line), home)


def moments(name: str, lines: tuple[Line, ...], home: dt.tzinfo) -> Iterator[Moment]:
    """The days of a list of them (EXDATE, RDATE); of periods, when they begin.

    Raises:
        MalformedError: one of them is none.
    """
    for line in lines:
        for text in filter(None, (each.strip() for each in line.value.split(","))):
            begin = Line(text.partition("/")[0], line.parameters)
            yield moment(name, begin, home)


def length(line: Line) -> dt.timedelta:
    """A DURATION.

    Raises:
        MalformedError: it is none.
    """
    value = _value("DURATION", line.value)
    if not isinstance(value, dt.timedelta):
        raise _unread("DURATION", line.value)
    return value


def day_of(when: Moment) -> dt.date:
    """The day a moment is on."""
    return when.date() if isinstance(when, dt.datetime) else when


def last_day(start: Moment, end: Moment) -> dt.date:
    """The last day of an event: DTEND says when it is over (RFC 5545, section 3.8.2.2).

    An end that lies before the start is given as it is written, so that it is noticed.
    """
    first, after = day_of(start), day_of(end)
    at_midnight = not isinstance(end, dt.datetime) or end.time() == _MIDNIGHT
    return after - dt.timedelta(days=1) if at_midnight and after > first else after


def local_until(limit: Moment, start: Moment) -> dt.date:
    """The last day a rule may give, where it ends at a moment and its event has a time of day."""
    if not (isinstance(limit, dt.datetime) and isinstance(start, dt.datetime)):
        return day_of(limit)
    is_over = limit.time() < start.time() and limit.date() > dt.date.min
    return limit.date() - dt.timedelta(days=1) if is_over else limit.date()


def localised(name: str, value: Moment, home: dt.tzinfo) -> Moment:
    """A value of icalendar's, whose only zone is UTC, as local time.

    Raises:
        MalformedError: it lies outside the years there are.
    """
    return _local(name, value, None, home)


def _value(name: str, text: str) -> object:
    try:
        # icalendar's types leave out this function
        return vDDDTypes.from_ical(text.strip())  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError) as error:
        raise _unread(name, text) from error


def _local(name: str, value: Moment, zone: ZoneInfo | None, home: dt.tzinfo) -> Moment:
    if not isinstance(value, dt.datetime):
        return value
    if value.tzinfo is None and zone is not None and zone is not home:
        value = value.replace(tzinfo=zone)
    if value.tzinfo is None:
        return value
    try:
        return value.astimezone(home).replace(tzinfo=None)
    except OverflowError as error:
        raise _unread(name, str(value)) from error


def _named(line: Line) -> ZoneInfo | None:
    return zone_named(line.parameters.get("TZID", ""))


def _unread(name: str, text: str) -> MalformedError:
    return MalformedError(f"its {name} cannot be read: {text.strip()[:40]!a}")

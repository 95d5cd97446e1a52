"""From what was written to real days: years that were left out, spans that are inverted."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace

MONTHS_BACK = 3  # a date without a year may lie that far before the day it was published
_LEAP_CYCLE = 9  # years until 29 February surely comes again
# Spreadsheets keep a day as the number of days since this one (ECMA-376, part 1, 18.17.4.1).
_DAY_ZERO = dt.date(1899, 12, 30)
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]{1,12})?")  # the fraction is the time of day
_SERIALS = range(32874, 73416)  # of 1990 to 2100


@dataclass(frozen=True, slots=True)
class Written:
    """A day, a month or a year as it was written; what was left out is None."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None  # Monday is 0


def first_day(written: Written) -> dt.date | None:
    """The first day of what was written; None where the calendar has no such day."""
    return _real(written, written.month or 1, written.day or 1)


def last_day(written: Written) -> dt.date | None:
    """The last day of what was written; None where the calendar has no such day."""
    month = written.month or 12
    if written.day or written.year is None or not 1 <= month <= 12:  # noqa: PLR2004 - months
        return _real(written, month, written.day or 1)
    return _real(written, month, calendar.monthrange(written.year, month)[1])


def is_possible(written: Written) -> bool:
    """Whether some year has this day."""
    year = written.year or 2000  # a leap year
    return first_day(replace(written, year=year)) is not None


def shared(start: Written, end: Written) -> tuple[Written, Written]:
    """A span whose two sides lend each other the month and year that one of them leaves out.

    "28 December – 3 January 2024" begins the year before; "9–8 September 2023" does not.
    """
    turns = bool(start.month and end.month and start.month > end.month)
    start = replace(start, month=start.month or end.month)
    end = replace(end, month=end.month or start.month)
    if start.year is None and end.year is not None:
        start = replace(start, year=end.year - turns)
    elif end.year is None and start.year is not None:
        end = replace(end, year=start.year + turns)
    return start, end


def dated(
    start: Written, end: Written, reference: dt.date, *, direction: int = 0
) -> tuple[Written, Written]:
    """A span with the year it leaves out.

    The year is the one in which the span starts at most three months before the reference,
    unless it started earlier and is under way on that day. A direction says more: "le 8 septembre
    prochain" (1) is not before the reference, "dernier" (-1) not after it.
    """
    turns = bool(start.month and end.month and start.month > end.month)
    earliest = reference if direction > 0 else months_before(reference, MONTHS_BACK)
    years = range(reference.year - 1, reference.year + _LEAP_CYCLE)
    if direction < 0:
        years = range(reference.year, reference.year - _LEAP_CYCLE, -1)
    for year in years:
        span = replace(start, year=year), replace(end, year=year + turns)
        first, last = first_day(span[0]), last_day(span[1])
        if first is None or last is None:
            continue
        if direction < 0 and first <= reference:
            return span
        if direction >= 0 and (first >= earliest or first <= reference <= last):
            return span
    return replace(start, year=reference.year), replace(end, year=reference.year + turns)


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day some months earlier, or the last day of a month that is too short."""
    index = day.year * 12 + day.month - 1 - months
    year, month = max(index // 12, dt.MINYEAR), index % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def counted_day(text: str) -> dt.date | None:
    """The day that a number of five figures is in a spreadsheet; None where it is none."""
    if not _SERIAL.fullmatch(text):
        return None
    serial = int(text[:5])
    return _DAY_ZERO + dt.timedelta(days=serial) if serial in _SERIALS else None


def last_sunday(year: int, month: int) -> dt.date:
    """The day on which Europe's clocks change in March and October (Directive 2000/84/EC)."""
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    return last - dt.timedelta(days=(last.weekday() + 1) % 7)


def _real(written: Written, month: int, day: int) -> dt.date | None:
    if written.year is None:
        return None
    try:
        return dt.date(written.year, month, day)
    except ValueError:
        return None

"""The day a feed means: in the place of who wrote it, not in London."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_tz

_ISO = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_MIDNIGHT = re.compile(r"\dT00:?00(?::?00)?(?![\d:])")
_LONGEST = 100  # characters


def day_of(text: str) -> str:
    """The day of a date of RFC 3339 or RFC 822, by its own offset; another text as it is.

    "Sat, 30 Sep 2023 23:30:00 -0500" is 2023-09-30, though October has begun in London. What is
    written in words is for intake to read.
    """
    short = " ".join(text[:_LONGEST].split())
    found = _ISO.match(short)
    day = _day(*map(int, found.groups())) if found else _day_of_mail(short)
    return day.isoformat() if day else short


def last_day_of(text: str, first: str, *, is_exclusive: bool = False) -> str:
    """The last day of an event. What ends at midnight ends the day before.

    Args:
        text: its end.
        first: its first day, before which it cannot end.
        is_exclusive: whether an end that is a day alone is the day after the last, as in
            iCalendar (https://www.rfc-editor.org/rfc/rfc5545#section-3.6.1).
    """
    last = day_of(text)
    is_day_alone = _ISO.fullmatch(text.strip()) is not None
    is_day_after = (is_day_alone and is_exclusive) or _MIDNIGHT.search(text[:_LONGEST])
    if not is_day_after or last <= first or not _ISO.fullmatch(last):
        return last
    day = _day(*map(int, last.split("-")))
    return (day - dt.timedelta(days=1)).isoformat() if day and day > dt.date.min else last


def _day_of_mail(text: str) -> dt.date | None:
    try:
        parts = parsedate_tz(text)
    except (IndexError, ValueError, TypeError):  # broken in a way the library does not foresee
        return None
    return _day(*parts[:3]) if parts else None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        return None

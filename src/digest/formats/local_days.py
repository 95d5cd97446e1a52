"""The days of moments that programs write down: 2023-09-24T22:00:00+02:00 is 24 September."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_MOMENT = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]{1,9})?"
    r" ?(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?",
)


@dataclass(frozen=True, slots=True)
class _Moment:
    day: dt.date
    time: dt.time | None


def local_days(starts: str, ends: str, zone: ZoneInfo | None = None) -> tuple[str, str]:
    """A first and a last day as ISO text; what is no ISO moment stays as it was written.

    A moment with an offset is on the day it says, for that is the day where it takes place.
    Only a moment in UTC ("Z") belongs to no place. What ends at midnight ends the day before.

    Args:
        starts: when it begins; may be empty.
        ends: when it ends; may be empty.
        zone: where moments in UTC take place; None: they stay in UTC.
    """
    first, last = _moment(starts, zone), _moment(ends, zone)
    return _written(first, starts), _written(_before_midnight(last, first), ends)


def _moment(text: str, zone: ZoneInfo | None) -> _Moment | None:
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    try:
        day = dt.date.fromisoformat(match["day"])
        time = dt.time.fromisoformat(match["time"]) if match["time"] else None
        if time is not None and zone is not None and (match["offset"] or "") in ("Z", "z"):
            moment = dt.datetime.combine(day, time, dt.UTC).astimezone(zone)
            return _Moment(moment.date(), moment.time())
    except (ValueError, OverflowError):  # 2023-02-30, 25:61, or the end of all days
        return None
    return _Moment(day, time)


def _before_midnight(last: _Moment | None, first: _Moment | None) -> _Moment | None:
    is_midnight = last is not None and last.time == dt.time()
    if last is None or first is None or not is_midnight or last.day <= first.day:
        return last
    return _Moment(last.day - dt.timedelta(days=1), None)


def _written(moment: _Moment | None, text: str) -> str:
    return text.strip() if moment is None else moment.day.isoformat()

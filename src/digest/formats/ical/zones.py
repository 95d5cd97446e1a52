"""Time zones by the names in calendars: of Olson, of Windows, or behind a vendor's prefix."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

_LONGEST_TAIL = 3  # parts: America/Argentina/Buenos_Aires


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that name; None where nobody knows it.

    ``/example.org/20260101_1/Europe/Berlin`` is Europe/Berlin: RFC 5545, section 3.2.19, leaves
    names that begin with a slash to their makers, who put the well-known name at the end.
    """
    bare = name.strip(' "/')
    parts = WINDOWS_TO_OLSON.get(bare, bare).split("/")[-_LONGEST_TAIL:]
    tails = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((ZoneInfo(tail) for tail in tails if tail in _known()), None)


@lru_cache(maxsize=1)
def _known() -> AbstractSet[str]:
    """All names there are: asking for each on the disk would be slow where a file invents many."""
    return frozenset(available_timezones())

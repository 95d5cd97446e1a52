"""Headings that say everything at once: ``ORG: Title, place, dates``, and its like."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from digest.intake.names import Directory, organisations_in
from digest.intake.remarks import LONGEST
from digest.intake.when import Reader

_MOST_PARTS = 12  # commas in a heading; one with more is a sentence
_MOST_DASHES = 4
_ALMOST_A_YEAR = dt.timedelta(days=360)
_DASH = re.compile(r" [-–—|] ")
_AFTER_DATES = re.compile(r"(?::|,| [-–—|]) ")  # between dates in front and the rest


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart; what it does not say is None."""

    organisations: str
    title: str
    place: str | None = None
    dates: str | None = None


def taken_apart(heading: str, directory: Directory, reader: Reader) -> Heading | None:
    """The parts of a heading, or None where it may well be a title with a colon or a dash.

    It is certain where what stands before the colon is in the directory, or where the rest ends in
    dates that can be read, after a title and a place. With a dash for the colon, or with dates in
    front, it is certain where the organisation is in the directory.
    """
    if len(heading) >= LONGEST - 1:  # so a title that was cut off is not, when it is read again
        return None
    return _whole(heading, directory, reader) or _with_dates_in_front(heading, directory, reader)


def _whole(heading: str, directory: Directory, reader: Reader) -> Heading | None:
    before, colon, rest = (part.strip() for part in heading.partition(": "))
    found = _read(before, rest, directory, reader) if colon and before and rest else None
    return found or _with_dash(heading, directory, reader)


def _read(before: str, rest: str, directory: Directory, reader: Reader) -> Heading | None:
    is_known = _is_known(before, directory)
    parts = [part.strip() for part in rest.split(",")][:_MOST_PARTS]
    dates_at = _dates_at(parts, reader) if len(parts) < _MOST_PARTS else len(parts)
    has_all = 2 <= dates_at < len(parts)  # noqa: PLR2004 - a title and a place
    if not is_known and not has_all:
        return None
    if dates_at == len(parts):
        return _titled(before, rest, reader)
    place = ", ".join(parts[1:dates_at]) or None
    return Heading(before, parts[0], place, ", ".join(parts[dates_at:]))


def _titled(organisations: str, rest: str, reader: Reader) -> Heading:
    """What follows an organisation: a title, before it perhaps its dates, after it its place."""
    for dates, title in _dates_in_front(rest, reader):
        parts = [part.strip() for part in title.split(",")]
        return Heading(organisations, parts[0], ", ".join(parts[1:]) or None, dates)
    return Heading(organisations, rest)


def _with_dash(heading: str, directory: Directory, reader: Reader) -> Heading | None:
    for dash in islice(_DASH.finditer(heading), _MOST_DASHES):
        before, rest = heading[: dash.start()].strip(), heading[dash.end() :].strip()
        if before and rest and _is_known(before, directory):
            return _read(before, rest, directory, reader)
    return None


def _with_dates_in_front(heading: str, directory: Directory, reader: Reader) -> Heading | None:
    for dates, rest in _dates_in_front(heading, reader):
        found = _whole(rest, directory, reader)
        if found is not None and found.dates is None and _is_known(found.organisations, directory):
            return Heading(found.organisations, *_title_and_place(found), dates)
    return None


def _title_and_place(heading: Heading) -> tuple[str, str | None]:
    """After dates in front nothing follows the place: what stands after a comma is one."""
    title, _, place = (part.strip() for part in heading.title.partition(","))
    return (title, place or None) if heading.place is None else (heading.title, heading.place)


def _dates_in_front(text: str, reader: Reader) -> Iterator[tuple[str, str]]:
    """The longest beginning of a text that is nothing but dates, and the rest."""
    marks = [*islice(_AFTER_DATES.finditer(text), _MOST_DASHES)]
    for mark in reversed(marks):
        dates, rest = text[: mark.start()].strip(), text[mark.end() :].strip()
        if rest and any(map(str.isdigit, dates)) and _is_of_days(dates, reader):
            yield dates, rest
            return


def _is_known(names: str, directory: Directory) -> bool:
    refs, _remarks = organisations_in(names, directory)
    return bool(refs) and all(ref.id is not None for ref in refs) and directory.is_certain(names)


def _is_dates(text: str, reader: Reader) -> bool:
    reading = reader.read(text)
    return reading.is_whole and bool(reading.starts or reading.deadline)


def _is_of_days(text: str, reader: Reader) -> bool:
    """Whether a text is dates, and more than a year: “2023, a year of museums” is a title."""
    reading = reader.read(text)
    days = reading.ends - reading.starts if reading.starts and reading.ends else dt.timedelta()
    return _is_dates(text, reader) and days < _ALMOST_A_YEAR


def _dates_at(parts: list[str], reader: Reader) -> int:
    """Which part the dates begin with; the number of parts where there are none."""
    whole = (index for index in range(1, len(parts)) if _is_dates(", ".join(parts[index:]), reader))
    return next(whole, len(parts))

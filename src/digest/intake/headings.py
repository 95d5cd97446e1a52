"""Headings that say everything at once: ``ORG: Title, place, dates``."""

from __future__ import annotations

from dataclasses import dataclass

from digest.intake.names import Directory, organisations_in
from digest.intake.when import Reader

_MOST_PARTS = 12  # commas in a heading; one with more is a sentence


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart; what it does not say is None."""

    organisations: str
    title: str
    place: str | None = None
    dates: str | None = None


def taken_apart(heading: str, directory: Directory, reader: Reader) -> Heading | None:
    """The parts of a heading, or None where it may well be a title with a colon.

    It is certain where what stands before the colon is in the directory,
    or where the rest ends in dates that can be read, after a title and a place.
    """
    before, colon, rest = (part.strip() for part in heading.partition(": "))
    if not colon or not before or not rest:
        return None
    refs, _remarks = organisations_in(before, directory)
    is_known = bool(refs) and all(ref.id is not None for ref in refs)
    parts = [part.strip() for part in rest.split(",")][:_MOST_PARTS]
    dates_at = _dates_at(parts, reader) if len(parts) < _MOST_PARTS else len(parts)
    has_all = 2 <= dates_at < len(parts)  # noqa: PLR2004 - a title and a place
    if not is_known and not has_all:
        return None
    if dates_at == len(parts):
        return Heading(before, rest)
    place = ", ".join(parts[1:dates_at]) or None
    return Heading(before, parts[0], place, ", ".join(parts[dates_at:]))


def _dates_at(parts: list[str], reader: Reader) -> int:
    """Which part the dates begin with; the number of parts where there are none."""
    for index in range(1, len(parts)):
        reading = reader.read(", ".join(parts[index:]))
        if reading.is_whole and (reading.starts or reading.deadline):
            return index
    return len(parts)

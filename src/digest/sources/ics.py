"""``kind = "ics"``: a calendar, as a file of the workspace or at an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import field_validator

from digest.errors import SourceError
from digest.formats.calendar import read_calendar
from digest.formats.document import Document, Reading
from digest.sources.contract import Kind, Parcel, Surroundings, Unchanged
from digest.sources.located import LocatedDeclaration, Origin, origin_of

_SUBSCRIBED: Mapping[str, str] = {"webcal": "https", "webcals": "https"}


class IcsSettings(LocatedDeclaration):
    """``kind = "ics"``."""

    kind: Literal["ics"]

    @field_validator("url", mode="before")
    @classmethod
    def _as_web_address(cls, url: object) -> object:
        """A webcal:// address, which "Subscribe" buttons give, is one of the web."""
        if not isinstance(url, str):
            return url
        scheme, colon, rest = url.partition(":")
        return f"{_SUBSCRIBED.get(scheme.lower(), scheme)}{colon}{rest}"


@dataclass(frozen=True, slots=True)
class IcsSource:
    """One calendar, one parcel."""

    name: str
    origin: Origin
    clock: Callable[[], dt.date]  # the day in the newsletter's time zone
    zone: ZoneInfo  # the newsletter's

    is_whole = True

    @property
    def is_remote(self) -> bool:
        """Whether it is read from the web."""
        return self.origin.is_remote

    def parcels(self, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        """The calendar, if it or the month changed: what repeats is listed some months ahead.

        Raises:
            SourceError: it cannot be had, or is no calendar.
        """
        today, path = self.clock(), self.origin.path
        month = f"{today:%Y-%m} "
        before = known.get(path, "")
        is_of_this_month = before.startswith(month)
        found = self.origin.read(
            {path: before.removeprefix(month)} if is_of_this_month else {},
            accept="text/calendar, */*;q=0.1",
        )
        if found is None:
            yield Unchanged(path)
            return
        reading = self._read(found.document, today)
        # a calendar may forget what is over; what lies ahead and is gone was withdrawn
        yield Parcel(path, reading, f"{month}{found.fingerprint}", since=today)

    def _read(self, document: Document, today: dt.date) -> Reading:
        reading = read_calendar(document, today, self.zone)
        whole = next((each for each in reading.rejections if each.where == document.path), None)
        if whole is not None and not reading.records:
            raise SourceError(
                f"the source {self.name} cannot be read: {document.path} {whole.reason}",
                hint="Open it in a browser: what comes must begin with BEGIN:VCALENDAR.",
            )
        return reading


def _open(settings: IcsSettings, here: Surroundings) -> IcsSource:
    return IcsSource(
        settings.name,
        origin_of(settings, here),
        lambda: here.clock().astimezone(here.zone).date(),
        here.zone,
    )


ICS = Kind(IcsSettings, _open)

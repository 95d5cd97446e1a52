"""``kind = "page"``: the events, or the news, that a web page names in schema.org's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from digest.errors import SourceError
from digest.formats.web_page import Wanted, read_page
from digest.sources.contract import Kind, Parcel, Surroundings, Unchanged
from digest.sources.located import LocatedDeclaration, Origin, origin_of


class PageSettings(LocatedDeclaration):
    """``kind = "page"``."""

    kind: Literal["page"]
    read: Wanted = Field(default="events", description="the page's events, or its news")


@dataclass(frozen=True, slots=True)
class PageSource:
    """One web page, one parcel."""

    name: str
    origin: Origin
    wanted: Wanted
    zone: ZoneInfo  # the newsletter's

    is_whole = False  # it lists what is to come: what is over was not withdrawn

    @property
    def is_remote(self) -> bool:
        """Whether it is read from the web."""
        return self.origin.is_remote

    def parcels(self, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        """The page, if it changed.

        Raises:
            SourceError: it cannot be had, or holds no data at all.
        """
        found = self.origin.read(known, accept="text/html,application/xhtml+xml")
        if found is None:
            yield Unchanged(self.origin.path)
            return
        page = read_page(found.document, self.wanted, url=found.url or "", zone=self.zone)
        if page.fault is not None:
            raise SourceError(
                f"the source {self.name} cannot be read: {self.origin.shown} {page.fault}",
                hint="Its owner can switch the data on; does the site offer a calendar or a feed?",
            )
        yield Parcel(self.origin.path, page.reading, found.fingerprint)


def _open(settings: PageSettings, here: Surroundings) -> PageSource:
    return PageSource(settings.name, origin_of(settings, here), settings.read, here.zone)


PAGE = Kind(PageSettings, _open)

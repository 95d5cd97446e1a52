"""``kind = "feed"``: an RSS, Atom or JSON feed, by its address or from a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from digest.errors import SourceError
from digest.formats.document import Reading
from digest.formats.feed import read_feed
from digest.formats.feed_items import Naming
from digest.model.field_names import canonical
from digest.sources.contract import Kind, Parcel, Surroundings, Unchanged
from digest.sources.located import LocatedDeclaration, Origin, origin_of

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)


class FeedSettings(LocatedDeclaration):
    """``kind = "feed"``."""

    kind: Literal["feed"]
    authors: Literal["organisations", "people"] = Field(
        default="organisations",
        description="what the authors of its entries are; people's names are left out",
    )
    silent_after_days: Annotated[int, Field(ge=1)] | None = Field(
        default=60, description="how long it may give nothing new before `collect` says so"
    )


@dataclass(frozen=True, slots=True)
class FeedSource:
    """One feed, one parcel."""

    name: str
    origin: Origin
    naming: Naming

    is_whole = False  # it shows the newest: what it shows no more was not withdrawn

    @property
    def is_remote(self) -> bool:
        """Whether it is read from the web."""
        return self.origin.is_remote

    def parcels(self, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        """The feed, if it changed.

        Raises:
            SourceError: it cannot be had, or is no feed.
        """
        found = self.origin.read(known, accept=_ACCEPT)
        if found is None:
            yield Unchanged(self.origin.path)
            return
        place = self.origin.shown
        # an empty link would lead to the feed's own address, with a key that may be in it
        base = found.url.partition("?")[0] if found.url else None
        reading = read_feed(found.document, base, self.naming)
        reason = _why_nothing(reading, place)
        if reason:
            raise SourceError(
                f"the source {self.name} cannot be read: {place} {reason}",
                hint="Write the address of the feed itself; the source of a site's pages names it.",
            )
        yield Parcel(self.origin.path, reading, found.fingerprint)


def _why_nothing(reading: Reading, place: str) -> str | None:
    """Why nothing of a document could be read; None where something could, or it is empty."""
    if reading.records:
        return None
    return next((each.reason for each in reading.rejections if each.where == place), None)


def _open(settings: FeedSettings, here: Surroundings) -> FeedSource:
    # a default says whose feed it is; the feed's title would stand in its way
    has_default = any(canonical(name) == "organisations" for name in settings.defaults)
    naming = Naming(authors=settings.authors == "organisations", title=not has_default)
    return FeedSource(settings.name, origin_of(settings, here), naming)


FEED = Kind(FeedSettings, _open)

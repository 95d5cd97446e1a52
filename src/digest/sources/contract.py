"""What every source can do: hand out parcels of records, and skip those that did not change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from digest.fetch.fetcher import Fetcher
from digest.formats.document import Reading
from digest.model.secret import SecretReference
from digest.sources.declaration import SourceDeclaration


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a source hands out in one piece: a file, a page, a letter, with all that is in it."""

    path: str  # lasting and unique within the source: a file's path, an address
    reading: Reading
    fingerprint: str = ""  # the same as long as the parcel is; "": always to be read again
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # by what a record's image says
    is_final: bool = False  # it never changes, so what is wrong with it is said once
    since: dt.date | None = None  # what was over by then is left out, though nobody withdrew it


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A parcel that is as it was when it was last taken in; it was not read."""

    path: str


class Source(Protocol):
    """A place records come from."""

    @property
    def name(self) -> str:
        """The source's name in config.toml."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether it gives all it has: what it gives no more was withdrawn.

        A feed is not whole: it is a window on the newest.
        """
        ...

    @property
    def is_remote(self) -> bool:
        """Whether reading it waits for a network, so that others may be read meanwhile."""
        ...

    def parcels(self, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        """Every parcel, in the same order each time; what cannot be read is in a parcel's reading.

        Args:
            known: the fingerprint of each parcel that was taken in whole, by its path.

        Raises:
            SourceError: the source as a whole cannot be read, or from here on no more.
        """
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a source may need of the place it is opened in."""

    workspace: Path
    secret: Callable[[SecretReference], SecretStr]
    fetcher: Fetcher
    clock: Callable[[], dt.datetime]  # aware
    zone: ZoneInfo  # the newsletter's
    stop: Event = field(default_factory=Event)  # set by whoever wants everything to end now


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: how it is declared in config.toml, and what opens it.

    A third party offers one as an entry point of the group ``digest.sources``.
    """

    settings: type[SourceDeclaration]  # with a field ``kind: Literal["…"]``
    open: Callable[[Any, Surroundings], Source]  # nothing is read or called yet

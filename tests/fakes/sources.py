"""A source held in memory, that keeps to the contract of real ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from digest.formats.document import Reading
from digest.model.record import Provenance, Record, Rejection
from digest.sources.contract import Parcel, Unchanged
from digest.workflows.collect import Feed
from digest.workflows.outcomes import Terms


def a_record(key, where="x.md", source="members", **fields):
    """Give a record of named values."""
    return Record(Provenance(source, key, where), fields or {"title": f"Item {key}"})


def a_parcel(path, *pieces, fingerprint="", **more):
    """Give a parcel of records and rejections."""
    records = tuple(each for each in pieces if isinstance(each, Record))
    rejections = tuple(each for each in pieces if isinstance(each, Rejection))
    return Parcel(path, Reading(records, rejections), fingerprint, **more)


@dataclass
class HeldSource:
    """Gives what it holds; then raises the error it was given, if any."""

    held: tuple = ()
    name: str = "members"
    is_whole: bool = True
    is_remote: bool = False
    error: Exception | None = None
    meanwhile: object = None  # called before each parcel
    read: list = field(default_factory=list)  # the paths of what was handed out in full

    def parcels(self, known):
        for parcel in self.held:
            if self.meanwhile:
                self.meanwhile()
            if parcel.fingerprint and known.get(parcel.path) == parcel.fingerprint:
                yield Unchanged(parcel.path)
            else:
                self.read.append(parcel.path)
                yield parcel
        if self.error:
            raise self.error


def a_feed(source, **terms):
    """Give a source with its terms, as the composition root makes one."""
    said = Terms(source=source.name, is_whole=source.is_whole, **terms)
    return Feed(source, said)

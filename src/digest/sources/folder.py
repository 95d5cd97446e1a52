"""``kind = "folder"``: a folder of files, and the pictures that lie beside them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from digest.formats.document import Reading
from digest.formats.reading import CALENDAR, read, suffix_of
from digest.intake.pictures import LARGEST_PICTURE
from digest.intake.values import PICTURE_SUFFIXES
from digest.model.field_names import KNOWN_COLUMNS, canonical, folded
from digest.model.record import Record, Rejection
from digest.sources.contract import Kind, Parcel, Surroundings, Unchanged
from digest.sources.declaration import SourceDeclaration
from digest.sources.walking import File, files


class FolderSettings(SourceDeclaration):
    """``kind = "folder"``."""

    kind: Literal["folder"]
    path: Annotated[str, StringConstraints(min_length=1)] = Field(
        description="the folder, relative to config.toml"
    )


@dataclass(frozen=True, slots=True)
class FolderSource:
    """The files below a folder, one parcel each."""

    name: str
    root: Path
    fields: Mapping[str, str]  # the field map
    clock: Callable[[], dt.datetime]  # in the newsletter's time zone

    is_whole = True
    is_remote = False

    def parcels(self, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        """A parcel for each file; one that is as it was is not opened.

        Raises:
            SourceError: the folder is not there, or cannot be listed.
        """
        now = self.clock()
        for file in files(self.name, self.root):
            if isinstance(file, Rejection):
                yield Parcel(file.where, Reading(rejections=(file,)))
                continue
            fingerprint = _fingerprint(file, now)
            if known.get(file.path) == fingerprint:
                yield Unchanged(file.path)
            else:
                yield self._parcel(file, fingerprint, now)

    def _parcel(self, file: File, fingerprint: str, now: dt.datetime) -> Parcel:
        document = file.document(self.name)
        if isinstance(document, Rejection):
            return Parcel(file.path, Reading(rejections=(document,)))
        reading = read(document, KNOWN_COLUMNS | frozenset(self.fields), now)
        records = _with_picture_beside(file, reading.records, self._image_names())
        pictures = dict(self._pictures(records, file))
        reading = replace(reading, records=records)
        since = now.date() if suffix_of(file.path) == CALENDAR else None
        return Parcel(file.path, reading, fingerprint, pictures, since=since)

    def _image_names(self) -> AbstractSet[str]:
        return frozenset(folded(theirs) for theirs, ours in self.fields.items() if ours == "image")

    def _pictures(self, records: Iterable[Record], file: File) -> Iterator[tuple[str, bytes]]:
        """The files of pictures that records name, from their own folder or below."""
        own = self._image_names()
        every = dict.fromkeys(each for record in records for each in _images(record, own))
        named = tuple(each for each in every if suffix_of(each) in PICTURE_SUFFIXES)
        root = self.root.resolve() if named else self.root
        for name in named:
            data = _picture(Path(file.place).parent / name, root)
            if data is not None:
                yield name, data


def _picture(place: Path, root: Path) -> bytes | None:
    """The bytes of a picture below a folder; None where there is none, for a record names anything.

    Such as a name no disk can have, a link in a circle, or a file that has just been taken away.
    """
    try:
        real = place.resolve()
        if not (real.is_relative_to(root) and real.is_file()):
            return None
        with real.open("rb") as opened:
            return opened.read(LARGEST_PICTURE + 1)
    except (OSError, RuntimeError, ValueError):
        return None


def _fingerprint(file: File, now: dt.datetime) -> str:
    """Changes with the file, with a picture beside it, and, of a calendar, with the month."""
    month = f" {now:%Y-%m}" if suffix_of(file.path) == CALENDAR else ""
    beside = "".join(f" {name} {state}" for name, state in file.pictures.items())
    return hashlib.sha256(f"{file.state}{month}{beside}".encode()).hexdigest()[:32]


def _images(record: Record, own: AbstractSet[str]) -> Iterator[str]:
    for name, value in record.fields.items():
        if canonical(name) == "image" or folded(name) in own:
            yield from (
                each
                for each in (value if isinstance(value, list) else [value])
                if isinstance(each, str)
            )


def _with_picture_beside(
    file: File, records: tuple[Record, ...], own: AbstractSet[str]
) -> tuple[Record, ...]:
    """A file that is one record has the picture of its own name: ima.jpg beside ima.md."""
    stem = PurePosixPath(file.path).stem
    beside = next((name for name in file.pictures if PurePosixPath(name).stem == stem), None)
    is_one = len(records) == 1 and records[0].provenance.key == file.path
    if beside is None or not is_one or any(_images(records[0], own)):
        return records
    return (replace(records[0], fields={**records[0].fields, "image": beside}),)


def _open(settings: FolderSettings, here: Surroundings) -> FolderSource:
    return FolderSource(
        settings.name,
        here.workspace / settings.path,
        settings.fields,
        lambda: here.clock().astimezone(here.zone),
    )


FOLDER = Kind(FolderSettings, _open)

"""``kind = "folder"``: a folder of files, and the pictures that lie beside them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from digest.formats.document import Reading
from digest.formats.reading import CALENDAR, read, suffix_of
from digest.model.field_names import KNOWN_COLUMNS, canonical, folded
from digest.model.record import Record, Rejection
from digest.sources.contract import Kind, Parcel, Surroundings, Unchanged
from digest.sources.declaration import SourceDeclaration
from digest.sources.folder_pictures import (
    file_names,
    is_as_it_was,
    picture_bytes,
    picture_states,
    remembered,
)
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
        now, root = self.clock(), Path(os.path.realpath(self.root))
        for file in files(self.name, self.root):
            if isinstance(file, Rejection):
                yield Parcel(file.where, Reading(rejections=(file,)))
                continue
            before = known.get(file.path, "")
            if is_as_it_was(file, _own_state(file, now), before, root):
                yield Unchanged(file.path)
            else:
                yield self._parcel(file, root, now)

    def _parcel(self, file: File, root: Path, now: dt.datetime) -> Parcel:
        document = file.document(self.name)
        if isinstance(document, Rejection):
            return Parcel(file.path, Reading(rejections=(document,)))
        reading = read(document, KNOWN_COLUMNS | frozenset(self.fields), now)
        own = self._image_names()
        records = _with_picture_beside(file, reading.records, own)
        named = file_names(each for record in records for each in _images(record, own))
        # before they are read: what changes meanwhile is read again the next time
        states = picture_states(named, file.folder, root)
        return Parcel(
            file.path,
            replace(reading, records=records),
            remembered(_own_state(file, now), {**states, **file.beside}),
            picture_bytes(states, file.folder, root),
            since=now.date() if suffix_of(file.path) == CALENDAR else None,
        )

    def _image_names(self) -> AbstractSet[str]:
        return frozenset(folded(theirs) for theirs, ours in self.fields.items() if ours == "image")


def _own_state(file: File, now: dt.datetime) -> str:
    """Changes with the file and, of a calendar, with the month."""
    return f"{file.state} {now:%Y-%m}" if suffix_of(file.path) == CALENDAR else file.state


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
    is_one = len(records) == 1 and records[0].provenance.key == file.path
    if not file.beside or not is_one or any(_images(records[0], own)):
        return records
    (name,) = file.beside
    return (replace(records[0], fields={**records[0].fields, "image": name}),)


def _open(settings: FolderSettings, here: Surroundings) -> FolderSource:
    return FolderSource(
        settings.name,
        here.workspace / settings.path,
        settings.fields,
        lambda: here.clock().astimezone(here.zone),
    )


FOLDER = Kind(FolderSettings, _open)

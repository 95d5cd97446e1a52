"""A folder of files as a source: every readable file below it, and a reason for each other one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from digest.errors import SourceError
from digest.formats.document import MAX_BYTES, Document, too_large
from digest.formats.reading import readable_suffixes, suffix_of, unknown_kind
from digest.model.record import Rejection
from digest.sources.declaration import SourceDeclaration

MAX_DEPTH = 20  # folders within folders
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg")
_BACKUPS = ("~", ".swp")


class FolderSettings(SourceDeclaration):
    """``kind = "folder"``."""

    kind: Literal["folder"]
    path: Annotated[str, StringConstraints(min_length=1)] = Field(
        description="the folder, relative to config.toml"
    )


@dataclass(frozen=True, slots=True)
class FolderSource:
    """The files below a folder; hidden ones, pictures and editors' backups are passed over."""

    name: str
    root: Path

    def documents(self) -> Iterator[Document | Rejection]:
        """Every file below the folder, sorted by name; what cannot be read is a Rejection.

        Raises:
            SourceError: the folder is not there, or cannot be listed.
        """
        try:
            root = self.root.resolve(strict=True)
            first = _sorted(root)
        except (OSError, RuntimeError) as error:
            raise self._unreadable(error) from error
        yield from _walk(first, _Place(self.name, root))

    def _unreadable(self, error: Exception) -> SourceError:
        return SourceError(
            f"the source {self.name} cannot be read: {self.root}: {_cause(error)}",
            hint="Make the folder, or mend its path in config.toml.",
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """How far down the walk has come."""

    source: str
    root: Path  # resolved
    path: str = ""  # of the folder being listed, relative to the root, "/" at its end
    depth: int = 0
    is_linked: bool = False  # reached through a link

    def below(self, name: str, *, is_link: bool) -> _Place:
        return replace(
            self,
            path=f"{self.path}{name}/",
            depth=self.depth + 1,
            is_linked=self.is_linked or is_link,
        )


def _walk(entries: tuple[Path, ...], place: _Place) -> Iterator[Document | Rejection]:
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(_BACKUPS):
            continue
        where = f"{place.path}{entry.name}"
        reason = _strange_name(where) or _bad_link(entry, place)
        if reason:
            yield Rejection(_shown(where), reason)
        else:
            yield from _entry(entry, where, place)


def _entry(entry: Path, where: str, place: _Place) -> Iterator[Document | Rejection]:
    try:
        found = entry.stat()
        if stat.S_ISDIR(found.st_mode):
            yield from _folder(entry, where, place)
        elif suffix_of(where) not in _PICTURES:
            yield _file(entry, where, found, place.source)
    except OSError as error:
        yield Rejection(where, f"cannot be read: {_cause(error)}")


def _folder(entry: Path, where: str, place: _Place) -> Iterator[Document | Rejection]:
    if place.depth == MAX_DEPTH:
        yield Rejection(where, f"lies deeper than {MAX_DEPTH} folders; nothing in it was read")
        return
    yield from _walk(_sorted(entry), place.below(entry.name, is_link=entry.is_symlink()))


def _file(entry: Path, where: str, found: os.stat_result, source: str) -> Document | Rejection:
    if not stat.S_ISREG(found.st_mode):
        return Rejection(where, "is not a file but a device or a pipe")  # reading one may hang
    if suffix_of(where) not in readable_suffixes:
        return Rejection(where, unknown_kind(where))
    if found.st_size > MAX_BYTES:
        return Rejection(where, too_large(found.st_size))
    with entry.open("rb") as file:
        # one byte more than is allowed: a file that grew since is refused by the format
        return Document(source, where, file.read(MAX_BYTES + 1))


def _bad_link(entry: Path, place: _Place) -> str | None:
    if not entry.is_symlink():
        return None
    try:
        target = entry.resolve(strict=True)
    except (OSError, RuntimeError):
        return "is a link that leads nowhere"
    if not target.is_relative_to(place.root):
        return "is a link that leaves the folder; copy what it leads to"
    if target.is_dir() and (place.is_linked or entry.parent.resolve().is_relative_to(target)):
        return "is a link that leads in a circle"
    return None


def _sorted(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.iterdir(), key=lambda entry: entry.name))


def _strange_name(where: str) -> str | None:
    # half characters stand for bytes that are not UTF-8; controls would play with a terminal
    return None if where.isprintable() else "has a name that cannot be shown; rename it"


def _shown(where: str) -> str:
    return where if where.isprintable() else ascii(where)[1:-1]


def _cause(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()

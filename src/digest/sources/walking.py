"""The files below a folder: each with its state, or the reason why it cannot be read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from digest.errors import SourceError
from digest.formats.document import MAX_BYTES, Document, too_large
from digest.formats.reading import readable_suffixes, suffix_of, unknown_kind
from digest.intake.values import PICTURE_SUFFIXES
from digest.model.record import Rejection
from digest.sources.file_state import state_of, why_no_file

MAX_DEPTH = 20  # folders within folders
_BACKUPS = ("~", ".swp")
_Beside = Mapping[str, Mapping[str, str]]  # by the stem of a name: a picture, with its state
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class File:
    """A file as it lies there; it was not read."""

    path: str  # relative to the root, with "/" between folders
    place: str  # on this machine
    state: str  # the same as long as its bytes are
    beside: Mapping[str, str]  # the picture of its own name, if there is one, with its state

    @property
    def folder(self) -> Path:
        """The folder it lies in, on this machine."""
        return Path(self.place).parent

    def document(self, source: str) -> Document | Rejection:
        """Its bytes, or why they cannot be had: it may have gone since it was listed."""
        try:
            with Path(self.place).open("rb") as file:
                # one byte more than is allowed: a file that grew since is refused by the format
                return Document(source, self.path, file.read(MAX_BYTES + 1))
        except OSError as error:
            return Rejection(self.path, f"cannot be read: {_cause(error)}")


def files(source: str, root: Path) -> Iterator[File | Rejection]:
    """Every readable file below a folder, by name; pictures, hidden files and backups are none.

    Raises:
        SourceError: the folder is not there, or cannot be listed.
    """
    try:
        resolved = root.resolve(strict=True)
        first = _sorted(str(resolved))
    except (OSError, RuntimeError) as error:
        raise SourceError(
            f"the source {source} cannot be read: {root}: {_cause(error)}",
            hint="Make the folder, or mend its path in config.toml.",
        ) from error
    yield from _walk(first, _Place(resolved))


@dataclass(frozen=True, slots=True)
class _Place:
    """How far down the walk has come."""

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


Entry = os.DirEntry[str]


def _walk(entries: tuple[Entry, ...], place: _Place) -> Iterator[File | Rejection]:
    beside = _pictures(entries)
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(_BACKUPS):
            continue
        where = f"{place.path}{entry.name}"
        reason = _strange_name(where) or _bad_link(entry, place)
        if reason:
            yield Rejection(_shown(where), reason)
        else:
            yield from _entry(entry, where, place, beside)


def _entry(entry: Entry, where: str, place: _Place, beside: _Beside) -> Iterator[File | Rejection]:
    try:
        found = entry.stat()
        if stat.S_ISDIR(found.st_mode):
            yield from _folder(entry, where, place)
        elif suffix_of(where) not in PICTURE_SUFFIXES:
            reason = _unfit(where, found)
            picture = beside.get(_stem(entry), _NONE) if beside else _NONE
            file = File(where, entry.path, state_of(found), picture)
            yield Rejection(where, reason) if reason else file
    except OSError as error:
        yield Rejection(where, f"cannot be read: {_cause(error)}")


def _folder(entry: Entry, where: str, place: _Place) -> Iterator[File | Rejection]:
    if place.depth == MAX_DEPTH:
        yield Rejection(where, f"lies deeper than {MAX_DEPTH} folders; nothing in it was read")
        return
    below = place.below(entry.name, is_link=entry.is_symlink())
    yield from _walk(_sorted(entry.path), below)


def _unfit(where: str, found: os.stat_result) -> str | None:
    reason = why_no_file(found)
    if reason is None and suffix_of(where) not in readable_suffixes:
        reason = unknown_kind(where)
    if reason is None and found.st_size > MAX_BYTES:
        reason = too_large(found.st_size)
    return reason


def _pictures(entries: tuple[Entry, ...]) -> _Beside:
    """The pictures of a folder; of those of one stem the first by name."""
    found: dict[str, Mapping[str, str]] = {}
    for entry in entries:
        if suffix_of(entry.name) in PICTURE_SUFFIXES and entry.is_file(follow_symlinks=False):
            with suppress(OSError):  # gone since it was listed
                found.setdefault(_stem(entry), {entry.name: state_of(entry.stat())})
    return found


def _stem(entry: Entry) -> str:
    return PurePosixPath(entry.name).stem


def _bad_link(entry: Entry, place: _Place) -> str | None:
    if not entry.is_symlink():
        return None
    path = Path(entry.path)
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "is a link that leads nowhere"
    if not target.is_relative_to(place.root):
        return "is a link that leaves the folder; copy what it leads to"
    if target.is_dir() and (place.is_linked or path.parent.resolve().is_relative_to(target)):
        return "is a link that leads in a circle"
    return None


def _sorted(folder: str) -> tuple[Entry, ...]:
    with os.scandir(folder) as entries:
        return tuple(sorted(entries, key=lambda entry: entry.name))


def _strange_name(where: str) -> str | None:
    # half characters stand for bytes that are not UTF-8; controls would play with a terminal
    return None if where.isprintable() else "has a name that cannot be shown; rename it"


def _shown(where: str) -> str:
    return where if where.isprintable() else ascii(where)[1:-1]


def _cause(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()

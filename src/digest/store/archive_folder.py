"""The folder of the archive: written file by file, each of them whole, and nothing for nothing.

A file that is as it should be is left untouched, so that programs that copy the folder copy only
what changed. What the archive wrote once and does not have any more is removed; what it did not
write is left alone. It knows both from a list that it keeps in the folder.
"""

from __future__ import annotations

import fcntl
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from digest.errors import StoreError
from digest.rendering.archive.places import STYLE

_LIST = ".files.json"
_LOCK = ".lock"
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}"
_PATH = re.compile(rf"{_PART}(?:/{_PART}){{0,5}}")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the list says: the files, and what they were made from."""

    files: frozenset[str]
    items: frozenset[str] = frozenset()  # the ids of the items they are about
    made_from: str = ""  # tells whether writing again would change anything; empty: it would


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing the archive."""

    files: int  # it has now
    changed: int
    removed: int


class ArchiveFolder:
    """A folder that holds the archive, and perhaps files of others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Write while nobody else does: who comes later waits, and sees what was written.

        Raises:
            StoreError: the folder cannot be made.
        """
        with _naming(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / _LOCK).open("ab")
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def kept(self) -> Kept:
        """What was written last; nothing where the list is not there or cannot be read."""
        try:
            document = json.loads((self.folder / _LIST).read_bytes())
            files = frozenset(each for each in document["files"] if _is_ours(each))
            items = frozenset(map(str, document["items"]))
            return Kept(files, items, str(document["made_from"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Kept(frozenset())

    def write(
        self,
        files: Mapping[str, bytes],
        pictures: Mapping[str, Path | None],
        *,
        items: frozenset[str],
        made_from: str,
    ) -> Written:
        """Bring the folder to exactly these files; an interruption leaves a site that works.

        Everything is listed before it is written and removed only after everything is written,
        so the next writing finishes what one before began.

        Args:
            files: by their path.
            pictures: by their path, each with the file it is a copy of; where that is gone,
                the copy stays.
            items: the ids of the items they are about.
            made_from: what tells whether writing again would change anything.

        Raises:
            StoreError: the folder cannot be written.
        """
        before, now = self.kept(), frozenset((*files, *pictures))
        with _naming(self.folder):
            if not before.made_from:
                self._tidy(before.files)
            self._list(Kept(before.files | now))
            changed = sum(self._copy(path, original) for path, original in pictures.items())
            changed += sum(self._put(path, files[path]) for path in sorted(files, key=_linked_last))
            gone = before.files - now
            for path in gone:
                self._remove(path)
            self._list(Kept(now, items, made_from))
        return Written(len(now), changed, len(gone))

    def read(self, path: str) -> bytes | None:
        """A file by its path from the top; None where there is none, or none for the world."""
        if not _is_ours(path):
            return None
        file = self.folder / path
        try:
            is_inside = file.resolve().is_relative_to(self.folder.resolve())
            return file.read_bytes() if is_inside and file.is_file() else None
        except OSError:
            return None

    def has(self, path: str) -> bool:
        """Whether a file is there."""
        return (self.folder / path).is_file()

    def _list(self, kept: Kept) -> None:
        document = {
            "made_from": kept.made_from,
            "items": sorted(kept.items),
            "files": sorted(kept.files),
        }
        self._put(_LIST, json.dumps(document, indent=0).encode() + b"\n")

    def _put(self, path: str, data: bytes) -> bool:
        """Write a file, if it is not as it should be; say whether it was written."""
        file = self.folder / path
        with suppress(OSError):
            if file.read_bytes() == data:
                return False
        unfinished = _unfinished(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data)
        unfinished.replace(file)
        return True

    def _copy(self, path: str, original: Path | None) -> bool:
        """Copy a picture; its name stands for its bytes, so the size tells whether it is whole."""
        file = self.folder / path
        if original is None:
            return False
        if file.is_file() and file.stat().st_size == original.stat().st_size:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, _unfinished(file))
        _unfinished(file).replace(file)
        return True

    def _remove(self, path: str) -> None:
        """Remove a file, and the folders that have nothing in them any more."""
        file = self.folder / path
        file.unlink(missing_ok=True)
        with suppress(OSError):  # it holds something else, or is not there
            for _part in PurePosixPath(path).parts[:-1]:
                file = file.parent
                file.rmdir()

    def _tidy(self, paths: frozenset[str]) -> None:
        """Remove what a writing that was interrupted had only begun."""
        for path in paths:
            _unfinished(self.folder / path).unlink(missing_ok=True)


@contextmanager
def _naming(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"The archive cannot be written to {error.filename or folder}: {error.strerror}.",
            hint="Make room on the disk, and the folder writable for this user.",
        ) from error


def _unfinished(file: Path) -> Path:
    return file.with_name(f".{file.name}.unfinished")


def _is_ours(path: object) -> bool:
    """Whether a path can be one of the archive: below the folder, and nothing hidden."""
    return isinstance(path, str) and _PATH.fullmatch(path) is not None


def _linked_last(path: str) -> tuple[bool, int, str]:
    """The order of writing: what pages link to before the pages that link to it."""
    return path != STYLE, -path.count("/"), path

"""Pictures that the files of a folder name: found below it, watched, and read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from digest.formats.reading import suffix_of
from digest.intake.pictures import LARGEST_PICTURE
from digest.intake.values import PICTURE_SUFFIXES
from digest.sources.file_state import state_of
from digest.sources.walking import File

_LONGEST = 1_000_000  # characters of what is remembered of a file's pictures
_ABSENT = ""  # the state of a picture that is not there


def file_names(images: Iterable[str]) -> tuple[str, ...]:
    """The images that are files, each once; the others are addresses, or nothing at all."""
    named = dict.fromkeys(images)
    return tuple(
        each for each in named if suffix_of(each) in PICTURE_SUFFIXES and "://" not in each
    )


def picture_states(names: Iterable[str], folder: Path, root: Path) -> dict[str, str]:
    """The state of each picture as it is now, named from a folder; root is resolved."""
    return {name: _state(folder / name, root) for name in names}


def picture_bytes(states: Mapping[str, str], folder: Path, root: Path) -> dict[str, bytes]:
    """The pictures that are there, one byte longer than allowed where they are too large."""
    read = {name: _bytes(folder / name, root) for name, state in states.items() if state != _ABSENT}
    return {name: data for name, data in read.items() if data is not None}


def remembered(own: str, states: Mapping[str, str]) -> str:
    """A file's fingerprint: its own state, and its pictures by name with theirs.

    A file of more pictures than can be remembered has none: it is read every time.
    """
    if not states:
        return own
    fingerprint = f"{own}\n{json.dumps(states)}"
    return fingerprint if len(fingerprint) <= _LONGEST else ""


def is_as_it_was(file: File, own: str, before: str, root: Path) -> bool:
    """Whether a file and its pictures are as they were.

    Args:
        file: as it lies there now.
        own: its own state.
        before: what was remembered of it.
        root: the source's, resolved.
    """
    own_before, _, listed = before.partition("\n")
    if own_before != own:
        return False
    if not listed:  # as of most files, so nothing more is asked of the disk
        return not file.beside
    states: dict[str, str] = json.loads(listed)
    others = [name for name in states if name not in file.beside]
    now = {**picture_states(others, file.folder, root), **file.beside}
    return now == states


def _state(place: Path, root: Path) -> str:
    """A picture's state; a record names anything, and what leads out of the source is not there.

    Such as a name no disk can have, a link in a circle, or a file that has just been taken away.
    """
    try:
        real = place.resolve()
        is_there = real.is_relative_to(root) and real.is_file()
        return state_of(real.stat()) if is_there else _ABSENT
    except (OSError, RuntimeError, ValueError):
        return _ABSENT


def _bytes(place: Path, root: Path) -> bytes | None:
    try:
        real = place.resolve()
        if not (real.is_relative_to(root) and real.is_file()):  # it may have changed since
            return None
        with real.open("rb") as opened:
            return opened.read(LARGEST_PICTURE + 1)
    except (OSError, RuntimeError, ValueError):
        return None

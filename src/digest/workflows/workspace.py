"""A new workspace, made of what travels with the program."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from digest.errors import StoreError

CONFIG = "config.toml"
FEEDS = "feeds"
SIGNING_KEY = "signing.key"


def make_workspace(folder: Path, example: Path, feeds: Path) -> tuple[str, ...]:
    """Make a folder a workspace; what is there already stays as it is.

    Returns:
        The names of what was made.

    Raises:
        StoreError: the folder cannot be written.
    """
    made = []
    parts: Mapping[str, Callable[[Path], object]] = {
        CONFIG: lambda path: shutil.copyfile(example, path),
        FEEDS: lambda path: shutil.copytree(feeds, path, ignore=shutil.ignore_patterns(".*")),
        SIGNING_KEY: _write_key,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, make in parts.items():
            if not (folder / name).exists():
                _make_whole(folder / name, make)
                made.append(name)
    except OSError as error:
        raise StoreError(
            f"The workspace {folder} cannot be made: {_cause(error)}.",
            hint="Name a folder you may write to.",
        ) from error
    return tuple(made)


def _make_whole(path: Path, make: Callable[[Path], object]) -> None:
    """Make a file or a folder beside its place first, for what is half made would be kept."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    _remove(unfinished)
    try:
        make(unfinished)
        unfinished.rename(path)
    finally:
        _remove(unfinished)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _cause(error: OSError) -> str:
    if isinstance(error, shutil.Error):  # copying a folder: where from, where to, and why not
        return str(error.args[0][0][2])
    return error.strerror or str(error)


def _write_key(path: Path) -> None:
    """A fresh key that from its first moment only the owner can read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32) + "\n")

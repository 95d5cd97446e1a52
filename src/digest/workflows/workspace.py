"""A new workspace, made of what travels with the program."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from digest.errors import StoreError

CONFIG = "config.toml"
SIGNING_KEY = "signing.key"


def make_workspace(folder: Path, example: Path, feeds: Path) -> tuple[str, ...]:
    """Make a folder a workspace; what is there already stays as it is.

    Returns:
        The names of what was made.

    Raises:
        StoreError: the folder cannot be written.
    """
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / CONFIG).exists():
            shutil.copyfile(example, folder / CONFIG)
            made.append(CONFIG)
        if not (folder / "feeds").exists():
            shutil.copytree(feeds, folder / "feeds", ignore=shutil.ignore_patterns(".*"))
            made.append("feeds/")
        if not (folder / SIGNING_KEY).exists():
            _write_key(folder / SIGNING_KEY)
            made.append(SIGNING_KEY)
    except OSError as error:
        raise StoreError(
            f"The workspace {folder} cannot be made: {error.strerror or error}.",
            hint="Name a folder you may write to.",
        ) from error
    return tuple(made)


def _write_key(path: Path) -> None:
    """A fresh key that from its first moment only the owner can read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32) + "\n")

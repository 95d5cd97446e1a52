"""A file's bytes with its name, and what reading them gives."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.record import Record, Rejection

MAX_ENTRIES = 20_000  # in one document
MAX_BYTES = 5_000_000  # a month of news is a few kilobytes; what is larger is a mistake


@dataclass(frozen=True, slots=True)
class Document:
    """One file as a source gives it."""

    source: str  # the source's name in config.toml
    path: str  # relative to the source's root, with "/" between folders
    data: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document holds: the good entries and, beside them, the bad ones."""

    records: tuple[Record, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    left_out: tuple[Rejection, ...] = ()  # whole and sound, and not for a newsletter


def too_large(size: int) -> str:
    """The reason a file of that many bytes is refused."""
    return (
        f"has {size:,} bytes and may have {MAX_BYTES:,}; "
        "split it, or hand in pictures as files of their own"
    )

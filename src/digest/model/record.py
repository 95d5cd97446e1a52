"""A record: what a source gave, untouched, with its provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record comes from."""

    source: str  # the source's name in config.toml
    key: str  # the record's lasting identity within the source; the same at every collect
    where: str  # for people: "2023-09/ima.md" or "calls.csv"
    line: int | None = None  # 1-based, where one file holds several records
    folder: str | None = None  # the name of the folder the file lies in


class TextFormat(StrEnum):
    """What a record's text is written in."""

    MARKDOWN = "markdown"
    HTML = "html"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Record:
    """Named values as the source wrote them, and the text that stands outside the names."""

    provenance: Provenance
    fields: Mapping[str, object]  # str, int, float, bool, date, datetime, None, and lists of them
    body: str | None = None  # the Markdown under a front matter
    text_format: TextFormat = TextFormat.MARKDOWN  # of the body and of a text field


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file or entry that could not become a record or a submission, and why."""

    where: str  # the file, with its line where there is one: "calls.csv, line 7"
    reason: str

"""What a format finds in a text: entries that can be read, and faults beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from digest.formats.malformed import MalformedError

# JSON can write one half of a surrogate pair, which no encoding can carry
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
MAX_DEPTH = 20  # lists within lists; what a person writes has one or two levels


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its named values and the text under them."""

    fields: Mapping[str, object]
    body: str | None = None
    line: int | None = None
    position: int | None = None  # 1-based; None where the whole file is this one entry


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry, or the rest of a file, that cannot be read."""

    reason: str
    line: int | None = None
    position: int | None = None
    is_sound: bool = False  # nothing is wrong with it; it is not for a newsletter


Piece = Entry | Fault


def entry_from(
    value: object, *, line: int | None = None, position: int | None = None, body: str | None = None
) -> Piece:
    """An entry of a parsed value, or the fault that keeps it from being one."""
    if not isinstance(value, dict):
        return Fault(
            f"an entry must be names with values (title: …), not {_described(value)}",
            line,
            position,
        )
    try:
        _check_names(value)
        check_value(value)
    except MalformedError as error:
        return Fault(error.reason, line, position)
    return Entry(value, body, line, position)


def check_value(value: object, depth: int = 0) -> None:
    """Refuse what no store and no letter could carry.

    Raises:
        MalformedError: values are nested too deep, or a text holds half a character.
    """
    if depth > MAX_DEPTH:
        raise MalformedError(f"values are nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list):
        for part in value:
            check_value(part, depth + 1)
    elif isinstance(value, dict):
        for name, part in value.items():
            _check_text(name)
            check_value(part, depth + 1)


def _check_text(text: str) -> None:
    half = _HALF_A_CHARACTER.search(text)
    if half:
        raise MalformedError(f"a text holds half a character (\\u{ord(half.group()):04x})")


def _check_names(fields: Mapping[str, object]) -> None:
    for name in fields:
        if not name.strip() or not name.isprintable():
            raise MalformedError(f"a field has no readable name: {name[:40]!a}")


def _described(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "a list"
    return f"the value {str(value)[:40]!a}" if not isinstance(value, str) else "a text alone"

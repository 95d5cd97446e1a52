"""JSON files: one entry, or a list of them, read one after the other (RFC 8259)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

from digest.formats.entry import Fault, Piece, entry_from
from digest.formats.malformed import MalformedError
from digest.formats.scalars import number

_SPACE = re.compile(r"[ \t\n]*")


def pieces(text: str) -> Iterator[Piece]:
    """The entries of a JSON file; those before a broken place are kept.

    Raises:
        MalformedError: nothing of it can be read.
    """
    start = _skip(text, 0)
    if start == len(text):
        raise MalformedError("is empty")
    if text[start] == "[":
        return _list(text, start + 1)
    return iter((_single(text, start),))


def _single(text: str, start: int) -> Piece:
    value, end, doubled = _decode(text, start)
    _expect_end(text, end)
    if doubled:
        raise MalformedError(_twice(doubled))
    return entry_from(value)


def _list(text: str, start: int) -> Iterator[Piece]:
    found = 0
    try:
        for piece in _entries(text, start):
            found += 1
            yield piece
    except MalformedError as error:
        reason = f"{error.reason}; from here on nothing could be read"
        yield Fault(reason, error.line, position=found + 1)


def _entries(text: str, at: int) -> Iterator[Piece]:
    position, line, counted = 0, 1, 0
    at = _skip(text, at)
    is_open = text[at : at + 1] != "]"
    while is_open:
        position += 1
        line, counted = line + text.count("\n", counted, at), at
        value, end, doubled = _decode(text, at)
        yield _entry(value, doubled, line, position)
        at, is_open = _after_entry(text, end)
    _expect_end(text, at + 1)


def _entry(value: object, doubled: str | None, line: int, position: int) -> Piece:
    entry = entry_from(value, line=line, position=position)
    reason = entry.reason if isinstance(entry, Fault) else _twice(doubled) if doubled else None
    # JSON is often one long line: which entry it is says more than the line
    return Fault(reason, position=position) if reason else entry


def _after_entry(text: str, end: int) -> tuple[int, bool]:
    """Where the next entry or the list's end is, and whether the list goes on."""
    at = _skip(text, end)
    mark = text[at : at + 1]
    if mark == "]":
        return at, False
    if mark != ",":
        raise MalformedError(f"is not valid JSON: , or ] is missing{_at(text, at)}")
    return _skip(text, at + 1), True


def _decode(text: str, start: int) -> tuple[object, int, str | None]:
    """A value, where it ends, and a name that stands twice in it."""
    doubled: list[str] = []

    def mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
        values = dict(pairs)
        if len(values) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            doubled.append(counts.most_common(1)[0][0])
        return values

    # NaN and Infinity, which Python would take for numbers, stay the words they are
    decoder = json.JSONDecoder(
        object_pairs_hook=mapping, parse_int=number, parse_float=number, parse_constant=str
    )
    try:
        value, end = decoder.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise MalformedError(f"is not valid JSON: {error.msg}{_at(text, error.pos)}") from error
    except RecursionError as error:
        raise MalformedError("values are nested too deep") from error
    return value, end, doubled[0] if doubled else None


def _expect_end(text: str, at: int) -> None:
    rest = _skip(text, at)
    if rest < len(text):
        line = text.count("\n", 0, rest) + 1
        raise MalformedError("more stands after the end of the JSON value", line)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _at(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f" (line {line}, column {at - text.rfind(chr(10), 0, at)})"


def _twice(name: str) -> str:
    return f"the name {name[:40]!a} stands twice"

"""JSON that the web gives: an answer of an API, whole or broken off, as a page of records."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from digest.formats.decoding import decode
from digest.formats.document import MAX_BYTES, MAX_ENTRIES, Document, Reading, too_large
from digest.formats.entry import Entry, Fault, Piece
from digest.formats.keys import keys_of
from digest.formats.malformed import MalformedError
from digest.formats.scalars import number
from digest.formats.web_text import is_marked_up
from digest.model.record import Provenance, Record, Rejection, TextFormat

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SPACE = re.compile(r"[ \t\n\r]*")
_COMMA = re.compile(r",[ \t\n\r]*")
# NaN and Infinity, which Python would take for numbers, stay the words they are
_DECODER = json.JSONDecoder(parse_int=number, parse_float=number, parse_constant=str)
# Pages of the web write line ends within their texts, which JSON forbids
_LENIENT = json.JSONDecoder(strict=False, parse_int=number, parse_float=number, parse_constant=str)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: what it holds, and whether another follows."""

    reading: Reading = field(default_factory=Reading)
    count: int = 0  # entries, good and bad
    following: str = ""  # the address of the next one, as the answer has it
    fault: str | None = None  # why nothing at all could be read


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON value, and what is wrong behind the part of it that could be read."""

    value: object
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """The values of an answer's entries, and what is wrong behind the last of them."""

    values: Sequence[object]
    fault: str | None = None


def answer_of(data: bytes, listed: str | None = None) -> Answer:
    """The value of a JSON answer; of a list that breaks off, the entries before.

    Args:
        data: any bytes.
        listed: the name under which an object holds its entries; None: the answer is the list.

    Raises:
        MalformedError: nothing of it can be read.
    """
    if len(data) > MAX_BYTES:
        raise MalformedError(too_large(len(data)))
    if data.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] == b"<":
        raise MalformedError("is a web page, not JSON")
    text = decode(data)
    try:
        return Answer(value_of(text))
    except MalformedError as error:
        start = _start_of_list(text, listed)
        found = [] if start is None else _whole_entries(text, start)
        if not found:
            raise
        fault = f"{error.reason}; from here on nothing could be read"
        return Answer(found if listed is None else {listed: found}, fault)


def value_of(text: str, *, is_lenient: bool = False) -> object:
    """The JSON value that a text is (RFC 8259).

    Raises:
        MalformedError: it is none, or is nested too deep.
    """
    start = _after_space(text, 0)
    if start == len(text):
        raise MalformedError("is empty")
    try:
        value, end = (_LENIENT if is_lenient else _DECODER).raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise MalformedError(f"is not valid JSON: {_cause(text, error)}") from error
    except RecursionError as error:
        raise MalformedError("values are nested too deep") from error
    if _after_space(text, end) < len(text):
        raise MalformedError("more stands after the end of the JSON value")
    return value


def page_of(
    document: Document,
    prefix: str,
    answer: Entries,
    piece: Callable[[object, int], Piece],
    following: str = "",
) -> Page:
    """A page of records; each is known by the prefix and what it says of itself.

    Args:
        document: what was read.
        prefix: what the keys begin with; the same on every page.
        answer: the values of its entries, and what is wrong behind the last.
        piece: makes a piece of a value and its position.
        following: the address of the next page, as the answer has it.
    """
    values = answer.values
    pieces = tuple(piece(value, at) for at, value in enumerate(values[:MAX_ENTRIES], start=1))
    entries = tuple(each for each in pieces if isinstance(each, Entry))
    faults = [each for each in pieces if isinstance(each, Fault)]
    if len(values) > MAX_ENTRIES:
        reason = f"comes after {MAX_ENTRIES:,} others; it and those after it were not read"
        faults.append(Fault(reason, position=MAX_ENTRIES + 1))
    elif answer.fault is not None:
        faults.append(Fault(answer.fault, position=len(values) + 1))
    keys = keys_of(prefix, entries)
    records = tuple(_record(document, *pair) for pair in zip(entries, keys, strict=True))
    rejections = tuple(_rejection(document, each) for each in faults)
    return Page(Reading(records, rejections), len(values), following)


def _record(document: Document, entry: Entry, key: str) -> Record:
    where = f"{document.path}, entry {entry.position}"
    provenance = Provenance(source=document.source, key=key, where=where)
    texts = (value for value in entry.fields.values() if isinstance(value, str))
    is_html = any(map(is_marked_up, texts))
    kind = TextFormat.HTML if is_html else TextFormat.PLAIN
    return Record(provenance, entry.fields, text_format=kind)


def _rejection(document: Document, fault: Fault) -> Rejection:
    return Rejection(f"{document.path}, entry {fault.position}", fault.reason)


def _start_of_list(text: str, listed: str | None) -> int | None:
    opening = r"[ \t\n\r]*\[" if listed is None else rf'"{re.escape(listed)}"\s*:\s*\['
    match = re.match(opening, text) if listed is None else re.search(opening, text)
    return None if match is None else match.end()


def _whole_entries(text: str, at: int) -> list[object]:
    """The entries of a list up to the one that is broken."""
    found: list[object] = []
    is_open = True
    at = _after_space(text, at)
    while is_open and len(found) < MAX_ENTRIES:
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            return found
        found.append(value)
        comma = _COMMA.match(text, _after_space(text, end))
        is_open, at = comma is not None, comma.end() if comma else end
    return found


def _cause(text: str, error: json.JSONDecodeError) -> str:
    line = text.count("\n", 0, error.pos) + 1
    where = f"line {line}, column {error.pos - text.rfind(chr(10), 0, error.pos)}"
    before, after = text[: error.pos].rstrip()[-1:], text[error.pos : error.pos + 1]
    if error.msg.startswith("Illegal trailing comma") or (before == "," and after in ("}", "]")):
        return f"a comma stands behind the last entry of a list or an object ({where})"
    if error.msg.startswith("Unterminated") or _after_space(text, error.pos) == len(text):
        return f"it breaks off ({where})"
    return f"{error.msg} ({where})"


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at

"""CSV files: a header row of names, then one entry a row (RFC 4180, with "," or ";")."""

from __future__ import annotations

import csv
import difflib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from digest.formats.entry import Fault, Piece, entry_from
from digest.formats.field_names import folded
from digest.formats.malformed import MalformedError

_MOST_BROKEN = 100  # rows; each is looked for its end, so that many more would take for ever

_MOST_NAMED = 10  # columns in one message


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: list[str]


def pieces(text: str, known_columns: AbstractSet[str] | None = None) -> Iterator[Piece]:
    """The rows of a CSV file as entries; empty cells and empty rows are left out.

    Args:
        text: the file's text.
        known_columns: the names a header may use, in any spelling; None: any names.

    Raises:
        MalformedError: there is no header, or it cannot be used.
    """
    lines = list(io.StringIO(text))
    rows = _rows(lines, _delimiter(lines))
    header = next(rows, None)
    if header is None:
        raise MalformedError("is empty")
    if isinstance(header, Fault):
        raise MalformedError(header.reason, header.line)
    names = [cell.strip() for cell in header.cells]
    _check_header(names, header.line)
    if known_columns is not None:
        _check_known(names, known_columns, header.line)
    return _entries(names, rows)


def _entries(names: list[str], rows: Iterator[_Row | Fault]) -> Iterator[Piece]:
    for position, row in enumerate(rows, start=1):
        if isinstance(row, Fault):
            yield row
        elif len(row.cells) != len(names):
            reason = f"has {len(row.cells)} cells where the header names {len(names)}"
            yield Fault(f"{reason}; is a quote or a delimiter missing?", row.line)
        else:
            yield _entry(names, row, position)


def _entry(names: list[str], row: _Row, position: int) -> Piece:
    fields = {
        name: cell
        for name, cell in zip(names, row.cells, strict=True)
        if cell and not cell.isspace()
    }
    if "" in fields:
        return Fault("a cell has a text, and its column has no name", row.line)
    return entry_from(fields, line=row.line, position=position)


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[_Row | Fault]:
    """Rows with the line each begins in; after a broken one, reading goes on in the next line."""
    start = broken = 0
    while start < len(lines) and broken < _MOST_BROKEN:
        ahead = (lines[index] for index in range(start, len(lines)))
        reader = csv.reader(ahead, delimiter=delimiter, strict=True)
        begins = start
        try:
            for cells in reader:
                if any(cell and not cell.isspace() for cell in cells):
                    yield _Row(begins + 1, cells)
                begins = start + reader.line_num
        except csv.Error as error:
            yield Fault(_explained(error), begins + 1)
            broken += 1
            begins += 1
        start = begins
    if start < len(lines):
        yield Fault(f"{broken} rows are broken; from here on nothing was read", start + 1)


def _explained(error: csv.Error) -> str:
    words = str(error)
    if "unexpected end" in words:
        return "a quote is opened and never closed"
    if "expected after" in words:
        return 'a quote stands within a quoted cell; write it twice ("")'
    if "field limit" in words:
        return "a cell holds more than 131,072 characters; is a quote never closed?"
    return f"is not a row of CSV: {words}"


def _delimiter(lines: Sequence[str]) -> str:
    header = next((line for line in lines if line.strip()), "")
    return ";" if header.count(";") > header.count(",") else ","


def _check_header(names: list[str], line: int) -> None:
    counts = Counter(folded(name) for name in names if name)
    doubled = next((name for name in names if counts[folded(name)] > 1), None)
    if doubled is not None:
        raise MalformedError(f'the header names the column "{doubled}" twice', line)


def _check_known(names: list[str], known_columns: AbstractSet[str], line: int) -> None:
    known = {folded(name): name for name in sorted(known_columns)}
    unknown = [name for name in names if name and folded(name) not in known]
    if unknown:
        listing = ", ".join(_with_nearest(name, known) for name in unknown[:_MOST_NAMED])
        if len(unknown) > _MOST_NAMED:
            listing += f" and {len(unknown) - _MOST_NAMED} more"
        raise MalformedError(f"the header names columns that are not known: {listing}", line)


def _with_nearest(name: str, known: dict[str, str]) -> str:
    nearest = difflib.get_close_matches(folded(name[:60]), known, n=1)
    shown = f'"{name[:60]}"'
    return f'{shown} (perhaps "{known[nearest[0]]}")' if nearest else shown

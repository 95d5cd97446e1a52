"""CSV files: a header row of names, then one entry a row (RFC 4180, with "," or ";")."""

from __future__ import annotations

import csv
import difflib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from digest.formats.entry import Fault, Piece, entry_from
from digest.formats.malformed import MalformedError
from digest.model.field_names import folded, translated

# A quote that never closes is looked for through the rest of the file, and the rows in it are
# then read again; lines looked at in vain, all broken rows together.
_FARTHEST = 2_000_000

_MOST_NAMED = 10  # columns in one message
_LONGEST_NAME = 60  # characters of one in it


@dataclass(frozen=True, slots=True)
class _Row:
    start: int  # counted from 0
    end: int  # where the next row begins
    cells: list[str]
    reason: str | None  # why it cannot be read

    @property
    def is_empty(self) -> bool:
        return self.reason is None and not any(map(_says_something, self.cells))


def pieces(text: str, known_columns: AbstractSet[str] | None = None) -> Iterator[Piece]:
    """The rows of a CSV file as entries; empty cells and empty rows are left out.

    Args:
        text: the file's text.
        known_columns: the names a header may use, in any spelling; None: any names.

    Raises:
        MalformedError: there is no header, or it cannot be used.
    """
    lines = list(io.StringIO(text))
    delimiter = _delimiter(lines)
    header = next((row for row in _rows(lines, 0, delimiter, None) if not row.is_empty), None)
    if header is None:
        raise MalformedError("is empty")
    line = header.start + 1
    if header.reason:
        raise MalformedError(header.reason, line)
    names = [cell.strip() for cell in header.cells]
    _check_header(names, line)
    if known_columns is not None:
        _check_known(names, known_columns, line)
    rows = (row for row in _rows(lines, header.end, delimiter, len(names)) if not row.is_empty)
    return (_piece(names, row, position) for position, row in enumerate(rows, start=1))


def _piece(names: list[str], row: _Row, position: int) -> Piece:
    if row.reason:
        return Fault(row.reason, row.start + 1)
    cells = zip(names, row.cells, strict=True)
    fields = {name: cell for name, cell in cells if _says_something(cell)}
    if "" in fields:
        return Fault("a cell has a text, and its column has no name", row.start + 1)
    return entry_from(fields, line=row.start + 1, position=position)


def _rows(lines: Sequence[str], start: int, delimiter: str, width: int | None) -> Iterator[_Row]:
    """Rows of that width; after a broken one, reading goes on in the line after its first."""
    looked_at = 0
    while start < len(lines) and looked_at < _FARTHEST:
        if not lines[start].strip(f"{delimiter} \t\n"):
            start += 1
            continue
        row = _row_at(lines, start, delimiter)
        if width is not None and not row.is_empty and not row.reason and len(row.cells) != width:
            row = replace(row, reason=_miscounted(len(row.cells), width))
        yield row
        start += 1
        if row.reason:
            looked_at += row.end - start
        else:
            start = row.end
    if start < len(lines):
        reason = "quotes that never close; from here on nothing was read"
        yield _Row(start, len(lines), [], reason)


def _row_at(lines: Sequence[str], start: int, delimiter: str) -> _Row:
    ahead = (lines[index] for index in range(start, len(lines)))
    reader = csv.reader(ahead, delimiter=delimiter, strict=True)
    cells, reason = [], None
    try:
        cells = next(reader)
    except csv.Error as error:
        reason = _explained(error)
    return _Row(start, start + reader.line_num, cells, reason)


def _says_something(cell: str) -> bool:
    return bool(cell) and not cell.isspace()


def _miscounted(cells: int, width: int) -> str:
    return f"has {cells} cells where the header names {width}; is a quote or a delimiter missing?"


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
        raise MalformedError(f"the header names the column {_quoted(doubled)} twice", line)


def _check_known(names: list[str], known_columns: AbstractSet[str], line: int) -> None:
    known = {folded(name): name for name in sorted(known_columns)}
    unknown = [name for name in names if name and _field(name) not in known]
    if unknown:
        listing = ", ".join(_with_nearest(name, known) for name in unknown[:_MOST_NAMED])
        if len(unknown) > _MOST_NAMED:
            listing += f" and {len(unknown) - _MOST_NAMED} more"
        raise MalformedError(f"the header names columns that are not known: {listing}", line)


def _field(name: str) -> str:
    """The field of a column, whatever language it is for."""
    found = translated(name)
    return folded(name) if found is None else folded(found[0])


def _with_nearest(name: str, known: dict[str, str]) -> str:
    nearest = difflib.get_close_matches(folded(name[:_LONGEST_NAME]), known, n=1)
    shown = _quoted(name)
    return f'{shown} (perhaps "{known[nearest[0]]}")' if nearest else shown


def _quoted(name: str) -> str:
    """A name as a terminal may show it."""
    return ascii(name[:_LONGEST_NAME])

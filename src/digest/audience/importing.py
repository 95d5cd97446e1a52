"""Subscribers from a CSV file: good rows in, bad rows named, and no row without its proof."""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from digest.errors import UsageError
from digest.model.record import Rejection
from digest.model.subscriber import Consent, Subscriber

REQUIRED_COLUMNS = ("email", "consent_at", "consent_source")
COLUMNS = (*REQUIRED_COLUMNS, "name", "language", "tags", "country")

# RFC 2606 and RFC 6761 keep these for trials. email-validator refuses them; a workspace that
# is tried out needs them, and mail to them goes nowhere.
_FOR_TRIALS = frozenset({"invalid", "localhost", "test"})
_LONGEST_CELL = 200  # characters
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.ASCII)
# Controls and line separators would add header lines; private-use characters are tokens of ours;
# half characters are bytes that were not UTF-8.
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class SubscriberReading:
    """What an import file holds; every row is in one of the two."""

    subscribers: tuple[tuple[int, Subscriber], ...]  # each with its line
    problems: tuple[Rejection, ...]


def normalise_address(text: str) -> str:
    """An address in the one form it is kept in: in lower case, its domain in ASCII (RFC 5890).

    RFC 5321 lets a server tell Ann@ from ann@; mailing a person twice, or again after they
    left under the other spelling, is the greater risk.

    Raises:
        ValueError: it is not an address that can be mailed; the message says why.
    """
    local, at, domain = text.strip().rpartition("@")
    head, dot, last = domain.rpartition(".")
    is_for_trials = bool(dot) and last.casefold() in _FOR_TRIALS
    checked = f"{local}@{head}.example" if is_for_trials else f"{local}{at}{domain}"
    try:
        # ESPs do not promise SMTPUTF8 (RFC 6531), so the part before the @ is ASCII
        valid = validate_email(
            checked, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError as error:
        raise ValueError(f"{text.strip()[:80]!a} is not an address: {error}") from error
    address = (valid.ascii_email or checked).lower()
    return f"{address.removesuffix('example')}{last.lower()}" if is_for_trials else address


def read_subscribers(data: bytes) -> SubscriberReading:
    """Read an import file: CSV in UTF-8, a header row, one subscriber a line.

    Raises:
        UsageError: the header misses a required column or names an unknown one.
    """
    lines = _lines(data)
    header_line, header, delimiter = _header(lines)
    subscribers: list[tuple[int, Subscriber]] = []
    problems: list[Rejection] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[header_line:], start=header_line + 1):
        if not line.strip(f"{delimiter} \t"):
            continue
        try:
            subscriber = _subscriber(_row(line, header, delimiter))
            _check_new(subscriber.email, seen)
        except ValueError as error:
            problems.append(Rejection(f"line {number}", str(error)))
        else:
            seen[subscriber.email] = number
            subscribers.append((number, subscriber))
    return SubscriberReading(tuple(subscribers), tuple(problems))


def _lines(data: bytes) -> list[str]:
    # A name in another encoding costs its own line, not the file: its bytes become half
    # characters, which the row's check refuses.
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="surrogateescape")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _header(lines: list[str]) -> tuple[int, tuple[str, ...], str]:
    """The header's line, its columns and its delimiter."""
    number, line = next(
        ((number, line) for number, line in enumerate(lines, start=1) if line.strip()), (0, "")
    )
    delimiter = ";" if line.count(";") > line.count(",") else ","
    try:
        cells = _cells(line, delimiter)
    except ValueError as error:
        raise UsageError(f"line {number}: the header {error}", hint=_known()) from error
    columns = tuple(cell.strip().casefold() for cell in cells)
    _check_columns(columns)
    return number, columns, delimiter


def _check_columns(columns: tuple[str, ...]) -> None:
    unknown = [each for each in columns if each not in COLUMNS]
    missing = [each for each in REQUIRED_COLUMNS if each not in columns]
    problems = []
    if unknown:
        problems.append(f"unknown columns: {', '.join(_with_nearest(each) for each in unknown)}")
    if missing:
        problems.append(f"missing columns: {', '.join(missing)}")
    if len(set(columns)) < len(columns):
        problems.append("a column stands twice")
    if problems:
        raise UsageError(f"nothing was imported; {'; '.join(problems)}", hint=_known())


def _known() -> str:
    required = ", ".join(REQUIRED_COLUMNS)
    others = ", ".join(COLUMNS[len(REQUIRED_COLUMNS) :])
    return f"Required are {required}; known are also {others}. Take other columns out."


def _with_nearest(column: str) -> str:
    shown = f'"{ascii(column[:40])[1:-1]}"'
    nearest = difflib.get_close_matches(column[:40], COLUMNS, n=1)
    return f"{shown} (perhaps {nearest[0]})" if nearest else shown


def _row(line: str, header: tuple[str, ...], delimiter: str) -> Mapping[str, str]:
    cells = _cells(line, delimiter)
    if len(cells) != len(header):
        raise ValueError(f"has {len(cells)} cells where the header names {len(header)}")
    row = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
    for column, cell in row.items():
        _check_cell(column, cell)
    return row


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise ValueError("is not a row of CSV; a quote must close in its line") from error


def _check_cell(column: str, cell: str) -> None:
    if len(cell) > _LONGEST_CELL and column != "email":
        raise ValueError(f"{column} has more than {_LONGEST_CELL} characters")
    if cell.isprintable():
        return
    for character in cell:
        category = unicodedata.category(character)
        if category == "Cs":
            raise ValueError(f"{column} is not valid UTF-8; save the file as UTF-8")
        if category in _REFUSED_CATEGORIES or character in _BIDI_OVERRIDES:
            raise ValueError(f"{column} holds the control character U+{ord(character):04X}")


def _subscriber(row: Mapping[str, str]) -> Subscriber:
    missing = [column for column in REQUIRED_COLUMNS if not row[column]]
    if missing:
        raise ValueError(f"has no {' and no '.join(missing)}")
    return Subscriber(
        email=normalise_address(row["email"]),
        consent=Consent(at=_moment(row["consent_at"]), source=row["consent_source"]),
        name=row.get("name") or None,
        language=_language(row.get("language", "")),
        tags=tuple(_tags(row.get("tags", ""))),
        country=row.get("country") or None,
    )


def _check_new(email: str, seen: Mapping[str, int]) -> None:
    line = seen.get(email)
    if line is not None:
        raise ValueError(f"{email} stands in line {line} already")


def _moment(text: str) -> dt.datetime:
    """An ISO 8601 moment in UTC, which is also where one without a zone is taken to be."""
    try:
        moment = dt.datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return aware.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"consent_at is {text[:40]!a}; write the day or moment as ISO 8601 has it: 2023-09-01"
        ) from error


def _language(text: str) -> str | None:
    language = text.casefold().replace("_", "-")
    if language and not _LANGUAGE.fullmatch(language):
        raise ValueError(f"language is {text[:40]!a}; write it as BCP 47 has it: en, fr, pt-br")
    return language or None


def _tags(text: str) -> Iterator[str]:
    return iter(dict.fromkeys(tag for part in text.split(";") if (tag := part.strip())))

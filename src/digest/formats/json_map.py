"""Answers of any API: where their entries stand and what becomes of each, said in JMESPath.

The language: https://jmespath.org/specification.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

import jmespath
from jmespath.exceptions import JMESPathError

from digest.formats.document import Document
from digest.formats.entry import Fault, Piece, entry_from
from digest.formats.local_days import local_days
from digest.formats.malformed import MalformedError
from digest.formats.web_answers import Entries, Page, answer_of, page_of
from digest.model.field_names import canonical

_NAMES_SHOWN = 8  # of an answer's names, where the entries are not found
# What an expression may meet in data it was not written for: its own errors, and those of Python
_UNFIT = (JMESPathError, TypeError, ValueError, ArithmeticError, RecursionError)


class ExpressionError(ValueError):
    """A text is no JMESPath expression; the message says where it breaks."""


@dataclass(frozen=True, slots=True)
class JsonMap:
    """What an API's answers mean."""

    items: str | None = None  # the expression for the list of entries
    fields: Mapping[str, str] = field(default_factory=dict)  # our name → expression
    renamed: tuple[str, ...] = ()  # their names or expressions, which intake renames
    following: str | None = None  # the expression for the next page's address
    zone: ZoneInfo | None = None  # where moments in UTC take place


def checked_expression(text: str) -> str:
    """The expression as it is.

    Raises:
        ExpressionError: it is none; with the column.
    """
    try:
        jmespath.compile(text)
    except JMESPathError as error:
        at = getattr(error, "lex_position", None)
        column = f" (column {at + 1})" if isinstance(at, int) and at >= 0 else ""
        raise ExpressionError(f"{text!r} is not a JMESPath expression{column}") from error
    except RecursionError as error:
        raise ExpressionError("the JMESPath expression is nested too deep") from error
    return text


def read_items(document: Document, mapping: JsonMap) -> Page:
    """The entries of an answer; never raises.

    Args:
        document: any bytes.
        mapping: what they mean; its expressions were checked.
    """
    try:
        answer = answer_of(document.data)
        items = _items(answer.value, mapping.items)
        following = _found(mapping.following, answer.value) if mapping.following else ""
    except MalformedError as error:
        return Page(fault=error.reason)
    address = following if isinstance(following, str) else ""
    entries = Entries(items, answer.fault)
    return page_of(document, "item", entries, partial(_piece, mapping), address)


def _items(value: object, expression: str | None) -> list[object]:
    if expression is not None:
        return _named_items(value, expression)
    if isinstance(value, list):
        return value
    lists = {name: each for name, each in _members(value).items() if isinstance(each, list)}
    if len(lists) == 1:
        return next(iter(lists.values()))
    if lists:
        raise MalformedError(f"holds several lists ({_listed(lists)}): say which with items")
    raise MalformedError(f"holds no list of entries, but {_described(value)}")


def _named_items(value: object, expression: str) -> list[object]:
    found = _found(expression, value)
    if isinstance(found, list):
        return found
    if isinstance(found, dict):
        return [found]
    raise MalformedError(f"has no list at items = {expression!r}, but {_described(value)}")


def _piece(mapping: JsonMap, item: object, position: int) -> Piece:
    if not isinstance(item, dict):
        return entry_from(item, position=position)
    try:
        said = _said(mapping, item) if mapping.fields or mapping.renamed else item
    except MalformedError as error:
        return Fault(error.reason, position=position)
    return entry_from(_with_days(said, mapping.zone), position=position)


def _said(mapping: JsonMap, item: Mapping[str, object]) -> Mapping[str, object]:
    """What the map finds; it comes first, so that it counts where both name the same."""
    said = {name: _found(each, item) for name, each in mapping.fields.items()}
    theirs = {name: _renamed(name, item) for name in mapping.renamed if name not in said}
    return {name: each for name, each in (said | theirs).items() if each is not None}


def _with_days(said: Mapping[str, object], zone: ZoneInfo | None) -> Mapping[str, object]:
    """The fields with days where a start and an end are moments."""
    names = {canonical(name): name for name, each in said.items() if isinstance(each, str)}
    sides = [names[each] for each in ("starts", "ends") if each in names]
    starts, ends = (str(said[names[each]]) if each in names else "" for each in ("starts", "ends"))
    days = dict(zip(("starts", "ends"), local_days(starts, ends, zone), strict=True))
    return {n: days[str(canonical(n))] if n in sides else each for n, each in said.items()}


def _renamed(name: str, item: Mapping[str, object]) -> object:
    """The value of a name; where there is none, the name may be an expression."""
    if name in item:
        return item[name]
    try:
        checked_expression(name)
    except ExpressionError:
        return None
    return _found(name, item)


def _found(expression: str, value: object) -> object:
    try:
        return jmespath.search(expression, value)
    except _UNFIT as error:
        raise MalformedError(
            f"does not fit the expression {expression!r}: {_cause(error)}"
        ) from error


def _cause(error: Exception) -> str:
    return "values are nested too deep" if isinstance(error, RecursionError) else str(error)[:200]


def _members(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _described(value: object) -> str:
    if isinstance(value, dict):
        return f"an object with {_listed(value)}" if value else "an empty object"
    return "a list" if isinstance(value, list) else "a single value"


def _listed(names: Mapping[str, object]) -> str:
    shown = ", ".join(ascii(name[:40]) for name in list(names)[:_NAMES_SHOWN])
    return f"{shown} …" if len(names) > _NAMES_SHOWN else shown

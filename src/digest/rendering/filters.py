"""The filters and tests of the templates: Jinja's that an email needs, and two for plain text.

Each counts what it looks through, and refuses what it could be made to blow up with. Left out are
those that could not be held to that, those that write Python, and those of which two runs differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.filters import sync_do_join
from jinja2.nodes import EvalContext
from jinja2.tests import TESTS as JINJA_TESTS
from jinja2.utils import pass_eval_context

from digest.rendering.effort import LEFT, SHORT, make_text, refuse, weigh
from digest.rendering.forbidden import NotForTemplatesError
from digest.rendering.text import underline, wrap

Function = Callable[..., Any]

_JINJAS = (
    *("abs", "batch", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first"),
    *("float", "forceescape", "format", "groupby", "indent", "int", "items", "last", "length"),
    *("list", "lower", "map", "max", "min", "reject", "rejectattr", "replace", "reverse"),
    *("round", "safe", "select", "selectattr", "slice", "sort", "string", "sum", "title"),
    *("tojson", "trim", "truncate", "unique", "upper", "urlencode", "wordcount"),
)
_TESTS = (
    *("!=", "<", "<=", "==", ">", ">=", "boolean", "defined", "divisibleby", "eq", "equalto"),
    *("even", "false", "float", "ge", "greaterthan", "gt", "in", "integer", "iterable", "le"),
    *("lessthan", "lower", "lt", "mapping", "ne", "none", "number", "odd", "sameas", "sequence"),
    *("string", "true", "undefined", "upper"),
)
_A_FILTER = 4  # steps of a call; `select` and `map` call one for every item
_MOST = 1_000  # rows, columns, blanks and places that a filter may be asked for
_WIDE = re.compile(r"%(?:\([^()]*\))?[^a-zA-Z%]*(?:[0-9]{3}|\*)|%\([^()]*\(")
_WIDEST = 100  # characters of one of the fields of `format` beside what it is filled with


def _counted(function: Function, check: Function | None = None) -> Function:
    """A filter or test that counts what it looks through before it begins."""

    @wraps(function)  # which marks it as Jinja's own is marked, for what it wants first
    def counted(*args: object, **kwargs: object) -> object:
        left = LEFT.get()
        left.steps -= _A_FILTER
        if left.steps < 0:
            refuse()
        for each in args:
            if type(each) is not str or len(each) > SHORT:
                weigh(each)
        if kwargs:
            weigh(kwargs)
        if check:
            check(*args, **kwargs)
        return function(*args, **kwargs)

    return counted


@pass_eval_context
def _join(
    context: EvalContext, value: Iterable[object], d: str = "", attribute: str | None = None
) -> str:
    """Parts in one text, with something between them."""
    parts = list(value)
    length = len(parts) * len(d)
    for each in parts:
        if isinstance(each, str):
            length += len(each)
        else:
            weigh(each)
    if length > SHORT:
        make_text(length)
    return sync_do_join(context, parts, d, attribute)


def _wrap(text: str) -> str:
    """A text in lines of the letter's width: of no other, and with nothing before each."""
    return wrap(text)


def _only_numbers(number: object, *args: object, **kwargs: object) -> None:
    if not isinstance(number, int | float):
        raise NotForTemplatesError("a filter or test of numbers is asked of something else")
    _few(*args, **kwargs)


def _few(*args: object, **kwargs: object) -> None:
    for each in (*args, *kwargs.values()):
        if isinstance(each, int) and abs(each) > _MOST:
            raise NotForTemplatesError(f"a filter is asked for more than {_MOST:,}")


def _format(pattern: object, *args: object, **kwargs: object) -> None:
    said = str(pattern)
    if _WIDE.search(said):
        raise NotForTemplatesError("'format' is asked for a field of more than 99 characters")
    longest = max((len(str(each)) for each in (*args, *kwargs.values())), default=0)
    make_text(len(said) + said.count("%") * (_WIDEST + longest))


def _replace(
    _context: object, text: object, old: object, new: object, _count: object = None
) -> None:
    said = str(text)
    make_text(len(said) + said.count(str(old)) * len(str(new)))


def _indent(text: object, width: object = 4, *_more: object, **_named: object) -> None:
    _few(width)
    each = len(width) if isinstance(width, str) else _MOST
    make_text(len(str(text)) + (1 + str(text).count("\n")) * each)


def _sum(_context: object, _parts: object, _attribute: object = None, start: object = 0) -> None:
    if not isinstance(start, int | float):
        raise NotForTemplatesError("'sum' adds numbers only", "To join texts, use 'join'.")


def _underline(heading: object, stroke: object) -> None:
    make_text((1 + len(str(heading))) * len(str(stroke)))


_CHECKS: dict[str, Function] = {
    "abs": _only_numbers,
    "batch": _few,
    "divisibleby": _only_numbers,
    "even": _only_numbers,
    "format": _format,
    "indent": _indent,
    "odd": _only_numbers,
    "replace": _replace,
    "round": _only_numbers,
    "slice": _few,
    "sum": _sum,
}
FILTERS: dict[str, Function] = {
    **{name: _counted(JINJA_FILTERS[name], _CHECKS.get(name)) for name in _JINJAS},
    "join": _join,
    "underline": _counted(underline, _underline),
    "wrap": _counted(_wrap),
}
_BY_NAME: Mapping[str, Any] = JINJA_TESTS
TESTS = {name: _counted(_BY_NAME[name], _CHECKS.get(name)) for name in _TESTS}

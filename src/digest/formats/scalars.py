"""Plain words of YAML and numbers of JSON as values; whatever would lose something stays text.

YAML 1.1 takes ``on`` for true, ``08:30`` for 510 and ``8.10`` for 8.1. Members write times,
countries (``NO``) and dates that way, so only what can be written back the same is resolved.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType

_WORDS: Mapping[str, bool | None] = MappingProxyType(
    {
        "": None,
        "~": None,
        "null": None,
        "Null": None,
        "NULL": None,
        "true": True,
        "True": True,
        "TRUE": True,
        "false": False,
        "False": False,
        "FALSE": False,
    }
)
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

Scalar = str | int | float | bool | dt.date | None


def resolve(text: str) -> Scalar:
    """The value of an unquoted word: null, true or false, a number, an ISO day; else the text."""
    if text in _WORDS:
        return _WORDS[text]
    if _DAY.fullmatch(text):
        return _day(text)
    return number(text)


def number(text: str) -> int | float | str:
    """A number where writing it back gives the same text; else the text (``007``, ``1e999``)."""
    if not _NUMBER.fullmatch(text):
        return text
    value = float(text) if "." in text else int(text)
    return value if str(value) == text else text


def _day(text: str) -> dt.date | str:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text  # 2023-02-30: intake says what is wrong with it

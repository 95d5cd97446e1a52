"""The fields of a call, each read as far as it is what it should be: signed or not, it is input.

A field that is something else counts as not told. What is told reaches the database as one
harmless line of bounded length, so that no ESP's oddity stops the events that stand beside it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from digest.delivery.headers import clean

Fields = Mapping[str, object]

NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # what a moment that is none counts as
_NONE: Fields = MappingProxyType({})
_LAST = dt.datetime(9999, 1, 1, tzinfo=dt.UTC).timestamp()
_LONGEST_LINE = 300  # characters
_LONGEST_ADDRESS = 320  # characters (RFC 3696, erratum 1690)
_DELIVERY = re.compile(r"[0-9]{1,10}")
_LARGEST_DELIVERY = 2**31 - 1  # what PostgreSQL's integers hold; it refuses to look for more


def parsed(text: str | bytes) -> object:
    """Read JSON.

    Raises:
        ValueError: it is none, or nested too deeply.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("the body is nested too deeply") from None


def table(value: object) -> Fields:
    """An object; an empty one for what is none."""
    return value if isinstance(value, dict) else _NONE


def packed(text: object) -> Fields:
    """An object that stands as JSON in a text; an empty one for what is none."""
    try:
        return table(parsed(text)) if isinstance(text, str) else _NONE
    except ValueError:
        return _NONE


def rows(value: object) -> tuple[Fields, ...]:
    """The objects of a list; none for what is no list."""
    return tuple(filter(None, map(table, value))) if isinstance(value, list) else ()


def line(*values: object) -> str:
    """The first of some texts and numbers that is told, as one harmless line."""
    told = (str(each) for each in values if isinstance(each, str | int | float) and each)
    return clean(next(told, ""))[:_LONGEST_LINE]


def address(value: object) -> str:
    """The address in a mailbox as a header writes it, in lower case; empty for what is none."""
    text = value.strip() if isinstance(value, str) else ""
    if text.endswith(">"):
        text = text[:-1].rpartition("<")[2].strip()
    is_one = "@" in text and len(text) <= _LONGEST_ADDRESS and clean(text) == text
    return text.lower() if is_one and " " not in text else ""


def since_1970(told: object, *, parts: int = 1) -> dt.datetime:
    """A moment told in seconds, or in parts of them; the beginning of time for what is none."""
    try:
        number = float(told) / parts if isinstance(told, str | int | float) else 0.0
    except (ValueError, OverflowError):
        return NEVER
    return dt.datetime.fromtimestamp(number, dt.UTC) if 0 <= number < _LAST else NEVER


def moment(text: object) -> dt.datetime:
    """A moment told as ISO 8601 has it; the beginning of time for what is none."""
    try:
        told = dt.datetime.fromisoformat(text if isinstance(text, str) else "")
        return told.astimezone(dt.UTC) if told.tzinfo else NEVER
    except (ValueError, OverflowError):
        return NEVER


def reference(marks: Fields) -> str:
    """The batch, as every message of ours says it beside its delivery."""
    return line(_first(marks.get("digest_batch")))


def delivery_id(marks: Fields) -> int | None:
    """The delivery, as every message of ours says it beside its batch."""
    told = line(_first(marks.get("digest_delivery")))
    number = int(told) if _DELIVERY.fullmatch(told) else None
    return None if number is None or number > _LARGEST_DELIVERY else number


def fingerprint(*values: object) -> str:
    """An id for an event that its ESP gives none: the same event told twice has the same."""
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()


def kept(told: object) -> str:
    """The vendor's own words as JSON, in ASCII, which every database takes."""
    try:
        return json.dumps(told, default=str)
    except RecursionError:  # it could just be read, from a few calls higher up
        return ""


def _first(value: object) -> object:
    """The value itself, or the first of a list; SES's tags are lists."""
    return next(iter(value), None) if isinstance(value, list) else value

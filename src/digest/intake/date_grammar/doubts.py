"""The remarks about dates: what a text leaves open, said to the person who can settle it."""

from __future__ import annotations

import datetime as dt
from calendar import month_name
from collections.abc import Mapping
from types import MappingProxyType

from digest.intake.date_grammar.phrases import Phrase, Phrases
from digest.intake.date_grammar.tokens import Token
from digest.intake.remarks import Remark

_SPELL_OUT = "Write day, month in letters and year: 8–9 September 2023."
_FAR = dt.timedelta(days=366)
_APPROXIMATE = ("approximate-date", "says about when, and not which day")
_RELATIVE = ("relative-date", "depends on the day it is read")
_VAGUE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"A": _APPROXIMATE, "S": _APPROXIMATE, "~": _APPROXIMATE, "Q": _RELATIVE, "V": _RELATIVE}
)
_SHOWN = 80  # characters of a text that a remark quotes


def unread(text: str, said: Phrases) -> Remark:
    """Nothing in the text is a day."""
    quoted = text.strip()[:_SHOWN]
    if said.is_recurring:
        return Remark(
            "recurring-date", f"“{quoted}” comes again and again; no day is taken", _SPELL_OUT
        )
    return Remark("unread-date", f"no date could be read in “{quoted}”", _SPELL_OUT)


def more(text: str) -> Remark:
    """A day is written that is neither in the span nor the deadline."""
    return Remark(
        "more-dates",
        f"“{text.strip()[:_SHOWN]}” has more dates than one span and one deadline;"
        " the others are not used",
        "Hand in one submission for each, or say the rest in the text.",
    )


def doubt(side: tuple[Token, ...]) -> Remark | None:
    """Why one side of a phrase cannot be a day, by the classes of its tokens."""
    for token in side:
        if token.kind in _VAGUE:
            code, what = _VAGUE[token.kind]
            return Remark(code, f"“{_text(side)}” {what}", _SPELL_OUT)
        if token.kind in "?q":
            return _ambiguous(token)
        if token.kind == "!":
            return impossible(side)
    return None


def impossible(side: tuple[Token, ...]) -> Remark:
    """No calendar has this day."""
    return Remark("impossible-date", f"no calendar has the day “{_text(side)}”", _SPELL_OUT)


def missing_year(phrase: Phrase) -> Remark:
    """A day without its year, and nothing to tell which."""
    return Remark("missing-year", f"“{_text(phrase.start)}” leaves out its year", _SPELL_OUT)


def end_before_start(first: dt.date, last: dt.date) -> Remark:
    """An inverted span: its start is kept, its end is dropped."""
    return Remark(
        "end-before-start",
        f"the end {last.isoformat()} lies before the start {first.isoformat()};"
        " the start is kept, the end is dropped",
        "Ask the sender when it ends, and correct the dates.",
    )


def weekday_remarks(side: tuple[Token, ...], day: dt.date) -> tuple[Remark, ...]:
    """A weekday that is not the day's; the day is kept as written."""
    said = next((token for token in side if token.kind == "W"), None)
    if said is None or said.number == day.weekday():
        return ()
    return (
        Remark(
            "weekday-mismatch",
            f"{day.isoformat()} is a {day:%A}, not “{said.text.title()}”",
            "Ask the sender which of the two is right.",
        ),
    )


def list_remarks(phrase: Phrase, first: dt.date, last: dt.date) -> tuple[Remark, ...]:
    """Days apart that are shown as one span."""
    if not phrase.listed or (last - first).days < phrase.listed:
        return ()
    return (
        Remark(
            "separate-days",
            f"{first.isoformat()} and {last.isoformat()} are days apart, shown as one span",
            "Say in the text which days are meant.",
        ),
    )


def far_remarks(first: dt.date, reference: dt.date | None) -> tuple[Remark, ...]:
    """A start more than a year ahead: often last year's calendar, or a slip."""
    if reference is None or first - reference <= _FAR:
        return ()
    return (
        Remark(
            "far-ahead",
            f"{first.isoformat()} is more than a year after {reference.isoformat()}",
            "Check the year.",
        ),
    )


def _ambiguous(token: Token) -> Remark:
    """A day in figures that may be day first or month first: both, and no choice."""
    readings = " or ".join(
        f"{reading.day} {month_name[reading.month or 0]}{_year(reading.year)}"
        for reading in token.readings.values()
    )
    return Remark("ambiguous-date", f"“{token.text}” may be {readings}", _SPELL_OUT)


def _year(year: int | None) -> str:
    return "" if year is None else f" {year}"


def _text(side: tuple[Token, ...]) -> str:
    return " ".join(token.text for token in side).replace(" - ", "-").title()

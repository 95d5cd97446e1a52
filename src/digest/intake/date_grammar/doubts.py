"""The remarks about dates: what a text leaves open, said to the person who can settle it."""

from __future__ import annotations

import datetime as dt
import re
from calendar import month_name
from collections.abc import Mapping
from types import MappingProxyType

from digest.intake.date_grammar.days import last_sunday
from digest.intake.date_grammar.phrases import Phrase, Phrases
from digest.intake.date_grammar.tokens import Token
from digest.intake.remarks import Remark

_SPELL_OUT = "Write day, month in letters and year: 8–9 September 2023."
_FAR = dt.timedelta(days=366)
_APPROXIMATE = ("approximate-date", "says about when, and not which day")
_RELATIVE = ("relative-date", "depends on the day it is read")
_VAGUE: Mapping[str, tuple[str, str]] = MappingProxyType(
    dict.fromkeys("AS~a", _APPROXIMATE) | dict.fromkeys("QVv", _RELATIVE)
)
_ZONE = re.compile("h,?[YZ]")
_SHOWN = 80  # characters of a text that a remark quotes


def unread(text: str, said: Phrases) -> Remark:
    """Nothing in the text is a day."""
    quoted = text.strip()[:_SHOWN]
    if said.is_recurring:
        return Remark(
            "recurring-date", f"“{quoted}” comes again and again; no day is taken", _SPELL_OUT
        )
    return Remark("unread-date", f"no date could be read in “{quoted}”", _SPELL_OUT)


def recurring(text: str) -> Remark:
    """It comes again and again, and only the days between which it does are written."""
    return Remark(
        "recurring-date",
        f"“{text.strip()[:_SHOWN]}” comes again and again; the whole span is shown",
        _SPELL_OUT,
    )


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


def zone_remarks(tokens: tuple[Token, ...], day: dt.date | None) -> tuple[Remark, ...]:
    """A zone beside a time that is not the one of its season: "17:00 CET" in July."""
    kinds = "".join(token.kind for token in tokens)
    named = _ZONE.search(kinds)
    if day is None or named is None:
        return ()
    said = tokens[named.end() - 1]
    is_summer = last_sunday(day.year, 3) < day < last_sunday(day.year, 10)
    if is_summer == (said.kind == "Z"):
        return ()
    return (
        Remark(
            "zone-mismatch",
            f"“{said.text.upper()}” is {'winter' if is_summer else 'summer'} time,"
            f" and {day.isoformat()} is in {'summer' if is_summer else 'winter'}",
            "Ask the sender what time is meant.",
        ),
    )


def counted(text: str, day: dt.date) -> Remark:
    """A day that a spreadsheet wrote as the number it keeps."""
    return Remark(
        "spreadsheet-date",
        f"“{text}” is read as {day.isoformat()}, as spreadsheets count days",
        "Check the day: some spreadsheets count from 1904, four years later.",
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

"""Dates as people write them, read without guessing: what cannot be read for sure is a remark."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from digest.intake.date_grammar import doubts
from digest.intake.date_grammar.contexts import scan
from digest.intake.date_grammar.days import (
    Written,
    dated,
    first_day,
    is_possible,
    last_day,
    shared,
)
from digest.intake.date_grammar.lexicon import ENGLISH, lexicon
from digest.intake.date_grammar.phrases import Phrase, Phrases, phrases
from digest.intake.date_grammar.tokens import Token
from digest.intake.remarks import Remark


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a text says about days. ``starts`` is never after ``ends``."""

    starts: dt.date | None = None
    ends: dt.date | None = None  # None beside a start: it is open, or was not understood
    deadline: dt.date | None = None
    is_deadline: bool = False  # the text speaks of a deadline, whether or not it was understood
    is_whole: bool = False  # the text says nothing but days
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Days:
    first: dt.date | None = None
    last: dt.date | None = None
    remarks: tuple[Remark, ...] = ()


def read_dates(text: str, *, reference: dt.date | None, language: str = ENGLISH) -> DateReading:
    """Read a span, a day, an open start or a deadline; never raises.

    Args:
        text: as written; its first 500 characters are read.
        reference: the day it was published. A date without a year is in the year in which it is
            at most three months before; without a reference it stays unread.
        language: BCP 47, of the names of months and weekdays; English ones are always read.
    """
    if not text.strip():
        return DateReading()
    tokens = scan(text, lexicon(language))
    said = phrases(tokens)
    if said.span is None and said.deadline is None:
        return DateReading(is_deadline=said.is_call, remarks=(doubts.unread(text, said),))
    span = _days(said.span, reference)
    deadline = _days(said.deadline, reference)
    more = (doubts.more(text),) if said.has_more else ()
    if said.is_recurring:
        more = (doubts.recurring(text), *more)
    zone = doubts.zone_remarks(tokens, deadline.last or span.first)
    return replace(
        _reading(said, span, deadline),
        is_whole=said.is_whole,
        remarks=span.remarks + deadline.remarks + zone + more,
    )


def _reading(said: Phrases, span: _Days, deadline: _Days) -> DateReading:
    is_open = said.span is not None and said.span.is_open
    if said.deadline is not None:
        return _with_deadline(said.deadline, span, deadline, is_open=is_open)
    if said.span is None or is_open or not said.is_call:
        return DateReading(span.first, None if is_open else span.last)
    # "12 November – 15 December: call for applications" is the time to apply in
    starts = None if said.span.is_single else span.first
    return DateReading(starts, None, span.last, is_deadline=True)


def _with_deadline(phrase: Phrase, span: _Days, deadline: _Days, *, is_open: bool) -> DateReading:
    starts, ends = span.first, None if is_open else span.last
    if starts is None and not phrase.is_single:
        starts = deadline.first  # "Deadline: from 1 to 31 May"
    closes = deadline.last
    if phrase.excludes_day and deadline.first is not None:
        closes = dt.date.fromordinal(max(deadline.first.toordinal() - 1, 1))
    return DateReading(starts, ends, closes, is_deadline=True)


def _days(phrase: Phrase | None, reference: dt.date | None) -> _Days:
    """The first and the last day of a phrase, with what is wrong with them."""
    if phrase is None:
        return _Days()
    doubt = doubts.doubt(phrase.start) or doubts.doubt(phrase.end)
    if doubt is not None:
        return _Days(remarks=(doubt,))
    start, end = shared(_written(phrase.start), _written(phrase.end, is_end=True))
    is_year_inferred = start.year is None and is_possible(start) and is_possible(end)
    if is_year_inferred and reference is None:
        return _Days(remarks=(doubts.missing_year(phrase),))
    if is_year_inferred and reference is not None:
        start, end = dated(start, end, reference, direction=phrase.direction)
    return _checked(phrase, first_day(start), last_day(end), reference)


def _checked(
    phrase: Phrase, first: dt.date | None, last: dt.date | None, reference: dt.date | None
) -> _Days:
    if first is None:
        return _Days(remarks=(doubts.impossible(phrase.start),))
    if last is None:
        return _Days(first, None, (doubts.impossible(phrase.end),))
    remarks = doubts.weekday_remarks(phrase.start, first) + doubts.far_remarks(first, reference)
    if not phrase.is_single:
        remarks += doubts.weekday_remarks(phrase.end, last)
    if last < first:
        return _Days(first, None, (*remarks, doubts.end_before_start(first, last)))
    return _Days(first, last, remarks + doubts.list_remarks(phrase, first, last))


def _written(side: tuple[Token, ...], *, is_end: bool = False) -> Written:
    """What one side of a phrase says, by the classes of its tokens."""
    numbers = {token.kind: token.number for token in side}
    for token in side:
        for reading in token.readings.values():
            return replace(reading, year=reading.year or numbers.get("y"))
    days = [token.number for token in side if token.kind == "d"]
    year, month = numbers.get("y"), numbers.get("M")
    if month is None and len(days) > 1:
        return Written(year, days[0], days[1])  # "05-20", after a day with its year first
    if month is None and "-" in numbers and days:
        return Written(year, days[0])  # "2023-10"
    day = days[-1 if is_end else 0] if days else None
    return Written(year, month, day)

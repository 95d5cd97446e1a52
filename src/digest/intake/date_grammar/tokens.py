"""Texts as tokens: names, numbers and dates in figures, each of a class of one letter.

Beside the classes of ``lexicon``: d a day's number · y a year · I a day, year first ·
N a day in figures · n one without its year · ? and q such days that can be read in two ways ·
! a day no calendar has · h a time of day · G two figures right behind a name ·
- / & , ; as they stand · x a word that means nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from digest.intake.date_grammar.days import Written, is_possible
from digest.intake.date_grammar.lexicon import DAY_FIRST, MONTH_FIRST, Lexicon, Word, lowered

LONGEST = 500  # characters; what people write about a date has fewer
CENTURY = 2000  # of years written with two figures
FIGURES = re.compile("[0-9]+")
_YEARS = range(1900, 2101)  # any other number of four figures is no year
_HOURS, _MINUTES = range(25), range(60)

_TIME = (
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?(?:[ap]\.?m|[πμ]\.?μ)\b\.?|h\b)?"
    r"|[0-9]{1,2}(?:[.][0-9]{2})?\s?(?:(?:[ap]\.?m|[πμ]\.?μ)\b\.?|h[0-9]{0,2}\b|hrs?\b|o'clock\b)"
)
_PIECE = r"""
    (?P<iso>(?<![0-9])[0-9]{{4}}(?P<i>[-/.|])\s?[0-9]{{1,2}}(?P=i)\s?[0-9]{{1,2}}(?![0-9])
        (?:t[0-9]{{2}}:?[0-9]{{2}}(?::?[0-9]{{2}}(?:\.[0-9]{{1,9}})?)?(?:z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?)
        {tail}
  | (?P<numeric>(?<![0-9])[0-9]{{1,2}}\s?(?P<s>[-/.|])\s?[0-9]{{1,2}}\s?(?P=s)
        (?:\s?[0-9]{{4}}(?![0-9:])|(?<!-)[0-9]{{2}}(?![0-9:])
        |\s[0-9]{{2}}(?=\s?(?:-|$))))\.?{tail}
  | (?P<time>(?<![0-9])
        (?:[0-9]{{1,2}}(?:[.:][0-9]{{2}})?\s?-\s?(?={time}))?(?:{time})(?:\s?-\s?(?:{time}))?)
  | (?P<short>(?<![0-9])[0-9]{{1,2}}(?P<t>[/.|])[0-9]{{1,2}}(?![0-9:])\.?
        |(?<![0-9])[0-9]{{1,2}}\.\s[0-9]{{1,2}}(?=\.(?!\s?[0-9]))\.){tail}
  | (?<!\w)'(?P<short_year>[0-9]{{2}})(?![0-9])
  | (?P<number>[0-9]+)\.?{tail}
  | (?P<word>[^\W\d_]+)(?:(?P<glued>[0-9]{{2}})(?![0-9]))?\.?
  | (?P<mark>[-/&,;])
"""
_TAIL = r"(?:[-:'.]?(?P<tail{number}>{tails})(?![^\W\d_]))?\.?"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")  # "dateBegin", as machines write it
_ALWAYS = "24/7"  # open day and night, not the 24th of July


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a text: its class, what it stands for, and the text itself."""

    kind: str
    text: str
    number: int = 0  # of a day, year, month or weekday
    month: int = 0  # of a word that may be a weekday or a month
    readings: Mapping[str, Written] = field(default_factory=dict)  # of figures, by their order


def tokens(text: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens of a text, in order; linear in its length, and of its first 500 characters."""
    spaced = _CAMEL.sub(" ", text[:LONGEST])
    plain = lexicon.joined(" ".join(lowered(spaced).split())[:LONGEST])
    pattern = _pattern("|".join(sorted(lexicon.tails, key=len, reverse=True)))
    return tuple(token for each in pattern.finditer(plain) for token in _tokens(each, lexicon))


@lru_cache(maxsize=64)
def _pattern(tails: str) -> re.Pattern[str]:
    """The pattern of a token, for a language's endings of numbers: "8th", "8-án"."""
    filled = _PIECE.replace("{tail}", "{}").format(
        *(_TAIL.format(number=number, tails=tails) for number in range(4)), time=_TIME
    )
    return re.compile(filled, re.VERBOSE)


def _tokens(match: re.Match[str], lexicon: Lexicon) -> Iterator[Token]:
    if match["word"]:
        yield from _words(match, lexicon)
        return
    yield _figure(match, lexicon)
    tail = match["tail0"] or match["tail1"] or match["tail2"] or match["tail3"]
    if tail is not None and (kind := lexicon.tails[tail]) != "o":
        yield Token(kind, tail)


def _words(match: re.Match[str], lexicon: Lexicon) -> Iterator[Token]:
    word, glued = match["word"], match["glued"]
    known = lexicon.look_up(word) or Word("x")
    if known.before:
        yield Token(known.before, word)
    yield Token(known.kind, match.group(), known.number, known.month)
    if known.behind:
        yield Token(known.behind, word)
    if glued is not None:
        kind = "G" if known.kind == "M" else "d"
        yield Token(kind, glued, int(glued))


def _figure(match: re.Match[str], lexicon: Lexicon) -> Token:
    text = match.group()
    if match["iso"]:
        return _year_first(text)
    if match["numeric"] or match["short"]:
        return _figures(
            match["numeric"] or match["short"], match["s"] or match["t"] or ".", lexicon
        )
    if match["time"]:
        return Token("h", text)
    if match["short_year"]:
        return Token("y", text, CENTURY + int(match["short_year"]))
    return number_token(match["number"]) if match["number"] else Token(text, text)


def number_token(digits: str) -> Token:
    """A number that stands alone: a day, a year, or nothing."""
    if len(digits) <= len("31"):
        return Token("d", digits, int(digits))
    if len(digits) == len("2023") and int(digits) in _YEARS:
        return Token("y", digits, int(digits))
    if len(digits) == len("20230908"):
        written = Written(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        if written.year in _YEARS and is_possible(written):
            return Token("I", digits, readings={DAY_FIRST: written})
    return Token("x", digits)


def _year_first(text: str) -> Token:
    """A day written as ISO 8601 has it, or with other marks between; never day before month."""
    year, month, day = (int(part) for part in FIGURES.findall(text)[:3])
    written = Written(year, month, day)
    if written == Written(0, 0, 0):
        return Token("x", text)  # a database's way of saying "none"
    if year not in _YEARS or not is_possible(written):
        return Token("!", text)
    return Token("I", text, readings={DAY_FIRST: written})


def _figures(text: str, mark: str, lexicon: Lexicon) -> Token:
    """A day in figures. Dots and pipes are day first; slashes and dashes may be either."""
    first, second, *rest = (int(part) for part in FIGURES.findall(text))
    year = rest[0] if rest else None
    if year is not None and year < 100:  # noqa: PLR2004 - two figures
        year += CENTURY
    readings = _readings(Written(year, second, first), Written(year, first, second), mark, lexicon)
    if text == _ALWAYS or (year is None and not readings):
        is_time = mark == "." and first in _HOURS and second in _MINUTES and len(text) > len("9.0")
        return Token("h" if is_time else "x", text)
    if not readings or (year is not None and year not in _YEARS):
        return Token("!", text)
    is_certain = year is not None or (mark == "." and text.endswith("."))
    return Token(("N?" if is_certain else "nq")[len(readings) - 1], text, readings=readings)


def _readings(
    day_first: Written, month_first: Written, mark: str, lexicon: Lexicon
) -> Mapping[str, Written]:
    readings = {DAY_FIRST: day_first}
    if mark in "/-" and day_first != month_first:
        readings[MONTH_FIRST] = month_first
    elif mark == "." and day_first.year is None and lexicon.order == MONTH_FIRST:
        readings = {MONTH_FIRST: month_first} if is_possible(month_first) else readings
    return {order: each for order, each in readings.items() if is_possible(each)}

"""Texts as tokens: names, numbers and dates in figures, each of a class of one letter.

Beside the classes of ``lexicon``: d a day's number · y a year · I a day, year first ·
N a day in figures · n one without its year · ? and q such days that can be read in two ways ·
! a day no calendar has · - / & , as they stand · x a word that means nothing here.
Times of day are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from digest.intake.date_grammar.days import Written, is_possible
from digest.intake.date_grammar.lexicon import Lexicon, lowered

LONGEST = 500  # characters; what people write about a date has fewer
DAY_FIRST, MONTH_FIRST = "day first", "month first"
_YEARS = range(1900, 2101)  # any other number of four figures is no year
_CENTURY = 2000  # of years written with two figures
_FIGURES = re.compile("[0-9]+")
_SLANTED = re.compile("[-/]")
_CERTAIN = {"?": "N", "q": "n"}

_TIME = (
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]\.?m\b\.?)?"
    r"|[0-9]{1,2}(?:[.][0-9]{2})?\s?(?:[ap]\.?m\b\.?|h[0-9]{0,2}\b|hrs?\b|o'clock\b)"
)
_TOKEN = re.compile(
    rf"""
    (?P<iso>(?<![0-9])[0-9]{{4}}(?P<i>[-/.|])[0-9]{{1,2}}(?P=i)[0-9]{{1,2}}(?![0-9])
        (?:t[0-9]{{2}}:?[0-9]{{2}}(?::?[0-9]{{2}}(?:\.[0-9]{{1,9}})?)?(?:z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?)
  | (?P<numeric>(?<![0-9])[0-9]{{1,2}}\s?(?P<s>[-/.|])\s?[0-9]{{1,2}}\s?(?P=s)
        (?:\s?[0-9]{{4}}|(?<!-)[0-9]{{2}})(?![0-9:]))
  | (?P<time>(?<![0-9])
        (?:[0-9]{{1,2}}(?:[.:][0-9]{{2}})?\s?-\s?(?={_TIME}))?(?:{_TIME})(?:\s?-\s?(?:{_TIME}))?)
  | (?P<short>(?<![0-9])[0-9]{{1,2}}(?P<t>[/.|])[0-9]{{1,2}}(?![0-9:])\.?)
  | (?P<number>[0-9]+)(?:(?:st|nd|rd|th)\b)?\.?
  | (?P<word>[^\W\d_]+)\.?
  | (?P<mark>[-/&,])
    """,
    re.VERBOSE,
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−→", "-") | {"+": "&", "’": "'"})
_ALWAYS = "24/7"  # open day and night, not the 24th of July


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a text: its class, what it stands for, and the text itself."""

    kind: str
    text: str
    number: int = 0  # of a day, year, month or weekday
    readings: Mapping[str, Written] = field(default_factory=dict)  # of figures, by their order


def scan(text: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens of a text, in order; linear in its length, and of its first 500 characters."""
    plain = " ".join(lowered(text[:LONGEST]).split()).translate(_DASHES)[:LONGEST]
    tokens = tuple(_token(match, lexicon) for match in _TOKEN.finditer(plain))
    return _settled(tuple(_apart(tokens)))


def _token(match: re.Match[str], lexicon: Lexicon) -> Token:
    text = match.group()
    if match["iso"]:
        return _year_first(text)
    if match["numeric"] or match["short"]:
        return _figures(text, match["s"] or match["t"])
    if match["time"]:
        return Token("h", text)
    if match["number"]:
        return _number(match["number"])
    if match["word"]:
        known = lexicon.look_up(match["word"])
        return Token(known.kind, text, known.number) if known else Token("x", text)
    return Token(text, text)


def _number(digits: str) -> Token:
    if len(digits) <= len("31"):
        return Token("d", digits, int(digits))
    if len(digits) == len("2023") and int(digits) in _YEARS:
        return Token("y", digits, int(digits))
    return Token("x", digits)


def _year_first(text: str) -> Token:
    """A day written as ISO 8601 has it, or with other marks between; never day before month."""
    year, month, day = (int(part) for part in _FIGURES.findall(text)[:3])
    written = Written(year, month, day)
    if written == Written(0, 0, 0):
        return Token("x", text)  # a database's way of saying "none"
    if year not in _YEARS or not is_possible(written):
        return Token("!", text)
    return Token("I", text, readings={DAY_FIRST: written})


def _figures(text: str, mark: str) -> Token:
    """A day in figures. Dots and pipes are day first; slashes and dashes may be either."""
    first, second, *rest = (int(part) for part in _FIGURES.findall(text))
    year = rest[0] if rest else None
    if year is not None and year < 100:  # noqa: PLR2004 - two figures
        year += _CENTURY
    readings = {DAY_FIRST: Written(year, second, first)}
    if mark in "/-" and first != second:
        readings[MONTH_FIRST] = Written(year, first, second)
    readings = {order: each for order, each in readings.items() if is_possible(each)}
    if text == _ALWAYS or (year is None and not readings):
        return Token("x", text)
    if not readings or (year is not None and year not in _YEARS):
        return Token("!", text)
    kinds = "nq" if year is None else "N?"
    return Token(kinds[len(readings) - 1], text, readings=readings)


def _apart(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """Tokens with two days before a month's name taken apart: "8/9 September"."""
    for token, following in pairwise((*tokens, Token("", ""))):
        if token.kind in "nq" and following.kind == "M":
            first, second = _FIGURES.findall(token.text)
            yield from (_number(first), Token("/", "/"), _number(second))
        else:
            yield token


def _settled(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Tokens after those that can be read in one way only have said which way is meant.

    In "11/10 – 11/24" the second day is month first; nobody changes order within a line.
    """
    orders = {order for token in tokens if (order := _order(token))}
    if len(orders) != 1:
        return tokens
    (order,) = orders
    return tuple(
        replace(token, kind=_CERTAIN[token.kind], readings={order: token.readings[order]})
        if token.kind in _CERTAIN
        else token
        for token in tokens
    )


def _order(token: Token) -> str | None:
    """The order a token in figures with slashes or dashes can only have."""
    is_telling = token.kind in "Nn" and _SLANTED.search(token.text) and len(token.readings) == 1
    figures = [int(part) for part in _FIGURES.findall(token.text)[:2]]
    return next(iter(token.readings)) if is_telling and figures[0] != figures[1] else None

"""The grammars: patterns over the classes of tokens, from the fullest phrase to the barest.

A text becomes a string of letters, one for each token ("8–9 September 2023": ``d-dMy``), in which
the patterns are looked for in the order of their tables. See ``lexicon`` and ``tokens`` for the
letters. A language adds words to the lexicon; the patterns are for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from digest.intake.date_grammar.tokens import Token

_SILENT = "oh"  # words that say nothing, times of day
_FOREIGN = "x"  # what stands for nothing here, and for what was read already

_WEEKDAY = "(?:W,?)?"
_YEAR = "(?:,?y)?"
_DAY = rf"{_WEEKDAY}(?:dM{_YEAR}|Md{_YEAR}|[IN?!])(?:,?W(?!,?[dMINnq?!]))?"
_MONTH = r"(?<![AV~dnq])(?<![AV~]-)(?<![dnq],)M"
_VAGUE = rf"(?:A-?[MSyz]{_YEAR}|~{_DAY}|S{_YEAR}|Q|V(?:[zS]|W(?!,?d|z)|M(?!,?[dy])))"
_SIDE = rf"(?:{_VAGUE}|{_DAY}|[nq]|{_MONTH}{_YEAR})"
_LIMIT = rf"(?:{_VAGUE}|{_DAY}|[nq]|{_MONTH}(?:,?y|$))"
_TO = r",?(?P<mark>[-/T]{1,2}|A(?=(?:W,?)?(?:d|Md|[INnq?!])))"
_TO_OR_AND = _TO.replace("/T", "/T&")
_GAP = r"[^dMyINnq?!R]{0,6}?"  # a deadline's word need not touch its day
_ALONE = r"(?:^|(?<=F))"

_CLOSINGS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"L{_GAP}(?P<a>{_SIDE}){_TO}(?P<b>{_SIDE})",
        rf"(?:L{_GAP}|l)?(?P<before>P)T?(?P<a>{_LIMIT})",
        rf"(?:L{_GAP}|l|B)[BT]?(?P<a>{_LIMIT})",
        rf"(?P<a>{_DAY})l$",
    )
)
_SPANS = tuple(
    re.compile(f"(?P<opening>F)?{pattern}")
    for pattern in (
        rf"(?P<a>{_WEEKDAY}d)(?:,{_WEEKDAY}d){{0,9}}{_TO_OR_AND}(?P<b>{_WEEKDAY}dM{_YEAR})",
        rf"(?P<a>{_WEEKDAY}Md)(?:,d){{0,9}}{_TO_OR_AND}(?P<b>{_WEEKDAY}d(?!M){_YEAR})",
        rf"(?P<a>d){_TO_OR_AND}(?P<b>[Nn])",
        r"(?P<a>I)(?P<mark>[-/&])(?P<b>d-d|d)(?![dM-])",
        rf"(?P<a>{_DAY})(?:,{_DAY}){{1,9}},?(?P<mark>&)(?P<b>{_DAY})",
        rf"(?P<a>{_SIDE}){_TO_OR_AND}(?P<b>{_SIDE})",
        rf"(?P<a>{_DAY})(?:,{_DAY}){{0,9}}(?P<mark>,)(?P<b>{_DAY})",
        rf"{_ALONE}(?P<a>y)(?P<mark>[-/T&])(?P<b>y)(?=$|(?<=Fy.y))",
    )
)
_UNTIL = re.compile(rf"T&?(?P<a>{_LIMIT})")
_SINGLES = tuple(
    re.compile(f"(?P<opening>F)?(?P<a>{pattern})(?P<onwards>f)?")
    for pattern in (
        rf"(?<!~)(?<!~W)(?<!~W,){_DAY}",
        "W,?[nq]",
        rf"{_ALONE}[nq]W?$",
        rf"{_MONTH},?y",
        rf"{_ALONE}(?:M|y|y-d)$",
        _VAGUE,
    )
)
_ANY_DAY = re.compile(_DAY)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of tokens that speaks of days, from its start to its end."""

    start: tuple[Token, ...]
    end: tuple[Token, ...]  # the start again where one day, month or year is written
    is_open: bool = False  # "from 5 September"
    excludes_day: bool = False  # "before 15 August"
    listed: int = 0  # how many days "22 and 29 September" names, where it is no "from … to"

    @property
    def is_single(self) -> bool:
        """Whether one day, month or year is written."""
        return self.start is self.end


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a text says about days, before anyone asks the calendar."""

    span: Phrase | None
    deadline: Phrase | None
    is_call: bool  # speaks of a call or a deadline somewhere
    is_recurring: bool
    has_more: bool  # another day is written, beside those found
    is_whole: bool  # nothing else is said


def phrases(tokens: tuple[Token, ...]) -> Phrases:
    """What the tokens say: first a deadline, then a span, then a day, a month or a year."""
    said = tuple(token for token in tokens if token.kind not in _SILENT)
    letters = rest = "".join(token.kind for token in said)
    closing = _found(_CLOSINGS, rest)
    rest = _without(rest, closing)
    span = _found(_SPANS, rest)
    if span is None and closing is None:
        closing = _UNTIL.search(rest)
        rest = _without(rest, closing)
    if span is None:
        span = _found(_SINGLES, rest)
    return Phrases(
        span=_phrase(span, said),
        deadline=_phrase(closing, said),
        is_call="L" in letters or "C" in letters,
        is_recurring="R" in letters or "Wz" in letters,  # "the last Friday of the month"
        has_more=_ANY_DAY.search(_without(rest, span)) is not None,
        is_whole=_FOREIGN not in letters and not (span is None and closing is None),
    )


def _found(patterns: Iterable[re.Pattern[str]], letters: str) -> re.Match[str] | None:
    return next((match for each in patterns if (match := each.search(letters))), None)


def _without(letters: str, match: re.Match[str] | None) -> str:
    if match is None:
        return letters
    return letters[: match.start()] + _FOREIGN * len(match.group()) + letters[match.end() :]


def _phrase(match: re.Match[str] | None, said: tuple[Token, ...]) -> Phrase | None:
    if match is None:
        return None
    groups = match.groupdict()
    start = said[slice(*match.span("a"))]
    is_from = groups.get("opening") is not None
    if groups.get("b") is None:
        is_open = is_from or groups.get("onwards") is not None
        return Phrase(start, start, is_open=is_open, excludes_day=bool(groups.get("before")))
    is_list = groups["mark"] in ("&", ",") and not is_from
    days = sum(token.kind in "dIN" for token in said[slice(*match.span())])
    return Phrase(start, said[slice(*match.span("b"))], listed=days if is_list else 0)

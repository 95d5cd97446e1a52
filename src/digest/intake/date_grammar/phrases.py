"""The grammars: patterns over the classes of tokens, from the fullest phrase to the barest.

A text becomes a string of letters, one for each token ("8–9 September 2023": ``d-dMy``), in which
the patterns are looked for in the order of their tables. See ``lexicon`` and ``tokens`` for the
letters. A language adds words to the lexicon; the patterns are for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digest.intake.date_grammar.tokens import Token

_SILENT = "ohEHYZ"  # words that say nothing, times of day
_FOREIGN = "x"  # what stands for nothing here, and for what was read already
_DIRECTIONS: Mapping[str, int] = {"V": 1, "v": -1}

_WEEKDAY = "(?:W,?)?"
_YEAR = "(?:,?y)?"
_YEAR_FIRST = "(?:(?<![dM])(?<![dM],)y,?)"
_DAY = (
    rf"(?:{_WEEKDAY}(?:dM{_YEAR}|Md{_YEAR}|[IN?!]|[nq],?y)"
    rf"|{_WEEKDAY}{_YEAR_FIRST}{_WEEKDAY}(?:Md|dM)(?!,?y))"
    r"(?:,?W(?!,?[dMINnq?!]))?"
)
_NO_DAY_BEFORE = "(?<![AV~dnq])(?<![AV~]-)(?<![dnq],)"
_MONTH = rf"(?:{_NO_DAY_BEFORE}(?:{_YEAR_FIRST}M|M{_YEAR}))"
_DATED_MONTH = rf"(?:{_NO_DAY_BEFORE}(?:{_YEAR_FIRST}M|M,?y))"
_VAGUE = (
    rf"(?:A-?z?[MSyz]{_YEAR}|~{_DAY}|{_DAY}f?a|{_MONTH}A(?!,?[dMINnq])|S{_YEAR}|Q"
    r"|[Vv](?:[zS]|W(?!,?d|z)|M(?!,?[dy]))|[zSW][Vv](?!,?d)|(?<![dnq])M[Vv])"
)
_SIDE = rf"(?:{_VAGUE}|{_DAY}|{_WEEKDAY}[nq](?:,?W(?!,?[dMINnq?!]))?|{_MONTH})"
_LIMIT = rf"(?:{_VAGUE}|{_DAY}|{_WEEKDAY}[nq]|{_DATED_MONTH}|{_NO_DAY_BEFORE}M$)"
_MORE_DAYS = rf"(?:(?:,|,?&|[-/]){_WEEKDAY}d){{0,9}}"
_GROUP = rf"{_WEEKDAY}d(?:(?:,|,?&|[-/Tt]){_WEEKDAY}d){{0,9}}M{_YEAR}"
_MARK = r"[-/Ttf]{1,2}&?"
_LABEL = r"/?A(?=(?:W,?)?(?:d|Md|[INnq?!]))"  # "End date: 8 May"
_TO = rf",?&?(?P<mark>{_MARK}|{_LABEL})"
_TO_OR_AND = rf",?(?P<mark>&?{_MARK}|&|{_LABEL})"
_GAP = r"[^dMyINnq?!R]{0,6}?"  # a deadline's word need not touch its day
_ALONE = r"(?:^|(?<=F))"

_CLOSINGS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"K{_GAP}(?P<a>{_DAY}),?(?P<mark>A?[-Tt]?)(?P<b>{_DAY})",
        rf"L{_GAP}(?P<a>{_SIDE}){_TO}(?P<b>{_SIDE})",
        rf"(?:L{_GAP}|l)?(?P<before>P)[TtF]?-?(?P<a>{_LIMIT})",
        rf"(?:L{_GAP}|l|B)[BTt]{{0,2}}&?(?P<a>{_LIMIT})",
        rf"(?P<a>{_LIMIT})f?(?P<before>p)",
        rf"(?P<a>{_DAY})[lB]$",
    )
)
_SPANS = tuple(
    re.compile(f"(?P<opening>F)?(?:W[-Tt/]W,?)?{pattern}")
    for pattern in (
        rf"(?P<a>{_GROUP})(?:,{_GROUP}){{0,9}}(?P<mark>,?&|,)(?P<b>{_GROUP})",
        (
            rf"(?P<a>{_YEAR_FIRST}?{_WEEKDAY}d(?:,?W)?){_MORE_DAYS}{_TO_OR_AND}"
            rf"(?P<b>{_WEEKDAY}dM{_YEAR})"
        ),
        (
            rf"(?P<a>{_YEAR_FIRST}?{_WEEKDAY}Md(?:,?W)?)(?:,d){{0,9}}{_TO_OR_AND}"
            rf"(?P<b>{_WEEKDAY}d(?!M){_YEAR}(?:,?W(?!,?d))?)"
        ),
        rf"(?P<a>{_WEEKDAY}d){_MORE_DAYS}{_TO_OR_AND}(?P<b>{_WEEKDAY}(?:N|n{_YEAR}))",
        r"(?P<a>I)(?P<mark>[-/&])(?P<b>d-d|d)(?![dM-])",
        rf"(?P<a>{_DAY})(?:,{_DAY}){{1,9}},?(?P<mark>&)(?P<b>{_DAY})",
        rf"(?P<a>{_SIDE}){_TO_OR_AND}(?P<b>{_SIDE})",
        rf"(?P<a>{_DAY})(?:,{_DAY}){{0,9}}(?P<mark>,)(?P<b>{_DAY})",
        rf"{_ALONE}(?P<a>y)(?P<mark>[-/Tt&])(?P<b>y)(?=$|(?<=Fy.y))",
        r"^(?P<a>dMy)(?P<mark>)(?P<b>dMy)$",  # a calendar's two leaves
        r"^(?P<a>[NI])(?P<mark>)(?P<b>[NI])$",
    )
)
_UNTIL = tuple(re.compile(each) for each in (rf"T[Tt]?&?(?P<a>{_LIMIT})", rf"(?P<a>{_LIMIT})u"))
_SINGLES = tuple(
    re.compile(f"(?P<opening>F)?(?P<a>{pattern})(?P<onwards>f)?")
    for pattern in (
        rf"(?<!~)(?<!~W)(?<!~W,)(?>{_DAY})(?!f?a)",
        "W,?[nq]",
        rf"{_ALONE}[nq]W?$",
        rf"{_DATED_MONTH}(?!A)",
        rf"{_ALONE}(?:M|y|y-d)$",
        _VAGUE,
    )
)
_ANY_DAY = re.compile(_DAY)
_MISSING_DAY = re.compile("-M")  # a calendar's leaf: "– / SEP / 2022"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of tokens that speaks of days, from its start to its end."""

    start: tuple[Token, ...]
    end: tuple[Token, ...]  # the start again where one day, month or year is written
    is_open: bool = False  # "from 5 September"
    excludes_day: bool = False  # "before 15 August"
    listed: int = 0  # how many days "22 and 29 September" names, where it is no "from … to"
    direction: int = 0  # 1: "le 8 septembre prochain"; -1: "dernier"

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
    if _MISSING_DAY.match(letters):
        said, letters, rest = (), "", ""
    closing = _found(_CLOSINGS, rest)
    rest = _without(rest, closing)
    span = _found(_SPANS, rest)
    if closing is None:  # "register until 1 May; meeting 5–7 June" has one before its span
        closing = _found(_UNTIL, rest if span is None else rest[: span.start()])
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
    return letters[: match.start()] + _FOREIGN * len(match[0]) + letters[match.end() :]


def _phrase(match: re.Match[str] | None, said: tuple[Token, ...]) -> Phrase | None:
    if match is None:
        return None
    groups = match.groupdict()
    start = said[slice(*match.span("a"))]
    is_from = groups.get("opening") is not None
    direction = _DIRECTIONS.get(match.string[match.end() : match.end() + 1], 0)
    if groups.get("b") is None:
        is_open = is_from or groups.get("onwards") is not None
        is_before = bool(groups.get("before"))
        return Phrase(start, start, is_open, excludes_day=is_before, direction=direction)
    is_list = groups["mark"] in ("&", ",", ",&") and not is_from
    days = sum(token.kind in "dIN" for token in said[slice(*match.span())])
    end = said[slice(*match.span("b"))]
    return Phrase(start, end, listed=days if is_list else 0, direction=direction)

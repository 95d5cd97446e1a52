"""The words dates are written with, per language: names from the CLDR, small words from here.

A word's class is one letter, so that a sentence becomes a short string of letters
that the grammars in ``phrases`` are patterns over:

    M month · W weekday · F from · f onwards · T to, until · B by · P before · C call
    L deadline, anywhere before a day · l closing, right before it
    A part of a month (end, early) · S season · ~ about · Q today · V next · z week, month
    R every · o says nothing (the, of)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

ENGLISH = "en"
_SHORTEST = 3  # letters a shortened month has: "Sep", "Sept"

_SMALL_WORDS: Mapping[str, Mapping[str, str]] = {
    ENGLISH: {
        "F": "from between since starts starting begins opens as",
        "f": "onwards onward",
        "T": "to until untill till til through thru than ending ends",
        "B": "by",
        "P": "before prior",
        "L": "deadline deadlines closes expires aoe",
        "l": "close closing closed due latest",
        "C": "call calls applications submissions proposals nominations",
        "A": "end beginning start middle mid early late",
        "S": "spring summer autumn fall winter",
        "~": "about around approximately approx circa ca after",
        "Q": "today tomorrow tonight yesterday now soon",
        "V": "this next last coming following",
        "z": "day days week weeks weekend weekends month months year years fortnight",
        "R": "every each daily weekly fortnightly monthly yearly recurring annually",
        "o": "the of on in at a during throughout all whole date dates day is st nd rd th"
        " including inclusive cet cest gmt utc bst eet eest",
        "&": "and",
    },
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word that means something in a date: its class, and a month's or weekday's number."""

    kind: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words mean in dates, in one language and in English."""

    words: Mapping[str, Word]
    months: tuple[tuple[str, int], ...]  # full names, for shortened ones

    def look_up(self, word: str) -> Word | None:
        """What a word in lower case means; None where it means nothing in a date."""
        known = self.words.get(word)
        if known is not None or len(word) < _SHORTEST:
            return known
        numbers = {number for name, number in self.months if name.startswith(word)}
        return Word("M", numbers.pop()) if len(numbers) == 1 else None


def lowered(text: str) -> str:
    """A text in lower case, each letter in one piece with its accents."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=64)
def lexicon(language: str) -> Lexicon:
    """The words of a language (BCP 47), with English beside it, which members write everywhere.

    Names of months and weekdays are the CLDR's, as Babel carries them. A language that is not
    known reads as English.
    """
    words: dict[str, Word] = {}
    months: dict[str, int] = {}
    for tag in dict.fromkeys((ENGLISH, language)):
        locale = _locale(tag)
        small = _SMALL_WORDS.get(tag.split("-")[0], {})
        words |= {word: Word(kind) for kind, line in small.items() for word in line.split()}
        if locale is not None:
            words |= _named(locale, "W") | _named(locale, "M")
            months |= _names(locale, "M", widths=("wide",))
    return Lexicon(MappingProxyType(words), tuple(months.items()))


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _named(locale: Locale, kind: str) -> dict[str, Word]:
    names = _names(locale, kind, widths=("abbreviated", "wide"))
    words = {name: Word(kind, number) for name, number in names.items()}
    if kind == "W" and locale.language == ENGLISH:
        words |= {f"{name}s": Word("R") for name in _names(locale, kind, widths=("wide",))}
    return words


def _names(locale: Locale, kind: str, *, widths: tuple[str, ...]) -> dict[str, int]:
    table = locale.months if kind == "M" else locale.days
    return {
        lowered(name).rstrip("."): int(number)
        for context in ("stand-alone", "format")
        for width in widths
        for number, name in table[context][width].items()
        if name.strip(".")[:1].isalpha()
    }

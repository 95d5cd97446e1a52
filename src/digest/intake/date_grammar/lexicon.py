"""The words dates are written with, per language: names from the CLDR, small words from ``words``.

A word's class is one letter, so that a sentence becomes a short string of letters
that the grammars in ``phrases`` are patterns over:

    M month · W weekday · w either, by what stands beside it
    F from · f from, behind its day · T to, until · t to, between two days only
    u until, behind its day · B by · P before · p before, behind its day
    C call · K published on · L deadline, anywhere before a day · l closing, right before it
    A part of a month (end, early) · S season · ~ about · a about, behind its day
    Q today · V next, this · v last · z week, month · R every
    E o'clock, before the hour · H hours, behind it · Y winter time · Z summer time
    & and · o says nothing (the, of)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from digest.intake.date_grammar.words.baltic import BALTIC
from digest.intake.date_grammar.words.germanic import GERMANIC
from digest.intake.date_grammar.words.north_slavic import NORTH_SLAVIC
from digest.intake.date_grammar.words.others import OTHERS
from digest.intake.date_grammar.words.romance import ROMANCE
from digest.intake.date_grammar.words.south_slavic import SOUTH_SLAVIC
from digest.intake.date_grammar.words.vocabulary import Vocabulary

ENGLISH = "en"
DAY_FIRST, MONTH_FIRST = "day first", "month first"
_UNDECIDED = (ENGLISH, "und")  # "und" is no language; Babel would take it for American English
_SHORTEST = 3  # letters a shortened month has: "Sep", "Sept"
_VOCABULARIES: Mapping[str, Vocabulary] = MappingProxyType(
    {**GERMANIC, **ROMANCE, **NORTH_SLAVIC, **SOUTH_SLAVIC, **BALTIC, **OTHERS}
)
# Languages that are read with the tables and the names of others.
_RELATIVES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "nb": ("no",),
        "nn": ("no",),
        "sr": ("sr-Latn",),
        "sh": ("hr", "sr", "sr-Latn"),
        "bs": ("hr", "sr", "sr-Latn"),
        "cnr": ("hr", "sr", "sr-Latn"),
    }
)
_PLAIN = str.maketrans({**dict.fromkeys("‐‑‒–—―−→", "-"), **dict.fromkeys("’‘ʼ`´", "'"), "+": "&"})
_UNMARKED = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ħ": "h"})
_LETTERS = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile("'[^']*'")
_AROUND_A_WEEKDAY: Mapping[str, str] = MappingProxyType({"f": "F", "u": "T"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word that means something in a date."""

    kind: str
    number: int = 0  # of a month or weekday
    month: int = 0  # of a word that is a weekday or a month
    before: str = ""  # the class of what its ending says, for the words that stand before it
    behind: str = ""  # … or behind it


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words mean in dates, in one language and in English."""

    words: Mapping[str, Word]
    unmarked: Mapping[str, Word]  # the same, without accents
    months: tuple[tuple[str, int], ...]  # full names, for shortened ones
    tails: Mapping[str, str]  # endings of numbers, by their text
    expressions: re.Pattern[str] | None  # several words, or parts of one, that are one here
    order: str | None  # how 03/04 is written here
    order_with_year: str | None  # how 03/04/2023 is

    def look_up(self, word: str) -> Word | None:
        """What a word in lower case means; None where it means nothing in a date."""
        return self.words.get(word) or self._shortened(word) or self.unmarked.get(unmarked(word))

    def joined(self, text: str) -> str:
        """A text in which expressions of several words are one word each."""
        if self.expressions is None:
            return text
        return self.expressions.sub(lambda match: _one_word(match.group()), text)

    def _shortened(self, word: str) -> Word | None:
        if len(word) < _SHORTEST:
            return None
        numbers = {number for name, number in self.months if name.startswith(word)}
        return Word("M", numbers.pop()) if len(numbers) == 1 else None


def lowered(text: str) -> str:
    """A text in lower case, each letter in one piece with its accents; dashes are hyphens."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.replace("i̇", "i").translate(_PLAIN)


def unmarked(word: str) -> str:
    """A word without its accents, as capitals and foreign keyboards have it."""
    parts = unicodedata.normalize("NFD", word.translate(_UNMARKED))
    return "".join(part for part in parts if not unicodedata.combining(part))


@lru_cache(maxsize=64)
def lexicon(language: str) -> Lexicon:
    """The words of a language (BCP 47), with English beside it, which members write everywhere.

    Names of months and weekdays are the CLDR's, as Babel carries them. A language that is not
    known reads as English. A word of the language itself wins over an English one, a full name
    over a small word, and a small word over a shortened name.
    """
    words: dict[str, Word] = {}
    months: dict[str, int] = {}
    tails: dict[str, str] = {}
    for tag in _tags(language):
        vocabulary = _VOCABULARIES.get(tag.split("-")[0], Vocabulary({}))
        locale = _locale(tag)
        full = _full_names(locale, vocabulary)
        words |= _short_names(locale) | _small(vocabulary) | dict(_inflected(full, vocabulary))
        months |= {_one_word(name): word.number for name, word in full if word.kind == "M"}
        tails |= {tail: kind for kind, line in vocabulary.tails.items() for tail in line.split()}
    single = {_one_word(name): word for name, word in words.items()}
    order = _order(language)
    return Lexicon(
        words=MappingProxyType(single),
        unmarked=MappingProxyType({unmarked(name): word for name, word in single.items()}),
        months=tuple(months.items()),
        tails=MappingProxyType(tails),
        expressions=_expressions(words),
        order=order[0],
        order_with_year=order[1],
    )


def _tags(language: str) -> tuple[str, ...]:
    main = language.split("-", maxsplit=1)[0].lower()
    return tuple(dict.fromkeys((ENGLISH, *_RELATIVES.get(main, ()), main, language)))


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _small(vocabulary: Vocabulary) -> dict[str, Word]:
    return {
        lowered(word).replace("_", " "): Word(kind)
        for kind, line in vocabulary.words.items()
        for word in line.split()
    }


def _full_names(locale: Locale | None, vocabulary: Vocabulary) -> tuple[tuple[str, Word], ...]:
    """Every full name of a month or weekday, in the forms the CLDR and the tables have."""
    known = [] if locale is None else [*_names(locale, "M", "wide"), *_names(locale, "W", "wide")]
    rows = [("M", 1, row) for row in vocabulary.months]
    rows += [("W", 0, row) for row in vocabulary.weekdays]
    written = [
        (lowered(name).replace("_", " "), Word(kind, number))
        for kind, first, row in rows
        for number, name in enumerate(row.split(), start=first)
        if name != "."
    ]
    return (*known, *written)


def _inflected(
    names: tuple[tuple[str, Word], ...], vocabulary: Vocabulary
) -> Iterator[tuple[str, Word]]:
    """Full names with the endings of their language, then the names themselves."""
    for kind, line in vocabulary.endings.items():
        for ending in line.split():
            for name, word in names:
                if kind == "o":
                    yield name + ending, word
                elif word.kind == "M":
                    yield name + ending, Word("M", word.number, behind=kind)
                else:
                    yield name + ending, Word("W", word.number, before=_AROUND_A_WEEKDAY[kind])
    yield from names


def _short_names(locale: Locale | None) -> dict[str, Word]:
    """The CLDR's short names; one that is a weekday and a month as well is of class w."""
    if locale is None:
        return {}
    weekdays = dict(_names(locale, "W", "abbreviated"))
    months = dict(_names(locale, "M", "abbreviated"))
    both = {
        name: Word("w", weekdays[name].number, months[name].number)
        for name in weekdays.keys() & months.keys()
    }
    words = weekdays | months | both
    if locale.language == ENGLISH:
        words |= {f"{name}s": Word("R") for name, _ in _names(locale, "W", "wide")}
    return words


def _names(locale: Locale, kind: str, width: str) -> Iterator[tuple[str, Word]]:
    table = locale.months if kind == "M" else locale.days
    for context in ("stand-alone", "format"):
        for number, name in table[context][width].items():
            plain = lowered(name).strip(".")
            if plain[:1].isalpha():
                yield plain, Word(kind, int(number))


def _expressions(words: Mapping[str, Word]) -> re.Pattern[str] | None:
    several = sorted((word for word in words if not word.isalpha()), key=len, reverse=True)
    if not several:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, several))})(?!\w)")


def _one_word(text: str) -> str:
    return "".join(_LETTERS.findall(text))


def _order(language: str) -> tuple[str | None, str | None]:
    """Whether a day in figures has its day or its month first, as the CLDR has it.

    English alone does not decide: Britain writes the day first, America the month. In Hungarian
    and Lithuanian, which begin with the year, figures that end with it are no custom of theirs.
    """
    main, *rest = language.lower().split("-")
    has_country = any(len(part) == len("gb") for part in rest)
    locale = None if main in _UNDECIDED and not has_country else _locale(language)
    if locale is None:
        return None, None
    short = _QUOTED.sub("", locale.date_formats["short"].pattern)
    has_year_last = short.index("y") > short.index("d")
    skeleton = str(locale.datetime_skeletons["Md"].pattern)
    pattern = short if has_year_last else _QUOTED.sub("", skeleton)
    order = DAY_FIRST if pattern.index("d") < pattern.index("M") else MONTH_FIRST
    return order, order if has_year_last or order == DAY_FIRST else None

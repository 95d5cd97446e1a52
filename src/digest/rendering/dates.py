"""Days and spans of days as the Unicode CLDR writes them in a language.

CLDR has interval patterns with short months only ("8–9 Sept 2023") in most languages;
they are brought here to the form of a whole date: the month's name in full, also where the short
one is a number, and days without a zero in front where it has none.
See https://www.unicode.org/reports/tr35/tr35-dates.html#intervalFormats
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import DateTimePattern, format_skeleton, get_date_format, parse_pattern
from babel.lists import format_list

# "en" alone is American in CLDR; the newsletter's English is Europe's.
_LOCALES = {"en": "en_150"}
_FALLBACK = "en_150"
_SHORT_MONTH = re.compile(r"(?<!M)MMM(?!M)|(?<!L)LLL(?!L)")
_COUNTED_MONTH = re.compile(r"(?<!M)M\.")  # "8.–9. 9. 2023", in Czech and Slovak
_PADDED_DAY = re.compile(r"(?<!d)dd(?!d)")
# Patterns no Maltese reader would write: the year first, or between commas.
_PASSED_OVER = frozenset({("mt", "yMMMMd", "y"), ("mt", "yMMMMd", "M")})
_LARGEST_FIRST = ("y", "M", "d")
_CACHED = 4096


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The locale of a BCP 47 tag; of its first subtag, or Europe's English, where it is unknown."""
    for name in (language, language.partition("-")[0]):
        try:
            return Locale.parse(_LOCALES.get(name, name.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(_FALLBACK)


@lru_cache(maxsize=_CACHED)
def day(date: dt.date, language: str) -> str:
    """One day, in full: "8 September 2023"."""
    locale = locale_of(language)
    return get_date_format("long", locale).apply(date, locale)


@lru_cache(maxsize=_CACHED)
def month(date: dt.date, language: str) -> str:
    """The month a day lies in: "September 2023"."""
    return format_skeleton("yMMMM", date, locale=locale_of(language))


@lru_cache(maxsize=_CACHED)
def days(starts: dt.date, ends: dt.date, language: str) -> str:
    """A span of days, both included: "8–9 September 2023"; one day alone where they are equal."""
    if starts == ends:
        return day(starts, language)
    return _interval(("yMMMMd", "yMMMd"), starts, ends, language) or _two(
        day(starts, language), day(ends, language), language
    )


@lru_cache(maxsize=_CACHED)
def months(starts: dt.date, ends: dt.date, language: str) -> str:
    """A span of months, both included: "January 2021 – December 2024"."""
    first, last = month(starts, language), month(ends, language)
    if first == last:
        return first
    return _interval(("yMMMM", "yMMM"), starts, ends, language) or _two(first, last, language)


def names(each: tuple[str, ...], language: str) -> str:
    """Several names as one phrase: "A, B and C"."""
    return each[0] if len(each) == 1 else format_list(each, locale=locale_of(language))


def _interval(skeletons: tuple[str, ...], starts: dt.date, ends: dt.date, language: str) -> str:
    """The interval in the locale's own pattern; empty where CLDR has none."""
    differing = (starts.year != ends.year, starts.month != ends.month, starts.day != ends.day)
    patterns = _interval_patterns(skeletons, _LARGEST_FIRST[differing.index(True)], language)
    if not patterns:
        return ""
    return "".join(
        pattern.apply(date, locale_of(language))
        for pattern, date in zip(patterns, (starts, ends), strict=True)
    )


@lru_cache(maxsize=64)
def _interval_patterns(
    skeletons: tuple[str, ...], field: str, language: str
) -> tuple[DateTimePattern, ...]:
    """The patterns of the first and of the last day; none where CLDR has none."""
    locale = locale_of(language)
    if (locale.language, skeletons[0], field) in _PASSED_OVER:
        return ()
    formats = (locale.interval_formats.get(skeleton, {}) for skeleton in skeletons)
    pieces = next((each[field] for each in formats if field in each), ())
    whole = get_date_format("long", locale).pattern
    return tuple(parse_pattern(_as_in(whole, piece)) for piece in pieces)


def _as_in(whole: str, piece: str) -> str:
    """A pattern with its days and months as a whole date has them."""
    named = _COUNTED_MONTH.sub("MMMM", _SHORT_MONTH.sub(_widen, piece))
    return named if _PADDED_DAY.search(whole) else _PADDED_DAY.sub("d", named)


def _widen(short: re.Match[str]) -> str:
    return short[0] + short[0][0]


def _two(first: str, last: str, language: str) -> str:
    frame = str(locale_of(language).interval_formats.get(None, "{0} – {1}"))
    return frame.replace("{0}", first).replace("{1}", last)

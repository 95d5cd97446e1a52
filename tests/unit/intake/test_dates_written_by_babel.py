"""Every day and span that Babel writes in a language is read back, whatever its form."""

from __future__ import annotations

import datetime as dt

import pytest
from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.dates import read_dates

OFFICIAL = "bg hr cs da nl en-GB en-US et fi fr de el hu ga it lv lt mt pl pt ro sk sl es sv"
OTHERS = "no nb nn is tr uk sq sr sr-Latn bs mk ca en-IE pt-PT de-AT fr-BE"
LANGUAGES = tuple(f"{OFFICIAL} {OTHERS}".split())
WIDTHS = ("full", "long", "medium", "short")
SKELETONS = ("yMMMEd", "yMMMd", "yMMMMd", "yMd")
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))  # the short forms have two figures
SPANS = st.tuples(DAYS, DAYS).filter(lambda days: days[0] != days[1]).map(sorted)


def assert_reads(text: str, language: str, first: dt.date, last: dt.date) -> None:
    reading = read_dates(text, reference=None, language=language)
    assert (reading.starts, reading.ends, reading.remarks) == (first, last, ()), text


@pytest.mark.parametrize("language", LANGUAGES)
@given(day=DAYS)
def test_a_day(language, day):
    locale = Locale.parse(language, sep="-")
    for width in WIDTHS:
        assert_reads(format_date(day, width, locale), language, day, day)
    assert_reads(format_skeleton("yMMMEd", day, locale=locale), language, day, day)


@pytest.mark.parametrize("language", LANGUAGES)
@given(days=SPANS)
def test_a_span(language, days):
    locale = Locale.parse(language, sep="-")
    for skeleton in SKELETONS:
        text = format_interval(*days, skeleton, locale=locale)
        assert_reads(text, language, *days)


@pytest.mark.parametrize("language", LANGUAGES)
@given(day=DAYS)
def test_a_month(language, day):
    locale = Locale.parse(language, sep="-")
    text = format_skeleton("yMMMM", day, locale=locale)
    reading = read_dates(text, reference=None, language=language)
    assert (reading.starts, reading.remarks) == (day.replace(day=1), ())
    assert reading.ends is not None
    assert (reading.ends + dt.timedelta(days=1)).day == 1

"""From what was written to real days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.date_grammar.days import (
    Written,
    counted_day,
    dated,
    first_day,
    is_possible,
    last_day,
    last_sunday,
    months_before,
    shared,
)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        (Written(2023), dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
        (Written(2024, 2), dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        (Written(2023, 9, 8), dt.date(2023, 9, 8), dt.date(2023, 9, 8)),
        (Written(2023, 2, 29), None, None),
        (Written(2023, 13), None, None),
        (Written(None, 9, 8), None, None),
    ],
)
def test_first_and_last_day(written, first, last):
    assert (first_day(written), last_day(written)) == (first, last)


@pytest.mark.parametrize(
    ("written", "possible"),
    [(Written(None, 2, 29), True), (Written(2023, 2, 29), False), (Written(None, 6, 31), False)],
)
def test_possible_days(written, possible):
    assert is_possible(written) is possible


@pytest.mark.parametrize(
    ("start", "end", "both"),
    [
        (Written(day=8), Written(2023, 9, 9), (Written(2023, 9, 8), Written(2023, 9, 9))),
        (Written(None, 12, 28), Written(2024, 1, 3), (Written(2023, 12, 28), Written(2024, 1, 3))),
        (Written(2023, 12, 28), Written(None, 1, 3), (Written(2023, 12, 28), Written(2024, 1, 3))),
        (Written(day=9), Written(2023, 9, 8), (Written(2023, 9, 9), Written(2023, 9, 8))),
    ],
)
def test_two_sides_lend_each_other_what_one_leaves_out(start, end, both):
    assert shared(start, end) == both


@given(reference=st.dates(), start=st.dates(), end=st.dates())
def test_a_span_gets_a_year_whatever_the_reference(reference, start, end):
    sides = Written(None, start.month, start.day), Written(None, end.month, end.day)
    first, last = dated(*sides, reference)
    assert first.year is not None
    assert last.year is not None
    assert 0 <= last.year - first.year <= 1


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (dt.date(2023, 9, 20), 3, dt.date(2023, 6, 20)),
        (dt.date(2023, 5, 31), 3, dt.date(2023, 2, 28)),
        (dt.date(2023, 1, 15), 3, dt.date(2022, 10, 15)),
        (dt.date(1, 1, 1), 3, dt.date(1, 10, 1)),  # there is no year before
    ],
)
def test_months_before(day, months, before):
    assert months_before(day, months) == before


@pytest.mark.parametrize(
    ("direction", "year"), [(0, 2023), (1, 2024), (-1, 2023)], ids=["none", "next", "last"]
)
def test_a_direction_says_which_side_of_the_reference(direction, year):
    day = Written(None, 6, 23)
    found, _ = dated(day, day, dt.date(2023, 8, 20), direction=direction)
    assert found.year == year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("45177", dt.date(2023, 9, 8)),
        ("45177.5", dt.date(2023, 9, 8)),
        ("4517", None),
        ("20230", None),  # 1955
        ("99999", None),
        ("45177 m", None),
    ],
)
def test_the_day_a_spreadsheet_counts(text, day):
    assert counted_day(text) == day


def test_the_days_on_which_clocks_change():
    assert last_sunday(2023, 3) == dt.date(2023, 3, 26)
    assert last_sunday(2021, 10) == dt.date(2021, 10, 31)

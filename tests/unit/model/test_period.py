"""Months, and their neighbours."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.period import Period

PERIODS = st.builds(
    lambda year, month: Period(f"{year}-{month:02d}"), st.integers(1900, 2199), st.integers(1, 12)
)


@pytest.mark.parametrize("text", ["1900-01", "2023-09", "2199-12"])
def test_a_month_is_read(text):
    assert Period(text) == text
    assert Period.looks_like(text)


@pytest.mark.parametrize(
    "text",
    ["2999-12", "1899-12", "2200-01", "2023-13", "2023-00", "2023-9", "٢٠٢٣-٠٩", "2023-09\n"],
)
def test_what_is_no_month_is_refused(text):
    assert not Period.looks_like(text)
    with pytest.raises(ValueError, match="is not a period"):
        Period(text)


@given(PERIODS, st.dates())
def test_every_month_has_its_days_and_neighbours(period, day):
    assert period.next.previous == period.previous.next == period
    assert period.previous < period < period.next
    assert period.last_day + dt.timedelta(days=1) == period.next.first_day
    assert (day in period) is (period.first_day <= day <= period.last_day)
    assert period.first_day in period
    assert period.last_day in period
    assert type(period.next) is type(period.previous) is Period


@given(st.dates())
def test_every_day_has_its_period(day):
    assert day in Period.of(day)

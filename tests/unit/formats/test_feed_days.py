import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.formats.feed_days import day_of, last_day_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-09-30T23:30:00-05:00", "2023-09-30"),
        ("2023-09-30T23:30:00Z", "2023-09-30"),
        ("20230930T233000", "2023-09-30"),
        ("20230930", "2023-09-30"),
        ("Sat, 30 Sep 2023 23:30:00 -0500", "2023-09-30"),
        ("30 Sep 23 23:30 GMT", "2023-09-30"),
        ("  Sat,\n 30 Sep 2023 23:30:00 GMT ", "2023-09-30"),
        ("2023-02-30", "2023-02-30"),
        ("September 2023", "September 2023"),
        ("2023", "2023"),
        ("202309301", "202309301"),
        ("Mon, 99 Sep 2023 00:00:00 GMT", "Mon, 99 Sep 2023 00:00:00 GMT"),
        ("2147483648 Sep 3 0:0", "2147483648 Sep 3 0:0"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_the_day_by_its_own_offset_else_the_words(text, day):
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("end", "start", "last", "last_of_calendar"),
    [
        ("20230911", "2023-09-09", "2023-09-11", "2023-09-10"),
        ("2023-10-01", "2023-09-30", "2023-10-01", "2023-09-30"),
        ("20230909", "2023-09-09", "2023-09-09", "2023-09-09"),
        ("20230911T160000", "2023-09-09", "2023-09-11", "2023-09-11"),
        ("2023-09-11T00:00:00+02:00", "2023-09-09", "2023-09-10", "2023-09-10"),
        ("20230911T000000", "2023-09-09", "2023-09-10", "2023-09-10"),
        ("2023-09-11T00:00:01", "2023-09-09", "2023-09-11", "2023-09-11"),
        ("2023-09-09T00:00", "2023-09-09", "2023-09-09", "2023-09-09"),
        ("2023-02-30", "2023-02-01", "2023-02-30", "2023-02-30"),
        ("tomorrow", "2023-09-09", "tomorrow", "tomorrow"),
        ("", "2023-09-09", "", ""),
        ("0001-01-01", "", "0001-01-01", "0001-01-01"),
    ],
)
def test_the_last_day(end, start, last, last_of_calendar):
    assert last_day_of(end, start) == last
    assert last_day_of(end, start, is_exclusive=True) == last_of_calendar


@given(st.dates(min_value=dt.date(1970, 1, 1)), st.integers(-12, 14))
def test_whatever_the_offset_the_day_stays(day, hours):
    when = dt.datetime.combine(day, dt.time(23, 59), dt.timezone(dt.timedelta(hours=hours)))
    assert day_of(when.isoformat()) == day.isoformat()
    assert day_of(f"{when:%a, %d %b %Y %H:%M:%S %z}") == day.isoformat()


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_gives_a_text(text, first):
    assert isinstance(day_of(text), str)
    assert isinstance(last_day_of(text, first), str)

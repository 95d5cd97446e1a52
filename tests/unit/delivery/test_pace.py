"""The pace keeps the account's rate, whatever the order of calls."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery.pace import Pace

NOW = dt.datetime(2023, 9, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("pace", "messages", "seconds"),
    [
        (Pace(), 1000, 0.0),
        (Pace(messages=100), 50, 0.5),
        (Pace(messages=100), 1000, 10.0),
        (Pace(calls=2), 1, 0.5),
        (Pace(calls=2), 1000, 0.5),
        (Pace(messages=10, calls=2), 1, 0.5),
        (Pace(messages=10, calls=2), 10, 1.0),
    ],
)
def test_a_call_keeps_the_account_busy_for_as_long_as_its_rate_says(pace, messages, seconds):
    free_at = pace.free_at(NOW, None, messages)
    assert pace.wait(NOW, free_at) == pytest.approx(seconds)
    assert pace.wait(free_at, free_at) == 0.0


def test_the_first_call_waits_for_nothing():
    assert Pace(calls=1).wait(NOW, None) == 0.0


def test_time_that_was_not_used_is_not_saved_up():
    pace = Pace(calls=1)
    long_ago = NOW - dt.timedelta(hours=1)
    assert pace.wait(NOW, long_ago) == 0.0
    assert pace.free_at(NOW, long_ago, 1) == NOW + dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("pace", "cap", "expected"),
    [
        (Pace(), 1000, 1000),
        (Pace(messages=100), 1000, 100),
        (Pace(messages=5000), 1000, 1000),
        (Pace(messages=0.5), 1000, 1),
        (Pace(calls=2), 1000, 1000),
    ],
)
def test_a_batch_is_never_more_than_a_second_of_the_account(pace, cap, expected):
    assert pace.batch_size(cap) == expected


@pytest.mark.parametrize(
    ("messages", "hours", "cap", "expected"),
    [
        (1_000_000, 4, 1000, 1000),  # 69 a second
        (20_000, 4, 1000, 83),  # a minute's
        (500, 4, 1000, 2),
        (12, 4, 1000, 1),
        (0, 4, 1000, 1),
        (60_000, 1 / 60, 5000, 1000),  # a minute in all: sixty portions
        (12, 1 / 60, 1000, 1),
    ],
)
def test_what_is_spread_leaves_in_portions_of_a_minute_at_most(messages, hours, cap, expected):
    time = dt.timedelta(hours=hours)
    assert Pace.over(time, messages).portion(cap, time) == expected


@given(
    st.floats(0.1, 1000),
    st.lists(st.tuples(st.integers(1, 1000), st.floats(0, 5)), min_size=2, max_size=20),
)
def test_whoever_waits_never_goes_over_the_rate(rate, calls):
    pace, now, free_at = Pace(messages=rate), NOW, None
    sent = 0
    for messages, idle in calls:
        now += dt.timedelta(seconds=idle + pace.wait(now, free_at))
        elapsed = (now - NOW).total_seconds()
        assert sent <= elapsed * rate + 0.01 * len(calls)
        free_at = pace.free_at(now, free_at, messages)
        sent += messages

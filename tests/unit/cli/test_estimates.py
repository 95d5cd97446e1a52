"""What is said of the time to come is measured, or not said."""

import datetime as dt

import pytest

from digest.cli.estimates import Speed, about

NOW = dt.datetime(2023, 10, 1, 7, tzinfo=dt.UTC)


def noted(*steps):
    speed = Speed()
    for seconds, settled in steps:
        speed.note(NOW + dt.timedelta(seconds=seconds), settled)
    return speed


def test_nothing_is_said_before_something_was_measured():
    assert Speed().seconds_for(100) is None
    assert noted((0, 500)).seconds_for(100) is None
    assert noted((0, 500), (1, 500), (5, 500)).seconds_for(100) is None


def test_a_steady_flow_is_measured_over_the_last_half_minute():
    steps = [(second, 10 * second) for second in range(60)]
    steps += [(60 + second, 600 + 100 * second) for second in range(40)]
    speed = noted(*steps)
    assert speed.a_second == pytest.approx(100)
    assert speed.seconds_for(6000) == pytest.approx(60)


def test_portions_that_leave_once_a_minute_are_measured_over_a_few_of_them():
    speed = noted(*((second, 1000 * (second // 60)) for second in range(301)))
    assert speed.a_second == pytest.approx(1000 / 60)


def test_what_does_not_go_on_slows_down():
    steps = [(second, 10 * second) for second in range(10)]
    assert noted(*steps).a_second == pytest.approx(10)
    assert noted(*steps, (90, 90)).a_second < 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (59, "less than a minute"),
        (70, "about 1 minute"),
        (719, "about 12 minutes"),
        (5300, "about 88 minutes"),
        (5400, "about 2 hours"),
        (14_400, "about 4 hours"),
        (400_000, "about 5 days"),
    ],
)
def test_a_time_in_words(seconds, words):
    assert about(seconds) == words

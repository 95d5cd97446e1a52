import datetime as dt
from dataclasses import replace

import pytest

from digest.formats.ical.events import Event
from digest.formats.ical.rules import read_rule
from digest.formats.ical.series import Window, occurrences, series_of

DAY = dt.date(2026, 12, 1)
WINDOW = Window(dt.date(2026, 12, 1), dt.date(2026, 12, 31))


def on(number, month=12):
    return dt.date(2026, month, number)


def weekly(**more):
    return Event(1, "a", DAY, DAY, rules=(read_rule("FREQ=WEEKLY", DAY, dt.UTC),), **more)


def change(day, starts, position=2, **more):
    return Event(position, "a", starts, starts, changes=day, **more)


def listed(*events):
    (series,) = series_of(events)
    return [
        (each.event.position, each.starts.day, each.day and each.day.day)
        for each in occurrences(series, WINDOW)
    ]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((weekly(),), [(1, 1, 1), (1, 8, 8), (1, 15, 15), (1, 22, 22), (1, 29, 29)]),
        ((weekly(removed=frozenset({on(1), on(8), on(15)})),), [(1, 22, 22), (1, 29, 29)]),
        (
            (weekly(removed=frozenset({on(8), on(22), on(29)}), added=frozenset({on(30)})),),
            [(1, 1, 1), (1, 15, 15), (1, 30, 30)],
        ),
        (
            (weekly(), change(on(8), on(9)), change(on(22), on(3), 3)),
            [(1, 1, 1), (3, 3, 22), (2, 9, 8), (1, 15, 15), (1, 29, 29)],
        ),
        (
            (weekly(), change(on(15), on(16), is_onwards=True)),
            [(1, 1, 1), (1, 8, 8), (2, 16, 15), (2, 23, 22), (2, 30, 29)],
        ),
        (
            (weekly(), change(on(8), on(9), sequence=1), change(on(8), on(10), 3)),
            [(1, 1, 1), (2, 9, 8), (1, 15, 15), (1, 22, 22), (1, 29, 29)],
        ),
        ((change(on(8), on(9)), change(on(8), on(10), 3, sequence=1)), [(3, 10, 8)]),
    ],
)
def test_what_a_series_comes_to(events, expected):
    assert listed(*events) == expected


def test_a_change_long_ago_still_holds_for_those_after_it():
    rule = read_rule("FREQ=WEEKLY", on(3, 1), dt.UTC)
    old = replace(weekly(), starts=on(3, 1), ends=on(3, 1), rules=(rule,))
    first = change(on(7, 2), on(8, 2), is_onwards=True)
    second = change(on(7, 3), on(9, 3), 3, is_onwards=True)
    assert listed(old, first, second)[:2] == [(3, 7, 5), (3, 14, 12)]


def test_what_lasts_into_the_window_is_listed():
    start = on(28, 11)
    rule = read_rule("FREQ=MONTHLY", start, dt.UTC)
    event = replace(weekly(), starts=start, ends=on(2), rules=(rule,))
    assert listed(event) == [(1, 28, 28), (1, 28, 28)]


def test_an_event_that_does_not_repeat_is_on_whenever_it_is():
    event = Event(1, "a", dt.date(2019, 1, 1), dt.date(2019, 1, 2))
    (series,) = series_of([event])
    (found,) = occurrences(series, WINDOW)
    assert (found.starts, found.ends, found.day) == (event.starts, event.ends, None)


def test_an_end_before_the_start_is_left_for_intake_to_notice():
    (series,) = series_of([Event(1, "a", on(5), on(1))])
    (found,) = occurrences(series, WINDOW)
    assert (found.starts, found.ends) == (on(5), on(1))


def test_events_of_one_uid_are_versions_or_mistakes():
    one = Event(1, "a", on(1), on(1), fields={"title": "x"})
    same, other = replace(one, position=2), replace(one, position=3, starts=on(2), ends=on(2))
    newer = replace(one, position=4, sequence=1)
    assert [each.event for each in series_of([one, same, other])] == [one, other]
    assert [each.event for each in series_of([one, newer])] == [newer]
    without = replace(one, uid="")
    assert len(series_of([without, replace(without, position=2)])) == 2

"""dateutil, which counts the same days another way, is the oracle here."""

import datetime as dt
import time

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from digest.formats.ical.counting import days, work
from digest.formats.ical.rules import read_rule

START = dt.date(2026, 1, 30)


def counted(text, first, last, start=START):
    rule = read_rule(text, start, dt.UTC)
    return [
        str(day) for day in days(rule, dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=10", ["2026-03-01", "2026-03-11", "2026-03-21", "2026-03-31"]),
        ("FREQ=WEEKLY;INTERVAL=2", ["2026-03-13", "2026-03-27"]),
        ("FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=3", ["2026-03-09", "2026-03-11", "2026-03-30"]),
        ("FREQ=MONTHLY", ["2026-03-30"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["2026-03-27"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2026-03-31"]),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", ["2026-03-13"]),
        ("FREQ=YEARLY;BYMONTH=3", ["2026-03-30"]),
        ("FREQ=YEARLY;BYDAY=10SU", ["2026-03-08"]),
        ("FREQ=YEARLY;BYWEEKNO=11", ["2026-03-13"]),
        ("FREQ=YEARLY;BYWEEKNO=-43;BYDAY=MO", ["2026-03-09"]),
        ("FREQ=YEARLY;BYYEARDAY=60,-306", ["2026-03-01"]),
        ("FREQ=DAILY;UNTIL=20260302", ["2026-03-01", "2026-03-02"]),
        ("FREQ=WEEKLY;COUNT=6", ["2026-03-06"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", []),
    ],
)
def test_days_of_a_march(rule, expected):
    assert counted(rule, "2026-03-01", "2026-03-31") == expected


WEEKDAYS = st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
NUMBERED = st.builds("{}{}".format, st.sampled_from((1, 2, -1, -2)), WEEKDAYS)
FROM_BOTH_ENDS = st.integers(1, 28) | st.integers(-28, -1)


def some(numbers, name):
    chosen = st.lists(numbers, min_size=1, max_size=3, unique=True)
    return chosen.map(lambda each: f";{name}=" + ",".join(map(str, each)))


def perhaps(part):
    return st.just("") | part


MONTHS = some(st.integers(1, 12), "BYMONTH")
DAYS = some(WEEKDAYS, "BYDAY")
# No weeks that lie in two years, whose number dateutil gets wrong where weeks begin on Sundays.
# No rule that names no day, for dateutil looks for one until the year 9999; and none that names
# Mondays and first Mondays, of which dateutil takes those that are both.
OF_A_MONTH = (
    some(FROM_BOTH_ENDS, "BYMONTHDAY") | DAYS | some(NUMBERED, "BYDAY"),
    perhaps(st.sampled_from((";BYSETPOS=1", ";BYSETPOS=-1", ";BYSETPOS=1,-1"))),
)
WEEKS = st.builds(
    "{};BYDAY={}".format,
    some(st.integers(2, 51) | st.integers(-51, -2), "BYWEEKNO"),
    WEEKDAYS,
)
SHAPES = {
    "FREQ=DAILY": st.just(""),
    "FREQ=DAILY;INTERVAL=3": st.just(""),
    "FREQ=DAILY;INTERVAL=1": st.tuples(perhaps(MONTHS), perhaps(DAYS)),
    "FREQ=WEEKLY": st.tuples(perhaps(MONTHS), perhaps(DAYS)),
    "FREQ=WEEKLY;INTERVAL=3": perhaps(DAYS),
    "FREQ=MONTHLY;INTERVAL=1": st.tuples(perhaps(MONTHS), *OF_A_MONTH),
    "FREQ=MONTHLY;INTERVAL=5": st.tuples(*OF_A_MONTH),
    "FREQ=MONTHLY": st.just(""),
    "FREQ=YEARLY": perhaps(MONTHS) | st.tuples(perhaps(MONTHS), *OF_A_MONTH),
    "FREQ=YEARLY;INTERVAL=2": WEEKS | some(st.integers(1, 365), "BYYEARDAY"),
    "FREQ=YEARLY;INTERVAL=1": some(st.integers(-365, -1), "BYYEARDAY"),
}
ENDS = st.sampled_from(("", ";COUNT=1", ";COUNT=7", ";COUNT=500", ";UNTIL=20270110"))
FIRST_DAYS = st.sampled_from(("", ";WKST=SU", ";WKST=MO", ";WKST=TH"))


@st.composite
def rules(draw):
    shape = draw(st.sampled_from(sorted(SHAPES)))
    return f"{shape}{''.join(draw(SHAPES[shape]))}{draw(FIRST_DAYS)}{draw(ENDS)}"


@given(rules(), st.dates(dt.date(2020, 1, 1), dt.date(2027, 6, 1)))
def test_the_same_days_as_dateutil(text, start):
    first, last = dt.date(2026, 9, 20), dt.date(2027, 12, 20)
    oracle = rrulestr(
        text + ("" if "UNTIL" in text or "COUNT" in text else ";UNTIL=20280101"),
        dtstart=dt.datetime.combine(start, dt.time()),
    )
    expected = [day.date() for day in oracle if first <= day.date() <= last]
    assert list(days(read_rule(text, start, dt.UTC), first, last)) == expected


@pytest.mark.parametrize("start", ["0001-01-01", "1601-01-01", "2026-01-01", "9999-12-31"])
@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
def test_the_ends_of_time_are_no_errors(start, frequency):
    day = dt.date.fromisoformat(start)
    assert counted(f"FREQ={frequency};INTERVAL=1000", "9999-12-01", "9999-12-31", day) is not None
    assert counted(f"FREQ={frequency};WKST=SU", start, start, day) == [start]


def test_a_rule_that_names_no_day_ends_at_once():
    before = time.monotonic()
    for _ in range(100):
        assert counted("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "2026-09-20", "2027-12-20") == []
    assert time.monotonic() - before < 10  # seconds; dateutil takes as long for a few of them


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY", 365),
        ("FREQ=DAILY;INTERVAL=5", 73),
        ("FREQ=DAILY;COUNT=9", 365 + 336),
        ("FREQ=DAILY;UNTIL=20260101", 0),
        ("FREQ=YEARLY", 365 + 366),
    ],
)
def test_work_grows_with_the_days_that_are_looked_at(rule, expected):
    first, last = dt.date(2027, 1, 1), dt.date(2028, 1, 1)
    assert work(read_rule(rule, START, dt.UTC), first, last) == expected

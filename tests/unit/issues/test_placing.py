"""Which month a submission stands in, sentence by sentence."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from digest.issues.placing import Calendar, is_relevant, own_period, place, place_anew
from digest.model.period import Period
from digest.model.settings import ScheduleSettings
from digest.model.submission import Kind
from fakes.issues import submission

BERLIN = ZoneInfo("Europe/Berlin")
AUGUST, SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (Period(f"2023-{n:02d}") for n in range(8, 13))


def calendar(*closed, repeat=True):
    return Calendar(BERLIN, ScheduleSettings(), frozenset(closed).__contains__, repeat)


def handed_in(*, standing=None, placed=None, removed=(), folder=None, repeat=None, **content):
    """A submission that arrived in August 2023."""
    place_of_it = {"issue": standing, "placed": placed, "removed_from": removed, "folder": folder}
    return submission(**content).model_copy(update=place_of_it | {"repeat": repeat})


def day(month, number=10):
    return dt.date(2023, month, number)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # an editor's placing wins over everything, and over a closed issue
        (
            {"placed": DECEMBER, "issue": NOVEMBER, "folder": "2023-10", "starts": day(9)},
            DECEMBER,
        ),
        ({"placed": AUGUST, "starts": day(9)}, AUGUST),
        # the record's own issue
        ({"issue": NOVEMBER, "folder": "2023-10", "starts": day(9)}, NOVEMBER),
        # the folder's name when it is a month
        ({"folder": "2023-10", "starts": day(9)}, OCTOBER),
        ({"folder": "October", "starts": day(9)}, SEPTEMBER),
        ({"folder": "2999-12", "starts": day(9)}, SEPTEMBER),
        # the month of starts
        ({"starts": day(11), "ends": day(12)}, NOVEMBER),
        ({"kind": Kind.NEWS, "starts": day(11)}, NOVEMBER),
        # the month of arrival
        ({}, SEPTEMBER),
        ({"kind": Kind.CALL, "starts": day(11)}, SEPTEMBER),
        ({"starts": dt.date(1899, 12, 28)}, SEPTEMBER),  # no issue can have that month
    ],
)
def test_the_rules_in_their_order(said, expected):
    late_in_august = dt.datetime(2023, 8, 31, 22, 30, tzinfo=dt.UTC)  # September in Berlin
    one = handed_in(**said).model_copy(update={"arrived_at": late_in_august})
    assert place(one, calendar(AUGUST)).issue == expected


@pytest.mark.parametrize(
    ("closed", "content", "expected"),
    [
        ((), {}, SEPTEMBER),
        ((AUGUST, OCTOBER), {}, SEPTEMBER),
        ((SEPTEMBER,), {}, None),  # over before October
        ((SEPTEMBER,), {"ends": day(10, 1)}, OCTOBER),
        ((SEPTEMBER,), {"ends": day(9, 30)}, None),
        ((SEPTEMBER, OCTOBER), {"ends": day(10, 31)}, None),
        ((SEPTEMBER, OCTOBER), {"ends": day(11, 1)}, NOVEMBER),
    ],
)
def test_what_comes_after_its_issue_was_closed(closed, content, expected):
    one = handed_in(starts=day(9), **content)
    assert place(one, calendar(*closed)).issue == expected


def test_what_is_undated_stays_relevant():
    assert place(handed_in(folder="2023-09"), calendar(SEPTEMBER, OCTOBER)).issue == NOVEMBER


def test_after_the_last_month_there_is_no_later_issue():
    last = Period("2199-12")
    assert place(handed_in(folder=last), calendar(last)).issue is None


@pytest.mark.parametrize(("closed", "expected"), [((SEPTEMBER,), SEPTEMBER), ((), NOVEMBER)])
def test_what_stands_in_a_closed_issue_stays_whatever_its_dates_say(closed, expected):
    one = handed_in(standing=SEPTEMBER, starts=day(11))
    assert place(one, calendar(*closed)).issue == expected


@pytest.mark.parametrize("closed", [(), (SEPTEMBER,), (SEPTEMBER, OCTOBER)])
@pytest.mark.parametrize("removed", [(SEPTEMBER,), (OCTOBER,)])
def test_what_an_editor_took_out_stays_out(closed, removed):
    late = handed_in(folder="2023-09", removed=removed)
    assert place(late, calendar(*closed)).issue is None
    assert place(late.model_copy(update={"placed": DECEMBER}), calendar()).issue == DECEMBER


CALL = {"kind": Kind.CALL, "deadline": day(12, 15), "folder": "2023-09"}


@pytest.mark.parametrize(
    ("deadline", "closed", "repeat"),
    [
        (day(12, 15), (), DECEMBER),
        (day(12, 2), (), DECEMBER),
        (day(12, 1), (), NOVEMBER),  # December's is sent on that day: too late
        (day(9, 28), (), None),  # the issue it stands in is the last before
        (day(12, 15), (DECEMBER,), None),
    ],
)
def test_a_call_stands_once_more_before_its_deadline(deadline, closed, repeat):
    placed = place(handed_in(**{**CALL, "deadline": deadline}), calendar(*closed))
    assert (placed.issue, placed.repeat) == (SEPTEMBER, repeat)


def test_a_repeat_stays_when_its_issue_is_closed():
    standing = handed_in(**CALL, standing=SEPTEMBER, repeat=DECEMBER)
    assert place(standing, calendar(SEPTEMBER, DECEMBER)).repeat == DECEMBER


def test_a_newsletter_may_repeat_nothing():
    assert place(handed_in(**CALL), calendar(repeat=False)).repeat is None


@pytest.mark.parametrize("closed", [(), (SEPTEMBER,)])
def test_removing_the_repeat_keeps_the_issue(closed):
    placed = place(handed_in(**CALL, standing=SEPTEMBER, removed=(DECEMBER,)), calendar(*closed))
    assert (placed.issue, placed.repeat) == (SEPTEMBER, None)


def test_what_is_placed_anew_forgets_where_it_stood_and_not_what_was_removed():
    standing = handed_in(**CALL, standing=SEPTEMBER, placed=SEPTEMBER, removed=(DECEMBER,))
    anew = place_anew(standing, calendar(SEPTEMBER))
    assert (anew.issue, anew.placed, anew.repeat) == (OCTOBER, None, None)
    assert place_anew(standing, calendar(SEPTEMBER, OCTOBER, NOVEMBER)).issue is None


@pytest.mark.parametrize(
    ("content", "last"),
    [
        ({"starts": day(9, 1), "ends": day(9, 3)}, day(9, 3)),
        ({"starts": day(9, 1)}, day(9, 1)),
        ({"deadline": day(9, 4)}, day(9, 4)),
        ({"starts": day(9, 1), "deadline": day(9, 4)}, day(9, 1)),
        ({"kind": Kind.CALL, "starts": day(9, 1), "deadline": day(9, 4)}, day(9, 4)),
    ],
)
def test_relevant_until_its_last_day(content, last):
    said = handed_in(**content).content
    assert is_relevant(said, last)
    assert not is_relevant(said, last + dt.timedelta(days=1))


def test_its_own_month_does_not_ask_what_is_open():
    assert own_period(handed_in(starts=day(11)), BERLIN) == NOVEMBER

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.issues.assembling import assemble, moved
from digest.model.settings import IssueSettings
from digest.model.submission import Kind, SubmissionState
from fakes.issues import PERIOD, submission

SETTINGS = IssueSettings()


def event(number, **fields):
    return submission(number, starts=dt.date(2023, 9, number), **fields)


def order(submissions, settings=SETTINGS):
    return [int(each.id[1:]) for each in assemble(PERIOD, tuple(submissions), settings).items]


def put(standing, named, position):
    """The submissions of an issue, after an editor has put some at a position."""
    changed = {each.id: each for each in moved(tuple(standing), tuple(named), position, SETTINGS)}
    return [changed.get(each.id, each) for each in standing]


def at(submissions, number):
    return next(each for each in submissions if each.id == f"s{number:04d}")


EVENTS = [event(number) for number in range(1, 6)]


@pytest.mark.parametrize(
    ("named", "position", "expected"),
    [
        ([5], 1, [5, 1, 2, 3, 4]),
        ([1], 5, [2, 3, 4, 5, 1]),
        ([1], 99, [2, 3, 4, 5, 1]),
        ([3], 3, [1, 2, 3, 4, 5]),
        ([4, 2], 1, [4, 2, 1, 3, 5]),
        ([5, 1], 2, [2, 5, 1, 3, 4]),
    ],
)
def test_who_is_put_somewhere_stands_there(named, position, expected):
    after = put(EVENTS, [at(EVENTS, each) for each in named], position)
    assert order(after) == expected


def test_another_section_is_left_alone():
    news = [submission(number, kind=Kind.NEWS, title=f"{number}") for number in (6, 7)]
    every = put([*EVENTS, *news], [news[1]], 1)
    assert order(every) == [1, 2, 3, 4, 5, 7, 6]
    every = put(every, [at(every, 5)], 1)
    assert order(every) == [5, 1, 2, 3, 4, 7, 6]
    assert at(every, 7).position == 1


def test_what_comes_later_follows_the_rule_around_those_put():
    every = [*put(EVENTS[1:], [EVENTS[4]], 1), EVENTS[0]]
    assert order(every) == [5, 1, 2, 3, 4]


@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True), st.integers(1, 7)
        ),
        max_size=6,
    )
)
def test_each_putting_is_like_moving_cards(moves):
    """The issue's order is the one of a hand of cards moved in the same way."""
    submissions, cards = EVENTS, [1, 2, 3, 4, 5]
    for named, position in moves:
        submissions = put(submissions, [at(submissions, each) for each in named], position)
        rest = [each for each in cards if each not in named]
        cards = [*rest[: position - 1], *named, *rest[position - 1 :]]
        assert order(submissions) == cards


@pytest.mark.parametrize(
    ("changes", "stands"),
    [
        ({}, True),
        ({"state": SubmissionState.HELD}, False),
        ({"state": SubmissionState.REJECTED}, False),
        ({"issue": None}, False),
        ({"issue": PERIOD.next}, False),
        ({"issue": PERIOD.previous, "repeat": PERIOD}, True),
    ],
)
def test_what_stands_in_an_issue(changes, stands):
    assert bool(order([EVENTS[0].model_copy(update=changes)])) is stands


def test_a_kind_that_no_section_takes_is_not_lost():
    settings = IssueSettings.model_validate({"sections": [{"title": "News", "kinds": ["news"]}]})
    issue = assemble(PERIOD, (EVENTS[0],), settings)
    assert issue.items == ()
    assert issue.without_section == (EVENTS[0],)


@pytest.mark.parametrize(("limit", "left_out"), [(1, 4), (4, 1), (5, 0), (None, 0)])
def test_a_limit_counts_what_it_leaves_out(limit, left_out):
    section = {"title": "Events", "kinds": ["event"], "limit": limit}
    settings = IssueSettings.model_validate({"sections": [section]})
    (events,) = assemble(PERIOD, tuple(EVENTS), settings).sections
    assert len(events.items) == 5 - left_out
    assert events.left_out == left_out


def by(number, *names, **fields):
    return submission(number, organisations=names, **{"starts": dt.date(2023, 9, number), **fields})


@pytest.mark.parametrize(
    ("quota", "named", "shown"),
    [
        (None, ["A", "A", "A"], [1, 2, 3]),
        (2, ["A", "A", "A", "B"], [1, 2, 4]),  # the first in order are shown
        (1, ["A", "B", "A", "B"], [1, 2]),
        (1, ["AB", "A", "B", "C"], [1, 4]),  # with several, each one is counted
        (1, ["A", "AB", "B"], [1, 3]),  # what is not shown uses up nobody's room
        (1, ["", "", ""], [1, 2, 3]),  # nobody's are not counted
    ],
)
def test_an_organisation_has_no_more_than_its_quota(quota, named, shown):
    items = [by(number, *names) for number, names in enumerate(named, start=1)]
    settings = IssueSettings(max_per_organisation=quota)
    assert order(reversed(items), settings) == shown
    (section,) = assemble(PERIOD, tuple(items), settings).sections
    assert section.left_out == len(named) - len(shown)


def test_a_quota_holds_over_all_sections():
    items = [by(1, "A"), by(2, "A", kind=Kind.NEWS), by(3, "B", kind=Kind.NEWS)]
    assert order(items, IssueSettings(max_per_organisation=1)) == [1, 3]

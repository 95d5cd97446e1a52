"""Who has been heard of."""

from __future__ import annotations

import pytest

from digest.issues.coverage import coverage, last_month
from digest.model.organisation import Organisation, OrganisationRef
from digest.model.period import Period
from digest.model.submission import SubmissionState
from fakes.issues import submission

AUGUST, SEPTEMBER, OCTOBER = Period("2023-08"), Period("2023-09"), Period("2023-10")
LAST_YEAR, EARLIER = Period("2022-10"), Period("2022-09")
ALPHA, BETA, GAMMA = (Organisation(id=each[0], name=each) for each in ("alpha", "beta", "Gamma"))


def item(number, issue, *hosts, repeat=None, state=SubmissionState.ACCEPTED):
    """An item in an issue, of these organisations."""
    refs = tuple(OrganisationRef(id=each.id, name=each.name) for each in hosts)
    made = submission(number, organisations=())
    content = made.content.model_copy(update={"organisations": refs})
    return made.model_copy(
        update={"content": content, "issue": issue, "repeat": repeat, "state": state}
    )


def seen(*items, last=SEPTEMBER, months=12):
    """What is said of each organisation, in order."""
    found = coverage((ALPHA, BETA, GAMMA), items, last, months)
    return [(e.organisation.name, e.items, e.last_issue, e.months_silent) for e in found]


def test_the_longest_silent_come_first_then_who_has_fewer_items_then_by_name():
    items = (item(1, SEPTEMBER, GAMMA), item(2, AUGUST, BETA, GAMMA))
    assert seen(*items) == [
        ("alpha", 0, None, None),
        ("beta", 1, AUGUST, 1),
        ("Gamma", 2, SEPTEMBER, 0),
    ]
    assert [name for name, *_ in seen(*items, item(3, SEPTEMBER, ALPHA, BETA))] == [
        *("alpha", "beta", "Gamma"),
    ]


def test_items_count_once_in_the_months_looked_at_and_the_last_issue_is_of_all_times():
    inside, outside = item(1, LAST_YEAR, ALPHA, repeat=SEPTEMBER), item(2, EARLIER, BETA)
    assert seen(inside, outside)[1:] == [("beta", 0, EARLIER, 12), ("alpha", 1, SEPTEMBER, 0)]
    assert seen(item(3, LAST_YEAR, ALPHA))[-1] == ("alpha", 1, LAST_YEAR, 11)
    assert seen(item(3, LAST_YEAR, ALPHA), months=11)[-1] == ("alpha", 0, LAST_YEAR, 11)


@pytest.mark.parametrize(
    "hidden",
    [
        item(1, None, ALPHA),
        item(1, OCTOBER, ALPHA),  # after the last month
        item(1, SEPTEMBER, ALPHA, state=SubmissionState.HELD),
        item(1, SEPTEMBER, ALPHA, state=SubmissionState.REJECTED),
        item(1, SEPTEMBER, ALPHA, state=SubmissionState.MERGED),
    ],
)
def test_what_stands_in_none_of_these_issues_does_not_count(hidden):
    assert seen(hidden)[0] == ("alpha", 0, None, None)


def test_a_call_counts_where_it_stands_again_and_where_it_stood_before():
    call = item(1, SEPTEMBER, ALPHA, repeat=OCTOBER)
    assert seen(call)[-1] == ("alpha", 1, SEPTEMBER, 0)
    assert seen(call, last=OCTOBER)[-1] == ("alpha", 1, OCTOBER, 0)


@pytest.mark.parametrize(
    ("issues", "last"),
    [
        ((), SEPTEMBER),
        ((AUGUST,), AUGUST),
        ((AUGUST, OCTOBER, Period("2024-06")), OCTOBER),  # the next is being filled
        ((Period("2024-06"),), SEPTEMBER),
    ],
)
def test_the_last_month(issues, last):
    assert last_month(issues, SEPTEMBER) == last

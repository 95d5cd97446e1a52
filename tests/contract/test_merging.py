"""Merging over a real store: all of it or nothing, whoever else is at work."""

from __future__ import annotations

import pytest

from digest.errors import ChangedMeanwhileError, DigestError, NotAllowedError
from digest.issues.assembling import assemble
from digest.model.issue import IssueState
from digest.model.submission import SubmissionState
from digest.workflows.approve import approve
from digest.workflows.merge import merge, split
from digest.workflows.moderate import change, decide_on, is_missed, keep, put
from fakes.issues import submission
from fakes.newsroom import LATER, NOW, PERIOD, at_once
from fakes.offices import a_desk, an_issue

TEXT = "<p>It meets.</p>"
FIRST = submission(1, title="A conference", text_html=TEXT)
SECOND = submission(2, title="The conference", text_html=TEXT, place="Bonn")
THIRD = submission(3, title="A third", text_html=TEXT, url="https://example.org/3")
ALL = (FIRST, SECOND, THIRD)


@pytest.fixture
def desk(newsroom):
    """A desk with an issue of three items."""
    an_issue(newsroom, PERIOD, NOW, *ALL)
    return a_desk(newsroom)


def stored(desk):
    return {each.id: each for each in desk.submissions.all()}


def without_revisions(those):
    return {each.id: each.model_copy(update={"revision": 0}) for each in those}


def test_a_merge_and_its_split_are_kept(desk):
    merge(desk, FIRST.id, (SECOND.id, THIRD.id), LATER)
    kept = stored(desk)
    assert kept[FIRST.id].content.place == "Bonn"
    assert [kept[each.id].state for each in ALL] == [
        *(SubmissionState.ACCEPTED, SubmissionState.MERGED, SubmissionState.MERGED),
    ]
    issue = assemble(PERIOD, desk.submissions.of_issue(PERIOD), desk.issue)
    assert [each.id for each in issue.items] == [FIRST.id]
    assert not any(is_missed(each) for each in kept.values())
    split(desk, (THIRD.id,), LATER)
    assert stored(desk)[FIRST.id].content.url is None
    split(desk, (FIRST.id,), LATER)
    assert without_revisions(stored(desk).values()) == without_revisions(ALL)


def test_what_was_changed_since_it_was_read_is_not_overwritten(desk):
    read = (FIRST, SECOND)
    change(desk, SECOND.id, {"title": "Another"}, LATER)
    with pytest.raises(ChangedMeanwhileError):
        keep(desk, read, read, LATER)
    merge(desk, FIRST.id, (SECOND.id,), LATER)
    assert stored(desk)[SECOND.id].content.title == "Another"


def test_two_who_merge_at_once_never_make_a_ring(desk):
    def one(number):
        ids = (FIRST.id, SECOND.id)[:: 1 if number % 2 else -1]
        try:
            return merge(desk, ids[0], ids[1:], LATER)
        except DigestError as error:
            return error

    answers = at_once(one, 4)
    assert any(isinstance(each, tuple) for each in answers)
    refused = tuple(each for each in answers if not isinstance(each, tuple))
    assert all(isinstance(each, ChangedMeanwhileError | NotAllowedError) for each in refused)
    states = sorted(stored(desk)[each.id].state for each in (FIRST, SECOND))
    assert states == [SubmissionState.ACCEPTED, SubmissionState.MERGED]


def held(desk, *those):
    for each in those:
        decide_on(desk, each.id, SubmissionState.HELD, "asked for the place", NOW)


def test_an_accepted_one_that_is_merged_into_a_held_one_stays_in_the_issue(desk):
    held(desk, FIRST)
    before = stored(desk)
    merge(desk, FIRST.id, (SECOND.id,), LATER)
    issue = assemble(PERIOD, desk.submissions.of_issue(PERIOD), desk.issue)
    assert [each.id for each in issue.items] == [FIRST.id, THIRD.id]
    split(desk, (FIRST.id,), LATER)
    assert without_revisions(stored(desk).values()) == without_revisions(before.values())


@pytest.mark.parametrize("state", [SubmissionState.ACCEPTED, SubmissionState.HELD])
def test_what_an_editor_says_of_the_one_that_stays_outlives_the_split(desk, state):
    held(desk, FIRST)
    merge(desk, FIRST.id, (SECOND.id,), NOW)
    decide_on(desk, FIRST.id, state, None, LATER)
    split(desk, (FIRST.id,), LATER)
    assert stored(desk)[FIRST.id].state is state


@pytest.mark.parametrize(("is_told", "issue"), [(True, PERIOD), (False, PERIOD.next)])
def test_one_held_until_its_issue_went_out_is_told_in_the_next_unless_it_was(desk, is_told, issue):
    held(desk, FIRST)
    if not is_told:
        put(desk, (SECOND.id,), PERIOD.next, None, NOW)
    approve(desk, PERIOD, "Ada", NOW)
    desk.issues.move(PERIOD, IssueState.SENT)
    merge(desk, FIRST.id, (SECOND.id,), LATER)
    kept = stored(desk)[FIRST.id]
    assert (kept.state, kept.issue) == (SubmissionState.ACCEPTED, issue)


def test_what_is_split_off_after_its_issue_went_out_is_not_lost_in_it(desk):
    merge(desk, FIRST.id, (SECOND.id,), NOW)
    approve(desk, PERIOD, "Ada", NOW)
    desk.issues.move(PERIOD, IssueState.SENT)
    split(desk, (SECOND.id,), LATER)
    late = stored(desk)[SECOND.id]
    assert (late.state, late.issue) == (SubmissionState.ACCEPTED, PERIOD.next)
    assert stored(desk)[FIRST.id].issue == PERIOD

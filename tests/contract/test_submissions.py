from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError

from digest.errors import ChangedMeanwhileError
from digest.model.finding import Finding, Severity
from digest.model.period import Period
from digest.model.submission import Edit, Kind, SubmissionState
from digest.store.tables import submission_revision
from fakes.issues import submission
from fakes.newsroom import LATER, NOW, at_once

SEPTEMBER, OCTOBER, NOVEMBER = Period("2023-09"), Period("2023-10"), Period("2023-11")
FULL = submission(
    7,
    kind=Kind.CALL,
    organisations=("Museu d’Art – Barcelona", "ICOM Eesti"),
    title="Ein Titel mit „Anführungszeichen“ 🏛",
    starts=dt.date(2023, 9, 24),
    deadline=dt.date(2023, 9, 30),
    dates_raw="24|9|2023 - 26|6|2023",
    text_html="<p>Ärger &amp; Freude</p>\r\n",
    findings=(
        Finding(code="end-before-start", severity=Severity.WARNING, where="a.md", message="Hm."),
    ),
).model_copy(
    update={
        "edits": {"title": Edit(value="Ein Titel", base=None)},
        "repeat": OCTOBER,
        "removed_from": (NOVEMBER,),
        "position": 0,
    }
)


def revisions(database):
    query = sa.select(
        submission_revision.c.revision, submission_revision.c.at, submission_revision.c.document
    ).order_by(submission_revision.c.revision)
    with database.reading() as connection:
        return connection.execute(query).all()


def test_what_is_saved_is_what_is_read(newsroom):
    newsroom.submissions.save((FULL,), NOW)
    assert newsroom.submissions.get(FULL.id) == FULL


def test_a_submission_that_is_not_there_is_none(newsroom):
    assert newsroom.submissions.get("s0001") is None


def test_every_submission_comes_in_the_order_of_its_id(newsroom):
    newsroom.submissions.save(tuple(submission(number) for number in (3, 1, 2)), NOW)
    newsroom.submissions.save((submission(1),), LATER)
    assert [each.id for each in newsroom.submissions.all()] == ["s0001", "s0002", "s0003"]


def test_saving_the_same_again_changes_nothing(newsroom):
    newsroom.submissions.save((FULL,), NOW)
    before = revisions(newsroom.database)
    newsroom.submissions.save((FULL,), LATER)
    assert newsroom.submissions.all() == (FULL,)
    assert revisions(newsroom.database) == before


def test_a_new_revision_goes_into_the_history_and_the_old_one_stays(newsroom):
    changed = FULL.model_copy(update={"revision": 2, "state": SubmissionState.HELD})
    newsroom.submissions.save((FULL,), NOW)
    newsroom.submissions.save((changed,), LATER)
    assert newsroom.submissions.get(FULL.id) == changed
    assert revisions(newsroom.database) == [
        (1, NOW, FULL.model_dump_json()),
        (2, LATER, changed.model_dump_json()),
    ]


def test_a_revision_that_was_written_is_never_written_over(newsroom):
    placed = FULL.model_copy(update={"position": 4})  # an editor's order is no new revision
    newsroom.submissions.save((FULL,), NOW)
    newsroom.submissions.save((placed,), LATER)
    assert newsroom.submissions.get(FULL.id) == placed
    assert revisions(newsroom.database) == [(1, NOW, FULL.model_dump_json())]


def test_those_in_a_state_come_in_the_order_of_their_id(newsroom):
    states = (SubmissionState.MERGED, SubmissionState.HELD, SubmissionState.MERGED)
    those = tuple(
        submission(number).model_copy(update={"state": state})
        for number, state in zip((3, 2, 1), states, strict=True)
    )
    newsroom.submissions.save(those, NOW)
    assert newsroom.submissions.in_state(SubmissionState.MERGED) == (those[2], those[0])
    assert newsroom.submissions.in_state(SubmissionState.REJECTED) == ()


def test_a_sources_submissions_are_found_by_their_key(newsroom):
    other = submission(2).model_copy(update={"source": "updates"})
    newsroom.submissions.save((submission(1), other), NOW)
    both = {"item-1", "item-2", "nothing"}
    assert newsroom.submissions.of_keys("updates", both) == {"item-2": other}
    assert newsroom.submissions.of_keys("nobody", both) == {}


@pytest.mark.parametrize(
    ("period", "ids"),
    [(SEPTEMBER, ["s0001", "s0007"]), (OCTOBER, ["s0007"]), (NOVEMBER, [])],
)
def test_an_issue_has_what_stands_in_it_and_what_is_repeated_in_it(newsroom, period, ids):
    missed = submission(3).model_copy(update={"issue": None})
    newsroom.submissions.save((FULL, submission(1), missed), NOW)
    assert [each.id for each in newsroom.submissions.of_issue(period)] == ids


def test_the_periods_are_those_something_stands_in_each_once_in_order(newsroom):
    missed = submission(3).model_copy(update={"issue": None})
    newsroom.submissions.save((FULL, submission(1), missed), NOW)
    assert newsroom.submissions.periods() == (SEPTEMBER, OCTOBER)


def test_submissions_are_saved_together_or_not_at_all(newsroom):
    twin = submission(1).model_copy(update={"id": "another"})  # of the same record
    with pytest.raises(IntegrityError):
        newsroom.submissions.save((submission(1), twin), NOW)
    assert newsroom.submissions.all() == ()
    assert revisions(newsroom.database) == []


def test_a_moment_without_a_zone_is_refused(newsroom):
    with pytest.raises(StatementError, match="no time zone"):
        newsroom.submissions.save((FULL,), NOW.replace(tzinfo=None))
    assert newsroom.submissions.all() == ()


def test_saving_the_same_change_from_many_threads_keeps_one_revision_of_it(newsroom):
    newsroom.submissions.save((FULL,), NOW)
    changed = FULL.model_copy(update={"revision": 2})
    at_once(lambda _: newsroom.submissions.save((changed,), LATER), 8)
    assert [row.revision for row in revisions(newsroom.database)] == [1, 2]


def test_a_change_decided_on_what_is_no_longer_so_is_not_saved(newsroom):
    read = submission(title="As collected")
    newsroom.submissions.save((read,), NOW)
    theirs = read.model_copy(update={"revision": 2, "position": 3})
    newsroom.submissions.save((theirs,), NOW, read=(read,))
    with pytest.raises(ChangedMeanwhileError, match="Submission s0001"):
        newsroom.submissions.save(
            (read.model_copy(update={"revision": 2}), submission(2)), LATER, read=(read,)
        )
    assert newsroom.submissions.all() == (theirs,)


def test_a_change_of_what_was_never_kept_is_not_saved(newsroom):
    with pytest.raises(ChangedMeanwhileError):
        newsroom.submissions.save((submission(),), NOW, read=(submission(),))
    assert newsroom.submissions.all() == ()


def test_of_eight_who_change_the_same_at_once_one_succeeds(newsroom):
    read = submission()
    newsroom.submissions.save((read,), NOW)

    def change(number):
        mine = read.model_copy(update={"revision": 2, "position": number + 1})
        try:
            newsroom.submissions.save((mine,), LATER, read=(read,))
        except ChangedMeanwhileError:
            return 0
        return 1

    assert sum(at_once(change, 8)) == 1

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from digest.errors import NotAllowedError
from digest.issues.keeping import read_alike
from digest.model.issue import Approval, IssueState, IssueStatus
from digest.model.period import Period
from digest.model.rendered import TOKEN, sha256_of
from digest.store.issues import Due
from digest.store.tables import approval, due, rendering
from fakes.issues import issue as an_issue
from fakes.issues import sample_issue, submission
from fakes.newsroom import LATER, NOW, PERIOD, Newsroom, a_variant, at_once

VARIANTS = (
    a_variant("fr", subject="Nouvelles – septembre 2023"),
    a_variant(
        "en", html=f"<p>Café {TOKEN}</p>\r\n", text=f"{TOKEN}\n\n🏛 \u200b\t", calendar="X\r\n"
    ),
)
CONTENT = sample_issue(3)


def a_word(variants=VARIANTS, by="Ada", at=NOW):
    return Approval(sha256=sha256_of(variants), approved_by=by, approved_at=at)


def approve(newsroom, variants=VARIANTS, by="Ada", at=NOW, content=CONTENT):
    newsroom.issues.open(PERIOD)
    newsroom.issues.approve(content, variants, a_word(variants, by, at))


def approvals(database):
    columns = approval.c.approved_by, approval.c.voided_at, approval.c.voided_because
    with database.reading() as connection:
        return connection.execute(sa.select(*columns).order_by(approval.c.id)).all()


def count(database, table):
    with database.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def test_a_period_that_was_never_met_has_no_status(newsroom):
    assert newsroom.issues.status(PERIOD) is None
    assert newsroom.issues.all() == ()


def test_a_period_met_for_the_first_time_is_a_draft(newsroom):
    newsroom.issues.open(PERIOD)
    assert newsroom.issues.status(PERIOD) == IssueStatus(period=PERIOD, state=IssueState.DRAFT)


def test_what_was_approved_is_kept_beside_its_bytes(newsroom):
    approve(newsroom)
    kept = newsroom.issues.content(sha256_of(VARIANTS))
    assert read_alike(kept, CONTENT)
    assert newsroom.issues.content("0" * 64) is None


def test_the_same_bytes_of_another_content_are_approved_anew(newsroom):
    approve(newsroom)
    other = an_issue(submission(7, title="Another", text_html="<p>Where no email shows it</p>"))
    approve(newsroom, content=other)
    assert read_alike(newsroom.issues.content(sha256_of(VARIANTS)), other)


def test_a_language_may_have_several_variants(newsroom):
    several = (a_variant("en"), a_variant("en", segment="press"), a_variant("de"))
    approve(newsroom, several)
    assert newsroom.issues.rendering(sha256_of(several)) == several


def test_opening_an_issue_again_leaves_it_as_it_is(newsroom):
    newsroom.issues.open(PERIOD)
    newsroom.issues.move(PERIOD, IssueState.CLOSED)
    newsroom.issues.open(PERIOD)
    assert newsroom.issues.status(PERIOD).state is IssueState.CLOSED


def test_an_issue_opened_from_many_threads_is_one_issue(newsroom):
    at_once(lambda _: newsroom.issues.open(PERIOD), 8)
    assert [each.period for each in newsroom.issues.all()] == [PERIOD]


def test_issues_come_oldest_first_and_only_those_of_the_newsletter(newsroom):
    for period in ("2023-10", "2022-12", "2023-09"):
        newsroom.issues.open(Period(period))
    Newsroom(newsroom.database, "another.example.org").issues.open(Period("2023-11"))
    assert [each.period for each in newsroom.issues.all()] == ["2022-12", "2023-09", "2023-10"]


@pytest.mark.parametrize("before", IssueState)
def test_an_issue_moves_only_from_the_states_named(newsroom, before):
    newsroom.issues.open(PERIOD)
    assert newsroom.issues.move(PERIOD, before)
    named = (IssueState.DRAFT, IssueState.APPROVED)
    assert newsroom.issues.move(PERIOD, IssueState.SENT, only_from=named) is (before in named)
    after = IssueState.SENT if before in named else before
    assert newsroom.issues.status(PERIOD).state is after


def test_an_issue_that_is_not_there_does_not_move(newsroom):
    assert newsroom.issues.move(PERIOD, IssueState.CLOSED) is False


def test_of_many_threads_that_move_an_issue_one_does(newsroom):
    newsroom.issues.open(PERIOD)
    draft = (IssueState.DRAFT,)
    moved = at_once(lambda _: newsroom.issues.move(PERIOD, IssueState.CLOSED, only_from=draft), 8)
    assert sorted(moved) == [False] * 7 + [True]


def test_what_was_approved_is_kept_byte_for_byte(newsroom):
    approve(newsroom)
    status = newsroom.issues.status(PERIOD)
    assert status == IssueStatus(period=PERIOD, state=IssueState.APPROVED, approval=a_word())
    assert newsroom.issues.rendering(status.approval.sha256) == VARIANTS


def test_nothing_is_kept_under_a_sum_nobody_approved(newsroom):
    assert newsroom.issues.rendering("0" * 64) == ()


def test_the_bytes_of_a_test_are_kept_once_under_their_sum(newsroom):
    sums = at_once(lambda _: newsroom.issues.keep_rendering(VARIANTS), 4)
    assert sums == [sha256_of(VARIANTS)] * 4
    assert count(newsroom.database, rendering) == 2


def test_approving_anew_voids_the_older_word_and_keeps_it(newsroom):
    approve(newsroom)
    changed = (a_variant("en", html="<p>Tea</p>"),)
    approve(newsroom, changed, by="Grace", at=LATER)
    assert newsroom.issues.status(PERIOD).approval == a_word(changed, "Grace", LATER)
    assert approvals(newsroom.database) == [
        ("Ada", LATER, "approved anew"),
        ("Grace", None, None),
    ]


def test_of_many_words_given_at_once_one_stands(newsroom):
    newsroom.issues.open(PERIOD)
    at_once(lambda number: approve(newsroom, by=f"editor {number}"), 8)
    rows = approvals(newsroom.database)
    assert len(rows) == 8
    (standing,) = [row.approved_by for row in rows if row.voided_at is None]
    assert newsroom.issues.status(PERIOD).approval.approved_by == standing


@pytest.mark.parametrize("state", [IssueState.SENDING, IssueState.SENT, IssueState.NEEDS_ATTENTION])
def test_what_is_on_its_way_can_no_longer_be_approved(newsroom, state):
    approve(newsroom)
    newsroom.issues.move(PERIOD, state)
    with pytest.raises(NotAllowedError, match=f"2023-09 is {state}"):
        approve(newsroom, (a_variant("de"),), by="Grace")
    assert newsroom.issues.status(PERIOD).approval == a_word()
    assert count(newsroom.database, rendering) == 2


def test_an_issue_nobody_opened_cannot_be_approved(newsroom):
    with pytest.raises(NotAllowedError, match="unknown"):
        newsroom.issues.approve(CONTENT, VARIANTS, a_word())
    assert count(newsroom.database, rendering) == 0


def test_voiding_closes_the_issue_again_and_says_why(newsroom):
    approve(newsroom)
    newsroom.issues.void(PERIOD, LATER, "the content changed")
    assert newsroom.issues.status(PERIOD) == IssueStatus(period=PERIOD, state=IssueState.CLOSED)
    assert approvals(newsroom.database) == [("Ada", LATER, "the content changed")]


def test_voiding_what_nobody_approved_leaves_a_draft_a_draft(newsroom):
    newsroom.issues.open(PERIOD)
    newsroom.issues.void(PERIOD, LATER, "the content changed")
    assert newsroom.issues.status(PERIOD).state is IssueState.DRAFT


def test_what_is_on_its_way_keeps_the_word_it_went_out_on(newsroom):
    approve(newsroom)
    newsroom.issues.move(PERIOD, IssueState.SENDING)
    newsroom.issues.void(PERIOD, LATER, "the content changed")
    status = newsroom.issues.status(PERIOD)
    assert status == IssueStatus(period=PERIOD, state=IssueState.SENDING, approval=a_word())


def test_two_newsletters_approve_the_same_month_each_for_itself(newsroom):
    other = Newsroom(newsroom.database, "another.example.org")
    approve(newsroom)
    approve(other, by="Grace")
    other.issues.void(PERIOD, LATER, "the content changed")
    assert newsroom.issues.status(PERIOD).approval == a_word()


def test_an_issue_is_made_due_once_from_many_threads(newsroom):
    made = at_once(lambda _: newsroom.issues.make_due(PERIOD, LATER, NOW), 8)
    assert made == [Due(PERIOD, LATER, "waiting", "")] * 8
    assert count(newsroom.database, due) == 1


def test_a_moment_is_the_same_moment_in_whatever_zone_it_was_given(newsroom):
    berlin = dt.timezone(dt.timedelta(hours=2))
    made = newsroom.issues.make_due(PERIOD, LATER.astimezone(berlin), NOW)
    assert made.due_at == LATER
    assert made.due_at.utcoffset() == dt.timedelta(0)


def test_while_it_waits_the_time_follows_the_schedule(newsroom):
    newsroom.issues.make_due(PERIOD, NOW, NOW)
    assert newsroom.issues.make_due(PERIOD, LATER, NOW).due_at == LATER


def test_once_settled_the_time_stays(newsroom):
    newsroom.issues.make_due(PERIOD, NOW, NOW)
    newsroom.issues.settle_due(PERIOD, "held", "nobody approved it", LATER)
    made = newsroom.issues.make_due(PERIOD, LATER, LATER)
    assert made == Due(PERIOD, NOW, "held", "nobody approved it")


def test_of_many_threads_that_settle_what_is_due_one_does(newsroom):
    newsroom.issues.make_due(PERIOD, NOW, NOW)
    settled = at_once(
        lambda number: newsroom.issues.settle_due(PERIOD, "sent", str(number), LATER), 8
    )
    assert settled.count(True) == 1
    noted = newsroom.issues.make_due(PERIOD, NOW, LATER).note
    assert noted == str(settled.index(True))


def test_what_is_not_due_cannot_be_settled(newsroom):
    assert newsroom.issues.settle_due(PERIOD, "sent", "", NOW) is False

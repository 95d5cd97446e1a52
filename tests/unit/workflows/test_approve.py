"""A word holds for what the archive shows too: a change that no email shows takes it back."""

import datetime as dt

import pytest

from digest.model.finding import Finding, Severity
from digest.model.issue import IssueState
from digest.model.period import Period
from digest.model.rendered import sha256_of
from digest.store.tables import issue_content
from digest.workflows.approve import approve, standing
from digest.workflows.assemble import assembled, rendered
from fakes.issues import submission
from fakes.offices import a_desk, an_issue

PERIOD = Period("2023-09")
NOW = dt.datetime(2023, 8, 28, tzinfo=dt.UTC)
# So much text that the email shortens every item and the archive alone shows their ends.
LONG = "".join(f"<p>Sentence {number} of a text that is too long.</p>" for number in range(60))


def an_item(number, end="The end."):
    return submission(number, title=f"Item {number}", text_html=f"{LONG}<p>{end}</p>")


@pytest.fixture
def approved(newsroom):
    """The desk of an approved issue that is too large for an email."""
    desk = a_desk(newsroom)
    an_issue(newsroom, PERIOD, NOW, *map(an_item, range(60)))
    approve(desk, PERIOD, "Ada", NOW)
    return desk


def change(desk, newsroom, **changes):
    """Change an item, and say whether the email is the same all the same."""
    before = sha256_of(rendered(desk, assembled(desk, PERIOD)))
    item = assembled(desk, PERIOD).items[30]
    newsroom.submissions.save((item.model_copy(update=changes),), NOW)
    return sha256_of(rendered(desk, assembled(desk, PERIOD))) == before


def new_end(desk):
    item = assembled(desk, PERIOD).items[30]
    return item.content.model_copy(
        update={"text_html": item.content.text_html.replace("The end.", "Another end.")}
    )


def test_a_change_that_only_the_archive_shows_takes_the_word_back(approved, newsroom):
    assert change(approved, newsroom, content=new_end(approved))
    assert standing(approved, PERIOD, NOW).state is IssueState.CLOSED


def test_a_change_that_nobody_sees_does_not(approved, newsroom):
    found = Finding(code="x", severity=Severity.WARNING, where="w", message="m")
    assert change(approved, newsroom, findings=(found,), reason="a new reason", where="elsewhere")
    assert standing(approved, PERIOD, NOW).state is IssueState.APPROVED


def test_a_word_from_before_content_was_kept_is_judged_by_the_bytes_alone(approved, newsroom):
    with newsroom.database.writing() as connection:
        connection.execute(issue_content.delete())
    assert change(approved, newsroom, content=new_end(approved))
    assert standing(approved, PERIOD, NOW).state is IssueState.APPROVED


def test_the_same_bytes_can_be_approved_again_with_what_they_now_stand_for(approved, newsroom):
    content = new_end(approved)
    change(approved, newsroom, content=content)
    standing(approved, PERIOD, NOW)
    word = approve(approved, PERIOD, "Grace", NOW)
    assert newsroom.issues.content(word.sha256).items[30].content == content
    assert standing(approved, PERIOD, NOW).state is IssueState.APPROVED

import pytest

from digest.model.issue import Approval
from digest.model.mailing import MailingPlan
from digest.model.rendered import sha256_of
from digest.store import upkeep
from digest.store.database import Database
from digest.workflows.publish import issue_online
from fakes.newsroom import HEAD, NOW, PERIOD, Newsroom, a_variant


@pytest.fixture
def newsroom(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    upkeep.upgrade(database)
    newsroom = Newsroom(database)
    newsroom.issues.open(PERIOD)
    yield newsroom
    database.close()


def approve(newsroom, variant):
    word = Approval(sha256=sha256_of((variant,)), approved_by="Ada", approved_at=NOW)
    newsroom.issues.approve(PERIOD, (variant,), word)
    return MailingPlan(PERIOD, word.sha256, "memory", HEAD)


def online(newsroom):
    return issue_online(newsroom.issues, newsroom.mailings, PERIOD)


def test_an_issue_is_online_from_the_start_of_its_real_mailing(newsroom):
    assert online(newsroom) is None
    plan = approve(newsroom, a_variant())
    assert online(newsroom) is None
    newsroom.mailings.start_test(plan, ("editor@example.org",), NOW)
    assert online(newsroom) is None
    newsroom.mailings.start(plan, NOW)
    assert online(newsroom) == a_variant()


def test_what_is_online_is_what_was_sent(newsroom):
    newsroom.mailings.start(approve(newsroom, a_variant()), NOW)
    newsroom.issues.keep_rendering((a_variant(html="<p>later</p>"),))
    assert online(newsroom) == a_variant()

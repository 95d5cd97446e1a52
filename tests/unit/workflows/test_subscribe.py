import datetime as dt

import pytest

from digest.audience.tokens import test_token as token_of_a_test
from digest.workflows.subscribe import Holder, Leaving

NOW = dt.datetime(2023, 9, 1, 9, tzinfo=dt.UTC)
KEYS = ("new", "old")


@pytest.fixture
def leaving(newsroom):
    return Leaving(newsroom.subscribers, KEYS)


def test_a_subscriber_leaves_at_once_and_is_gone(newsroom, leaving):
    ada, ben = newsroom.subscribe(2)
    token = newsroom.token(ada)
    assert leaving.holder(token) is Holder.SUBSCRIBER
    assert leaving.unsubscribe(token, NOW) is Holder.GONE
    assert leaving.unsubscribe(token, NOW + dt.timedelta(days=1)) is Holder.GONE
    assert leaving.holder(token) is Holder.GONE
    assert newsroom.subscribers.suppressed(ada).at == NOW
    assert newsroom.subscribers.suppressed(ben) is None


def test_what_is_planned_for_them_is_skipped(newsroom, leaving):
    ada, ben = newsroom.subscribe(2)
    mailing = newsroom.start()
    leaving.unsubscribe(newsroom.token(ada), NOW)
    assert {email: state.value for email, state in newsroom.states(mailing).items()} == {
        ada: "skipped",
        ben: "planned",
    }


def test_one_who_bounced_is_gone_and_the_first_reason_stays(newsroom, leaving):
    (ada,) = newsroom.subscribe(1)
    newsroom.subscribers.suppress(ada, "bounced", NOW)
    token = newsroom.token(ada)
    assert leaving.holder(token) is Holder.GONE
    assert leaving.unsubscribe(token, NOW) is Holder.GONE
    assert newsroom.subscribers.suppressed(ada).reason == "bounced"


@pytest.mark.parametrize(
    ("token", "holder"),
    [
        (token_of_a_test(("new",), "ada@example.org"), Holder.TEST),
        (token_of_a_test(("old",), "ada@example.org"), Holder.TEST),
        (token_of_a_test(("another",), "ada@example.org"), Holder.NOBODY),
        ("", Holder.NOBODY),
        ("unknown", Holder.NOBODY),
    ],
)
def test_other_tokens_change_nothing(newsroom, leaving, token, holder):
    newsroom.subscribe(2)
    assert leaving.holder(token) is holder
    assert leaving.unsubscribe(token, NOW) is holder
    assert newsroom.subscribers.suppressions() == ()

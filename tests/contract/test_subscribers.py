from __future__ import annotations

import datetime as dt

import pytest

from digest.model.mailing import DeliveryState, MailingState
from digest.model.period import Period
from digest.model.subscriber import Consent, Subscriber, Suppression
from fakes.newsroom import LATER, NOW, a_person, an_address, at_once, emails

ADA = Subscriber(
    email="ada@example.com",
    consent=Consent(dt.datetime(2022, 5, 4, 12, tzinfo=dt.UTC), "conference 2022, paper list"),
    name="Ada Lovelace – “Countess”",
    language="fr",
    tags=("museums", "projects"),
    country="GB",
)
SUBSCRIBED = "the address is subscribed already"
SUPPRESSED = "the address is suppressed and is never mailed again"


def add(newsroom, *people):
    return [(person.email, reason) for person, reason in newsroom.subscribers.add(people)]


def test_what_is_added_is_what_is_read(newsroom):
    assert add(newsroom, ADA) == [(ADA.email, None)]
    assert list(newsroom.subscribers.all()) == [(ADA, None)]


def test_subscribers_come_in_the_order_of_their_addresses(newsroom):
    add(newsroom, a_person("c@example.com"), a_person("a@example.com"), a_person("b@example.com"))
    assert [each.email[0] for each, _ in newsroom.subscribers.all()] == ["a", "b", "c"]


def test_an_address_is_added_once(newsroom):
    again = a_person(ADA.email, name="Somebody else")
    assert add(newsroom, ADA, again) == [(ADA.email, None), (ADA.email, SUBSCRIBED)]
    assert add(newsroom, again) == [(ADA.email, SUBSCRIBED)]
    assert list(newsroom.subscribers.all()) == [(ADA, None)]


def test_a_suppressed_address_is_not_added(newsroom):
    newsroom.subscribers.suppress(ADA.email, "complained", NOW)
    assert add(newsroom, ADA, a_person("b@example.com")) == [
        (ADA.email, SUPPRESSED),
        ("b@example.com", None),
    ]
    assert newsroom.subscribers.count() == 1


def test_every_one_of_many_gets_a_verdict_in_order(newsroom):
    addresses = [an_address(number % 1100) for number in range(1, 1201)]  # more than a chunk or two
    verdicts = add(newsroom, *map(a_person, addresses))
    assert [email for email, _ in verdicts] == addresses
    assert [reason for _, reason in verdicts] == [None] * 1100 + [SUBSCRIBED] * 100
    assert newsroom.subscribers.count() == 1100


def test_what_was_added_before_an_interruption_stays(newsroom):
    def people():
        yield from (a_person(an_address(number)) for number in range(1, 502))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(newsroom.subscribers.add(people()))
    assert newsroom.subscribers.count() == 500


def test_the_same_people_added_from_many_threads_are_subscribed_once(newsroom):
    people = [a_person(an_address(number)) for number in range(1, 51)]
    at_once(lambda _: list(newsroom.subscribers.add(people)), 8)
    assert newsroom.subscribers.count() == 50


def test_every_subscriber_has_a_token_of_their_own(newsroom):
    tokens = {newsroom.token(email) for email in newsroom.subscribe(300)}
    assert len(tokens) == 300
    assert all(len(token) >= 22 for token in tokens)  # 128 random bits


def test_a_token_leads_to_its_address(newsroom):
    add(newsroom, ADA, a_person("b@example.com"))
    assert newsroom.subscribers.email_of(newsroom.token(ADA.email)) == ADA.email


@pytest.mark.parametrize("token", ["", "wrong", "%", "'; --", "x" * 10_000])
def test_a_wrong_token_leads_nowhere_and_unsubscribes_nobody(newsroom, token):
    add(newsroom, ADA)
    assert newsroom.subscribers.email_of(token) is None
    assert newsroom.subscribers.unsubscribe(token, NOW) is None
    assert newsroom.subscribers.suppressions() == ()


def test_unsubscribing_suppresses_the_address_and_keeps_the_subscriber(newsroom):
    add(newsroom, ADA)
    assert newsroom.subscribers.unsubscribe(newsroom.token(ADA.email), LATER) == ADA.email
    gone = Suppression(ADA.email, "unsubscribed", LATER)
    assert newsroom.subscribers.suppressed(ADA.email) == gone
    assert list(newsroom.subscribers.all()) == [(ADA, gone)]


def test_unsubscribing_twice_is_answered_the_same_and_changes_nothing(newsroom):
    add(newsroom, ADA)
    token = newsroom.token(ADA.email)
    answers = [newsroom.subscribers.unsubscribe(token, at) for at in (NOW, LATER)]
    assert answers == [ADA.email, ADA.email]
    assert newsroom.subscribers.suppressions() == (Suppression(ADA.email, "unsubscribed", NOW),)


def test_the_first_reason_stays(newsroom):
    assert newsroom.subscribers.suppress(ADA.email, "bounced", NOW) is True
    assert newsroom.subscribers.suppress(ADA.email, "complained", LATER) is False
    assert newsroom.subscribers.suppressed(ADA.email) == Suppression(ADA.email, "bounced", NOW)


def test_an_address_nobody_suppressed_has_no_suppression(newsroom):
    assert newsroom.subscribers.suppressed(ADA.email) is None


def test_of_many_threads_that_suppress_an_address_one_is_the_first(newsroom):
    reasons = at_once(
        lambda number: newsroom.subscribers.suppress(ADA.email, f"reason {number}", NOW), 8
    )
    assert reasons.count(True) == 1
    assert newsroom.subscribers.suppressed(ADA.email).reason == f"reason {reasons.index(True)}"


@pytest.mark.parametrize("state", [MailingState.RUNNING, MailingState.PAUSED])
def test_whoever_unsubscribes_is_skipped_in_every_mailing_that_has_not_reached_them(
    newsroom, state
):
    here, other = newsroom.subscribe(2)
    mailings = [newsroom.start(Period(period)) for period in ("2023-09", "2023-10")]
    newsroom.mailings.steer(mailings[0].id, state, NOW)
    newsroom.subscribers.unsubscribe(newsroom.token(here), LATER)
    for mailing in mailings:
        assert newsroom.states(mailing) == {
            here: DeliveryState.SKIPPED,
            other: DeliveryState.PLANNED,
        }
        assert newsroom.books(mailing).skipped == {"unsubscribed": 1}
        assert newsroom.books(mailing).balance


@pytest.mark.parametrize(
    "state",
    [each for each in DeliveryState if each not in (DeliveryState.PLANNED, DeliveryState.SKIPPED)],
)
def test_suppressing_does_not_touch_what_is_past_planning(newsroom, state):
    (here,) = newsroom.subscribe(1)
    mailing = newsroom.start()
    newsroom.overwrite(mailing, here, state)
    newsroom.subscribers.suppress(here, "unsubscribed", LATER)
    assert newsroom.states(mailing) == {here: state}


def test_while_mails_are_claimed_people_leave_and_each_is_either_mailed_or_skipped(newsroom):
    addresses = newsroom.subscribe(400)
    mailing = newsroom.start()
    leaving = addresses[1::2]

    def act(number):
        if number:
            return [newsroom.subscribers.suppress(each, "unsubscribed", LATER) for each in leaving]
        with newsroom.ledger.claimants.enter(NOW) as claimant:
            claimed = []
            while batch := newsroom.ledger.claim(mailing.id, claimant, 7, NOW):
                claimed.extend(emails(batch))
            return claimed

    claimed, _ = at_once(act, 2)
    states = newsroom.states(mailing)
    assert {each for each in addresses if states[each] is DeliveryState.SENDING} == set(claimed)
    assert set(states.values()) <= {DeliveryState.SENDING, DeliveryState.SKIPPED}
    assert set(addresses[0::2]) <= set(claimed)
    assert newsroom.books(mailing).balance

"""What ESPs tell later: each fact once, whatever order, and leaving takes effect at once."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model.event import Event, EventKind
from digest.model.mailing import DeliveryState
from digest.store.webhooks import Webhooks
from fakes.newsroom import LATER, NOW, emails, receipts_for

STATES = DeliveryState


@pytest.fixture
def webhooks(newsroom):
    return Webhooks(newsroom.database)


@pytest.fixture
def sent(newsroom, claimant):
    """A batch that is in a process's hands."""
    newsroom.subscribe(4)
    mailing = newsroom.start()
    return mailing, newsroom.claim(mailing, claimant, 3)


def told(kind, recipient, id_="e1", **more):
    fields = {"delivery_id": recipient.delivery_id, "at": NOW, **more}
    return Event(id=id_, kind=EventKind(kind), email=recipient.email, **fields)


def state_of(newsroom, mailing, email):
    states = {each.email: each.state for each in newsroom.mailings.deliveries(mailing.id, None)}
    return states[email]


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("accepted", STATES.ACCEPTED),
        ("rejected", STATES.REJECTED),
        ("delivered", STATES.DELIVERED),
        ("deferred", STATES.DEFERRED),
        ("bounced", STATES.BOUNCED),
        ("complained", STATES.COMPLAINED),
    ],
)
@pytest.mark.parametrize("before", ["sending", "unknown", "accepted"])
def test_an_event_moves_its_delivery_along(newsroom, webhooks, sent, kind, state, before):
    mailing, batch = sent
    if before == "unknown":
        newsroom.ledger.doubt(batch, "lost", NOW)
    if before == "accepted":
        newsroom.ledger.record(batch, receipts_for(batch), NOW)
    recipient = batch.recipients[0]
    assert webhooks.take_in("toy", (told(kind, recipient),), LATER) == (mailing.id,)
    assert state_of(newsroom, mailing, recipient.email) is state
    assert newsroom.mailings.books(mailing.id, "").balance


def test_twice_is_once(webhooks, sent):
    mailing, batch = sent
    event = told("delivered", batch.recipients[0])
    assert webhooks.take_in("toy", (event,), NOW) == (mailing.id,)
    assert webhooks.take_in("toy", (event,), NOW) == ()


def test_the_answer_that_comes_after_the_event_overwrites_nothing(newsroom, webhooks, sent):
    mailing, batch = sent
    webhooks.take_in("toy", (told("bounced", batch.recipients[0]),), NOW)
    newsroom.ledger.record(batch, receipts_for(batch), LATER)
    assert state_of(newsroom, mailing, batch.recipients[0].email) is STATES.BOUNCED


@pytest.mark.parametrize(
    ("way", "is_found"),
    [
        ({"delivery_id": None}, False),
        ({"delivery_id": None, "reference": "{reference}"}, True),
        ({"delivery_id": None, "message_id": "<{delivery_id}@esp>"}, True),
        ({"delivery_id": None, "message_id": "<0@esp>"}, False),
        ({"delivery_id": 999_999}, False),
        ({"delivery_id": 999_999, "reference": "{reference}"}, True),
    ],
)
def test_how_an_event_finds_its_delivery(newsroom, webhooks, sent, way, is_found):
    mailing, batch = sent
    newsroom.ledger.record(batch, receipts_for(batch), NOW)
    recipient = batch.recipients[1]
    filled = {
        name: value.format(reference=batch.reference, delivery_id=recipient.delivery_id)
        if isinstance(value, str)
        else value
        for name, value in way.items()
    }
    found = webhooks.take_in("toy", (told("delivered", recipient, **filled),), NOW)
    assert found == ((mailing.id,) if is_found else ())
    expected = STATES.DELIVERED if is_found else STATES.ACCEPTED
    assert state_of(newsroom, mailing, recipient.email) is expected


def test_an_event_for_another_address_moves_nothing(newsroom, webhooks, sent):
    mailing, batch = sent
    first, second, _third = batch.recipients
    event = Event("e", EventKind.BOUNCED, second.email, NOW, delivery_id=first.delivery_id)
    assert webhooks.take_in("toy", (event,), NOW) == ()
    assert state_of(newsroom, mailing, first.email) is STATES.SENDING


@pytest.mark.parametrize(
    ("kind", "more", "reason"),
    [
        ("bounced", {"is_hard": True}, "bounced"),
        ("bounced", {"is_hard": False}, None),
        ("complained", {}, "complained"),
        ("unsubscribed", {}, "unsubscribed"),
        ("deferred", {}, None),
        ("rejected", {}, None),
        ("opened", {}, None),
    ],
)
def test_who_must_not_be_mailed_again_is_suppressed_at_once(
    newsroom, webhooks, sent, kind, more, reason
):
    _mailing, batch = sent
    recipient = batch.recipients[0]
    webhooks.take_in("toy", (told(kind, recipient, **more),), LATER)
    found = newsroom.subscribers.suppressed(recipient.email)
    assert (found and found.reason) == reason


def test_who_complained_between_planning_and_claiming_is_skipped(
    newsroom, webhooks, sent, claimant
):
    mailing, batch = sent
    (last,) = {each.email for each in newsroom.mailings.deliveries(mailing.id, None)} - set(
        emails(batch)
    )
    webhooks.take_in("toy", (Event("e", EventKind.COMPLAINED, last, NOW),), NOW)
    assert newsroom.claim(mailing, claimant) is None
    assert dict(newsroom.mailings.books(mailing.id, "").skipped) == {"complained": 1}


def test_a_call_is_kept_once_and_waits_until_it_is_settled(webhooks):
    assert webhooks.keep("toy", "application/json", b"{}", NOW)
    assert not webhooks.keep("toy", "application/json", b"{}", LATER)
    assert webhooks.keep("other", "application/json", b"{}", NOW)
    first, second = webhooks.waiting()
    assert (first.esp, first.body, second.esp) == ("toy", b"{}", "other")
    webhooks.settle(first, is_read=True)
    webhooks.settle(second, is_read=False)
    assert webhooks.waiting() == ()


ORDERS = list(itertools.permutations(["accepted", "deferred", "delivered", "complained"]))


@pytest.mark.parametrize("order", ORDERS)
def test_out_of_order_is_no_harm(newsroom, webhooks, sent, order):
    mailing, batch = sent
    recipient = batch.recipients[0]
    for number, kind in enumerate(order):
        webhooks.take_in("toy", (told(kind, recipient, id_=str(number)),), NOW)
    assert state_of(newsroom, mailing, recipient.email) is STATES.COMPLAINED


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(list(EventKind)), st.integers(0, 2)), max_size=20))
def test_the_books_balance_whatever_is_told(newsroom, webhooks, sent, events):
    mailing, batch = sent
    for kind, place in events:
        id_ = f"{kind}-{place}"
        webhooks.take_in("toy", (told(kind, batch.recipients[place], id_=id_),), NOW)
    assert newsroom.mailings.books(mailing.id, "").balance


def test_a_receipt_that_a_batch_shares_finds_the_delivery_of_an_address(newsroom, webhooks, sent):
    mailing, batch = sent
    shared = tuple(each._replace(receipt="<all@esp>") for each in receipts_for(batch))
    newsroom.ledger.record(batch, shared, NOW)
    second = batch.recipients[1]
    event = Event("e", EventKind.DELIVERED, second.email, LATER, message_id="<all@esp>")
    assert webhooks.take_in("toy", (event,), LATER) == (mailing.id,)
    states = [each.state for each in newsroom.mailings.deliveries(mailing.id, None)]
    assert states[:3] == [STATES.ACCEPTED, STATES.DELIVERED, STATES.ACCEPTED]


def test_events_of_a_large_call_are_taken_in_each_once(newsroom, webhooks, sent):
    mailing, batch = sent
    many = tuple(told("delivered", batch.recipients[0], id_=str(n % 150)) for n in range(300))
    assert webhooks.take_in("toy", many, LATER) == (mailing.id,) * 150
    assert newsroom.mailings.books(mailing.id, "").balance

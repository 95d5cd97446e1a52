"""The address ESPs call: what is believed, what is kept, and what is answered."""

import pytest

from digest.errors import StoreError
from digest.model.mailing import DeliveryState
from digest.store.webhooks import Webhooks
from digest.web.public import Site, public_app
from digest.workflows.dispatch import Accounts
from digest.workflows.track import Tracking, work
from fakes.asking import Asking
from fakes.issues import newsletter
from fakes.newsroom import NOW, receipts_for
from fakes.toy_webhook import WORD, ToyWebhook, a_call, an_event

TRUE = {"x-word": WORD, "content-type": "application/json"}


class Broken(Webhooks):
    """A database that says no."""

    def keep(self, *_call):
        raise StoreError("the disk is full")


def tracking_of(newsroom, calls=Webhooks):
    accounts = Accounts(
        issues=newsroom.issues,
        subscribers=newsroom.subscribers,
        mailings=newsroom.mailings,
        ledger=newsroom.ledger,
        clock=lambda: NOW,
    )
    return Tracking(lambda: {"toy": ToyWebhook()}, calls(newsroom.database), accounts, None)


def asking(tracking):
    site = Site(newsletter(), None, None, None, None, tracking, lambda: None, lambda: NOW)
    return Asking(public_app(site))


@pytest.fixture
def tracking(newsroom):
    return tracking_of(newsroom)


@pytest.fixture
def client(tracking):
    return asking(tracking)


@pytest.fixture
def recipient(newsroom):
    newsroom.subscribe(1)
    mailing = newsroom.start()
    with newsroom.ledger.claimants.enter(NOW) as claimant:
        batch = newsroom.claim(mailing, claimant)
        newsroom.ledger.record(batch, receipts_for(batch), NOW)
    return batch.recipients[0]


def state(newsroom):
    (mailing,) = [newsroom.mailings.of_id(1)]
    return next(iter(newsroom.mailings.deliveries(mailing.id, None))).state


def test_a_call_is_kept_answered_and_worked_on(client, newsroom, recipient):
    body = a_call(an_event("delivered", recipient.email, id_="1", delivery_id=1))
    answer = client.post("/webhooks/toy", content=body, headers=TRUE)
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert state(newsroom) is DeliveryState.DELIVERED


def test_the_same_call_twice_is_answered_alike_and_changes_nothing(client, newsroom, recipient):
    body = a_call(an_event("bounced", recipient.email, id_="1", delivery_id=1, is_hard=True))
    for _time in range(2):
        assert client.post("/webhooks/toy", content=body, headers=TRUE).status_code == 200
    assert [each.reason for each in newsroom.subscribers.suppressions()] == ["bounced"]


def test_whoever_does_not_know_the_word_is_refused_and_nothing_is_kept(client, tracking):
    answer = client.post("/webhooks/toy", content=a_call(), headers={"x-word": "guess"})
    assert answer.status_code == 403
    assert "word" not in answer.text
    assert tracking.calls.waiting() == ()


@pytest.mark.parametrize("esp", ["mailgun", "unheard-of", "toy%2F..", "TOY"])
def test_an_esp_that_is_not_set_up_has_no_address(client, esp):
    assert client.post(f"/webhooks/{esp}", content=b"{}", headers=TRUE).status_code == 404


def test_the_address_only_takes_what_is_posted(client):
    assert client.get("/webhooks/toy").status_code == 405


@pytest.mark.parametrize("body", [b"", b"no json", b'{"events": 1}', b'{"events": [{}]}', b"\xff"])
def test_a_body_that_cannot_be_read_is_kept_and_never_in_the_way(client, tracking, body):
    assert client.post("/webhooks/toy", content=body, headers=TRUE).status_code == 200
    assert tracking.calls.waiting() == ()


def test_a_body_of_any_size_is_not_taken(client, tracking):
    answer = client.post("/webhooks/toy", content=b"x" * 10_000_001, headers=TRUE)
    assert answer.status_code == 413
    assert tracking.calls.waiting() == ()


def test_where_it_cannot_be_kept_the_esp_is_to_call_again(newsroom):
    answer = asking(tracking_of(newsroom, Broken)).post(
        "/webhooks/toy", content=b"{}", headers=TRUE
    )
    assert answer.status_code == 503
    assert "disk" not in answer.text


def test_what_a_crash_left_waiting_is_worked_on_later(tracking, newsroom, recipient):
    body = a_call(an_event("complained", recipient.email, id_="1", delivery_id=1))
    tracking.calls.keep("toy", "application/json", body, NOW)
    assert work(tracking, NOW) == 1
    assert state(newsroom) is DeliveryState.COMPLAINED
    assert work(tracking, NOW) == 0

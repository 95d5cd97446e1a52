"""The address ESPs call: what is believed, what is kept, and what is answered."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from digest.errors import ConfigError, StoreError
from digest.model.mailing import DeliveryState
from digest.store.ledger_tables import event, webhook_call
from digest.store.webhooks import Webhooks
from digest.transports.webhooks.mandrill import MandrillWebhook
from digest.transports.webhooks.postmark import postmark_webhook
from digest.transports.webhooks.ses import SesWebhook
from digest.web.public import Site, public_app
from digest.workflows.dispatch import Accounts
from digest.workflows.track import Tracking, work
from fakes import amazon
from fakes.asking import Asking
from fakes.issues import newsletter
from fakes.newsroom import NOW, receipts_for
from fakes.toy_webhook import WORD, ToyWebhook, a_call, an_event

TRUE = {"x-word": WORD, "content-type": "application/json"}


class Broken(Webhooks):
    """A database that says no."""

    def keep(self, *_call):
        raise StoreError("the disk is full")


def tracking_of(newsroom, calls=Webhooks, webhook=None, fetcher=None):
    accounts = Accounts(
        issues=newsroom.issues,
        subscribers=newsroom.subscribers,
        mailings=newsroom.mailings,
        ledger=newsroom.ledger,
        clock=lambda: NOW,
    )
    webhook = webhook or ToyWebhook()
    calls = calls(newsroom.database)
    return Tracking(lambda: {webhook.name: webhook}, calls, accounts, fetcher)


def asking(tracking, now=NOW):
    here = None, None, None, None, tracking, lambda: None, lambda: now
    return Asking(public_app(Site(newsletter(), *here, public_url="https://news.example.org/")))


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


def kept(newsroom):
    """What the tables of calls and of events hold."""
    with newsroom.database.reading() as connection:
        bodies = connection.scalars(sa.select(webhook_call.c.body)).all()
        return bodies, connection.scalars(sa.select(event.c.kind)).all()


def test_what_was_read_stands_with_its_events_and_the_call_is_emptied(client, newsroom, recipient):
    body = a_call(an_event("delivered", recipient.email, id_="1", delivery_id=1))
    client.post("/webhooks/toy", content=body, headers=TRUE)
    assert kept(newsroom) == ([b""], ["delivered"])
    client.post("/webhooks/toy", content=b"no json", headers=TRUE)
    assert kept(newsroom) == ([b"", b"no json"], ["delivered"])


@pytest.mark.parametrize("kind", ["opened", "clicked"])
def test_who_opened_what_is_not_kept(client, newsroom, recipient, kind):
    body = a_call(an_event(kind, recipient.email, id_="1", delivery_id=1))
    assert client.post("/webhooks/toy", content=body, headers=TRUE).status_code == 200
    assert kept(newsroom) == ([b""], [])


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00+00:00", "2099-01-01T00:00:00+00:00"])
def test_what_tells_no_time_is_of_the_moment_it_was_told(client, newsroom, recipient, at):
    told = an_event("delivered", recipient.email, id_="1", delivery_id=1) | {"at": at}
    client.post("/webhooks/toy", content=a_call(told), headers=TRUE)
    (mailing,) = [newsroom.mailings.of_id(1)]
    (row,) = newsroom.mailings.deliveries(mailing.id, None)
    assert (row.state, row.at) == (DeliveryState.DELIVERED, NOW)


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


def test_who_looks_whether_anybody_is_there_is_told_and_nothing_is_kept(client, tracking):
    assert client.head("/webhooks/toy").status_code == 200
    assert client.head("/webhooks/mailgun").status_code == 404
    assert tracking.calls.waiting() == ()


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


def test_where_the_secret_is_no_good_the_esp_is_to_call_again(tracking):
    def webhooks():
        raise ConfigError("config.toml", ("transport.webhook_secret is no key",))

    answer = asking(replace(tracking, webhooks=webhooks)).post("/webhooks/toy", content=b"{}")
    assert answer.status_code == 503
    assert "secret" not in answer.text


# An ESP that signs nothing
@pytest.mark.parametrize(
    ("address", "auth", "status"),
    [
        ("/webhooks/postmark", ("anybody", "pass"), 200),
        ("/webhooks/postmark", ("anybody", "guess"), 401),
        ("/webhooks/postmark", None, 401),
        ("/webhooks/postmark?secret=pass", None, 401),
    ],
)
def test_who_has_the_password_is_believed(newsroom, recipient, address, auth, status):
    webhook = postmark_webhook(SecretStr("pass"))
    told = {"RecordType": "Delivery", "Recipient": recipient.email}
    told |= {"DeliveredAt": NOW.isoformat(), "Metadata": {"digest_delivery": "1"}}
    client = asking(tracking_of(newsroom, webhook=webhook))
    answer = client.post(address, json=told, auth=auth)
    assert answer.status_code == status
    assert answer.headers.get("www-authenticate", "").startswith("Basic") is (status == 401)
    expected = DeliveryState.DELIVERED if status == 200 else DeliveryState.ACCEPTED
    assert state(newsroom) is expected


# An ESP that signs the address it calls
@pytest.mark.parametrize("query", ["", "?a=b%2Fc&d"])
def test_the_address_that_is_signed_is_the_public_one_whatever_the_proxy_asks_for(newsroom, query):
    webhook = MandrillWebhook(SecretStr("key"))
    url = f"https://news.example.org/webhooks/mandrill{query}"
    digest = hmac.new(b"key", f"{url}mandrill_events[]".encode(), hashlib.sha1).digest()
    answer = asking(tracking_of(newsroom, webhook=webhook)).post(
        f"/webhooks/mandrill{query}",
        data={"mandrill_events": "[]"},
        headers={"x-mandrill-signature": base64.b64encode(digest).decode()},
    )
    assert answer.status_code == 200


# An ESP whose certificate has to be fetched, and whose subscription is to be confirmed
PEM = amazon.a_certificate()


def told_by_amazon(newsroom, pages, *envelopes):
    """Amazon's calls, one after the other: the answers, what was fetched, and the tracking."""
    hosts = amazon.Hosts(pages)
    tracking = tracking_of(newsroom, webhook=SesWebhook(SecretStr(amazon.TOPIC)), fetcher=hosts)
    client = asking(tracking, amazon.NOW)
    answers = [
        client.post("/webhooks/ses", content=json.dumps(each).encode()).status_code
        for each in envelopes
    ]
    return answers, hosts.asked, tracking


def test_a_certificate_is_fetched_once_and_what_it_signed_is_believed(newsroom, recipient):
    told = {
        "eventType": "Delivery",
        "mail": {"destination": [recipient.email], "tags": {"digest_delivery": ["1"]}},
    }
    first, second = (
        amazon.signed(amazon.published(told, MessageId=each)) for each in ("one", "two")
    )
    pages = {amazon.CERTIFICATE_URL: PEM}
    answers, asked, _tracking = told_by_amazon(newsroom, pages, first, second)
    assert answers == [200, 200]
    assert asked == [amazon.CERTIFICATE_URL]
    assert state(newsroom) is DeliveryState.DELIVERED


def test_a_subscription_is_confirmed_once_it_is_verified(newsroom):
    pages = {amazon.CERTIFICATE_URL: PEM, amazon.CONFIRMATION_URL: b"<ok/>"}
    wanted = amazon.signed(amazon.subscription())
    answers, asked, _tracking = told_by_amazon(newsroom, pages, wanted)
    assert (answers, asked) == ([200], [amazon.CERTIFICATE_URL, amazon.CONFIRMATION_URL])


@pytest.mark.parametrize(
    "changes",
    [
        {"Signature": amazon.signed(amazon.subscription(Token="2"))["Signature"]},
        {"SigningCertURL": "https://evil.org/SimpleNotificationService-1.pem"},
        {"TopicArn": "arn:aws:sns:eu-central-1:999999999999:newsletter"},
        {"SubscribeURL": "https://evil.org/?Action=ConfirmSubscription"},
    ],
)
def test_what_is_not_amazons_for_our_topic_is_never_confirmed(newsroom, changes):
    pages = {amazon.CERTIFICATE_URL: PEM, amazon.CONFIRMATION_URL: b"<ok/>"}
    wanted = amazon.signed(amazon.subscription()) | changes
    answers, asked, tracking = told_by_amazon(newsroom, pages, wanted)
    assert answers == [403]
    assert set(asked) <= {amazon.CERTIFICATE_URL}
    assert tracking.calls.waiting() == ()


@pytest.mark.parametrize("pages", [{}, {amazon.CERTIFICATE_URL: PEM}])
def test_what_cannot_be_fetched_now_amazon_is_to_tell_again(newsroom, pages):
    wanted = amazon.signed(amazon.subscription())
    answers, _asked, tracking = told_by_amazon(newsroom, pages, wanted)
    assert answers == [503]
    assert tracking.calls.waiting() == ()

"""What a lost answer leaves unknown, and the ESP's own webhook tells: by the marks we posted."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr

from digest.model.mailing import DeliveryState
from digest.store.webhooks import Webhooks
from digest.transports.brevo import Brevo
from digest.transports.mailjet import Mailjet
from digest.transports.mandrill import Mandrill
from digest.transports.postmark import Postmark
from digest.transports.resend import Resend
from digest.transports.sendgrid import SendGrid
from digest.transports.ses import Ses, SesSettings
from digest.transports.sparkpost import SparkPost
from digest.transports.webhooks.brevo import brevo_webhook
from digest.transports.webhooks.mailjet import mailjet_webhook
from digest.transports.webhooks.mandrill import MandrillWebhook
from digest.transports.webhooks.postmark import postmark_webhook
from digest.transports.webhooks.resend import ResendWebhook
from digest.transports.webhooks.sendgrid import SendGridWebhook
from digest.transports.webhooks.ses import SesWebhook
from digest.transports.webhooks.sparkpost import sparkpost_webhook
from digest.workflows.dispatch import Accounts
from digest.workflows.track import Tracking, work
from fakes.amazon import TOPIC, published
from fakes.letters import a_letter
from fakes.newsroom import LATER, NOW

SECRET = SecretStr("key-test")
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
VERIFICATION_KEY = SecretStr(  # made for these tests only
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfXJGCUkTvo3jVBWnQAmqbMHLax0dxihD4m9socbgLuFuqRC3pzf7"
    "MW9HSgD9J/cnXta6zmmN9ttkRf1K3uB4DQ=="
)


def a_ses():
    settings = SesSettings(
        kind="ses",
        region="eu-central-1",
        access_key_id={"env": "ID"},
        secret_access_key={"env": "KEY"},
        configuration_set="newsletter",
    )
    return Ses(settings, SECRET, SECRET, lambda: NOW)


# Each ESP's webhook, given what was posted to it and the word for what became of it.
def sendgrid(posted, word):
    (each,) = posted["personalizations"]
    told = {"event": word, "email": each["to"][0]["email"], "timestamp": NOW.timestamp()}
    return JSON, json.dumps([told | each["custom_args"]]).encode()


def resend(posted, word):
    (each,) = posted
    tags = {tag["name"]: tag["value"] for tag in each["tags"]}
    data = {"to": each["to"], "email_id": "4ef9", "tags": tags}
    return JSON, json.dumps({"type": word, "created_at": NOW.isoformat(), "data": data}).encode()


def ses(posted, word):
    (each,) = posted["BulkEmailEntries"]
    mail = {
        "messageId": "0107018a",
        "destination": each["Destination"]["ToAddresses"],
        "tags": {tag["Name"]: [tag["Value"]] for tag in each["ReplacementTags"]},
    }
    part = {"bounceType": "Permanent"} if word == "Bounce" else {}
    told = {"eventType": word, "mail": mail, word.lower(): part}
    return "text/plain; charset=UTF-8", json.dumps(published(told)).encode()


def mandrill(posted, word):
    message = posted["message"]
    told = {"email": message["to"][0]["email"], "metadata": message["metadata"]}
    event = {"event": word, "ts": NOW.timestamp(), "_id": "7f3", "msg": told}
    return FORM, urlencode({"mandrill_events": json.dumps([event])}).encode()


def postmark(posted, word):
    (each,) = posted
    told = {"RecordType": word, "MessageID": "883953f4", "Metadata": each["Metadata"]}
    told |= {"Type": "HardBounce"} if word == "Bounce" else {}
    time = "BouncedAt" if word == "Bounce" else "DeliveredAt"
    address = "Email" if word == "Bounce" else "Recipient"
    mailbox = each["To"].rpartition(" ")[2].strip("<>")
    return JSON, json.dumps(told | {address: mailbox, time: NOW.isoformat()}).encode()


def brevo(posted, word):
    (each,) = posted["messageVersions"]
    told = {"event": word, "email": each["to"][0]["email"], "message-id": "<1@relay>"}
    told |= {"ts_epoch": NOW.timestamp() * 1000, "tags": posted["tags"]}
    custom = {"X-Mailin-custom": each["headers"]["X-Mailin-custom"]}
    return JSON, json.dumps(told | custom).encode()


def mailjet(posted, word):
    (each,) = posted["Messages"]
    told = {"event": word, "email": each["To"][0]["Email"], "time": NOW.timestamp()}
    told |= {"MessageID": 19421777, "Payload": each["EventPayload"], "CustomID": each["CustomID"]}
    error = {"bounce": "user unknown", "blocked": "duplicate in campaign"}.get(word, "")
    told |= {"hard_bounce": word == "bounce", "error": error}
    return JSON, json.dumps([told]).encode()


def sparkpost(posted, word):
    (each,) = posted["recipients"]
    told = {"type": word, "rcpt_to": each["address"]["email"], "event_id": f"1-{word}"}
    told |= {"rcpt_meta": posted["metadata"] | each["metadata"], "timestamp": NOW.timestamp()}
    told |= {"bounce_class": "10"} if word == "bounce" else {}
    return JSON, json.dumps([{"msys": {"message_event": told}}]).encode()


ESPS = {
    "sendgrid": (SendGrid(SECRET), SendGridWebhook(VERIFICATION_KEY), sendgrid),
    "resend": (Resend(SECRET), ResendWebhook(SecretStr("whsec_a2V5LXRlc3Q=")), resend),
    "ses": (a_ses(), SesWebhook(SecretStr(TOPIC)), ses),
    "mandrill": (Mandrill(SECRET), MandrillWebhook(SECRET), mandrill),
    "postmark": (Postmark(SECRET, "broadcast"), postmark_webhook(SECRET), postmark),
    "brevo": (Brevo(SECRET), brevo_webhook(SECRET), brevo),
    "mailjet": (Mailjet(SECRET, SECRET), mailjet_webhook(SECRET), mailjet),
    "sparkpost": (SparkPost(SECRET), sparkpost_webhook(SECRET), sparkpost),
}
ACCEPTED, DELIVERED, BOUNCED = (
    DeliveryState.ACCEPTED,
    DeliveryState.DELIVERED,
    DeliveryState.BOUNCED,
)
WORDS = {
    "sendgrid": {ACCEPTED: "processed", DELIVERED: "delivered", BOUNCED: "bounce"},
    "resend": {
        ACCEPTED: "email.sent",
        DELIVERED: "email.delivered",
        BOUNCED: "email.bounced",
    },
    "ses": {ACCEPTED: "Send", DELIVERED: "Delivery", BOUNCED: "Bounce"},
    "mandrill": {ACCEPTED: "send", DELIVERED: "delivered", BOUNCED: "hard_bounce"},
    "postmark": {DELIVERED: "Delivery", BOUNCED: "Bounce"},
    "brevo": {ACCEPTED: "request", DELIVERED: "delivered", BOUNCED: "hard_bounce"},
    # Of a second copy Mailjet says that it is blocked: the first was taken.
    "mailjet": {ACCEPTED: "blocked", DELIVERED: "sent", BOUNCED: "bounce"},
    "sparkpost": {ACCEPTED: "injection", DELIVERED: "delivery", BOUNCED: "bounce"},
}


@pytest.fixture
def doubted(newsroom, claimant):
    """Two readers whose messages may have been taken: nobody knows."""
    newsroom.subscribe(2)
    mailing = newsroom.start()
    batch = newsroom.claim(mailing, claimant)
    newsroom.ledger.doubt(batch, "the answer was lost", NOW)
    return mailing, batch


def tracking(newsroom, webhook):
    accounts = Accounts(
        issues=newsroom.issues,
        subscribers=newsroom.subscribers,
        mailings=newsroom.mailings,
        ledger=newsroom.ledger,
        clock=lambda: LATER,
    )
    calls = Webhooks(newsroom.database)
    return Tracking(lambda: {webhook.name: webhook}, calls, accounts, None)


def told(esp, batch, word):
    """What the ESP's webhook says of the first reader, by the marks that were posted."""
    transport, _webhook, its_call = ESPS[esp]
    alone = replace(batch, recipients=batch.recipients[:1])
    request = transport.request(a_letter(), alone, NOW)
    return its_call(json.loads(request.body), word)


@pytest.mark.parametrize(("esp", "state"), [(esp, state) for esp in ESPS for state in WORDS[esp]])
def test_an_event_says_what_became_of_a_message_whose_answer_was_lost(
    newsroom, doubted, esp, state
):
    mailing, batch = doubted
    first, second = batch.recipients
    here = tracking(newsroom, ESPS[esp][1])
    call = told(esp, batch, WORDS[esp][state])
    assert here.calls.keep(esp, *call, LATER)
    assert work(here, LATER) == 1
    assert newsroom.states(mailing) == {first.email: state, second.email: DeliveryState.UNKNOWN}
    assert newsroom.books(mailing).balance
    found = newsroom.subscribers.suppressed(first.email)
    assert (found and found.reason) == ("bounced" if state is BOUNCED else None)


@pytest.mark.parametrize("esp", ESPS)
def test_the_same_event_in_another_call_counts_once(newsroom, doubted, esp):
    _mailing, batch = doubted
    here = tracking(newsroom, ESPS[esp][1])
    kind, body = told(esp, batch, WORDS[esp][DELIVERED])
    for each in (body, body + b" "):
        assert here.calls.keep(esp, kind, each, LATER)
    assert work(here, LATER) == 1


@pytest.mark.parametrize("number", ["2147483648", "9" * 18, "9" * 30])
def test_a_delivery_that_cannot_be_one_stops_nothing(newsroom, doubted, number):
    mailing, batch = doubted
    here = tracking(newsroom, ESPS["ses"][1])
    kind, body = told("ses", batch, "Delivery")
    ours = f'\\"{batch.recipients[0].delivery_id}\\"'.encode()
    assert ours in body
    here.calls.keep("ses", kind, body.replace(ours, f'\\"{number}\\"'.encode()), LATER)
    assert work(here, LATER) == 1  # the batch and the address say it as well
    assert newsroom.states(mailing)[batch.recipients[0].email] is DELIVERED

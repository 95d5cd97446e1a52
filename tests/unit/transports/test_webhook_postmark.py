"""Postmark's webhook: what its words mean in ours."""

import datetime as dt
import json

import pytest
from hypothesis import given
from pydantic import SecretStr

from digest.model.event import EventKind
from digest.transports.webhook import WebhookCall
from digest.transports.webhooks.postmark import postmark_webhook
from fakes.hostile import JSON, is_storable, objects

WEBHOOK = postmark_webhook(SecretStr("key-test"))
AT = dt.datetime(2023, 9, 1, 10, 0, 0, 123456, dt.UTC)
TIME = "2023-09-01T06:00:00.1234567-04:00"
NAMES = {"Bounce": "BouncedAt", "SpamComplaint": "BouncedAt", "SubscriptionChange": "ChangedAt"}


def events(*told):
    body = json.dumps(told[0] if len(told) == 1 else told).encode()
    return WEBHOOK.events(WebhookCall("", {"content-type": "application/json"}, body))


def told(record, **more):
    address = "Email" if NAMES.get(record) == "BouncedAt" else "Recipient"
    time = NAMES.get(record, "DeliveredAt" if record == "Delivery" else "ReceivedAt")
    return {"RecordType": record, "MessageID": "7f3-1", address: "A@b.org", time: TIME} | more


def event(record, **more):
    (found,) = events(told(record, **more))
    return found


@pytest.mark.parametrize(
    ("record", "more", "kind", "is_hard"),
    [
        ("Delivery", {}, EventKind.DELIVERED, False),
        ("Bounce", {"Type": "HardBounce"}, EventKind.BOUNCED, True),
        ("Bounce", {"Type": "BadEmailAddress"}, EventKind.BOUNCED, True),
        ("Bounce", {"Type": "SoftBounce"}, EventKind.BOUNCED, False),
        ("Bounce", {"Type": "Blocked"}, EventKind.BOUNCED, False),
        ("Bounce", {"Type": "SpamNotification"}, EventKind.BOUNCED, False),
        ("Bounce", {"Type": "a new one"}, EventKind.BOUNCED, False),
        ("Bounce", {"Type": ["HardBounce"]}, EventKind.BOUNCED, False),
        ("Bounce", {"Type": "Transient"}, EventKind.DEFERRED, False),
        ("Bounce", {"Type": "DnsError"}, EventKind.DEFERRED, False),
        ("Bounce", {"Type": "SpamComplaint"}, EventKind.COMPLAINED, False),
        ("Bounce", {"Type": "Unsubscribe"}, EventKind.UNSUBSCRIBED, False),
        ("Bounce", {"Type": "ManuallyDeactivated"}, EventKind.REJECTED, False),
        ("Bounce", {"Type": "SMTPApiError"}, EventKind.REJECTED, False),
        ("SpamComplaint", {"Type": "SpamComplaint"}, EventKind.COMPLAINED, False),
        (
            *("SubscriptionChange", {"SuppressionReason": "ManualSuppression"}),
            *(EventKind.UNSUBSCRIBED, False),
        ),
        ("SubscriptionChange", {"SuppressionReason": "HardBounce"}, EventKind.BOUNCED, True),
        ("SubscriptionChange", {"SuppressionReason": "SpamComplaint"}, EventKind.COMPLAINED, False),
        ("Open", {}, EventKind.OPENED, False),
        ("Click", {}, EventKind.CLICKED, False),
    ],
)
def test_its_words_in_ours(record, more, kind, is_hard):
    found = event(record, **more)
    assert (found.kind, found.is_hard, found.email) == (kind, is_hard, "a@b.org")
    assert (found.message_id, found.at) == ("7f3-1", AT)


def test_it_tells_its_delivery_its_batch_and_why():
    marks = {"digest_batch": "2023-09-abc-1234", "digest_delivery": "17"}
    details = "smtp;550 no\r\nsuch user"
    found = event("Bounce", Type="HardBounce", Metadata=marks, Details=details)
    assert (found.reference, found.delivery_id) == ("2023-09-abc-1234", 17)
    assert found.reason == "smtp;550 no such user"
    assert json.loads(found.body)["Metadata"] == marks


@pytest.mark.parametrize("record", ["Delivery", "Open", "Click"])
def test_what_the_server_said_to_a_message_it_took_is_no_reason(record):
    assert event(record, Details="250 ok").reason == ""


@pytest.mark.parametrize(
    "other",
    [
        *({}, {"RecordType": "Delivery"}, {"FromFull": {"Email": "a@b.org"}}, told("Inbound")),
        told("Bounce", Type="AutoResponder"),
        told("Bounce", Type="InboundError"),
        told("Bounce", Type="ChallengeVerification"),
        told("SubscriptionChange", SuppressSending=False),
        told("Delivery", Recipient="nobody"),
        told("Delivery", RecordType=["Delivery"]),
    ],
)
def test_what_is_none_of_ours_is_left_out_and_takes_no_other_along(other):
    assert events(other) == ()
    assert len(events(other, None, told("Delivery"))) == 1


def test_an_event_has_the_same_id_when_it_is_told_again_and_no_other_has():
    others = (
        event("Open"),
        event("Delivery", Recipient="b@b.org"),
        event("Delivery", MessageID="7f3-2"),
        event("Delivery", DeliveredAt="2023-09-01T10:00:01Z"),
    )
    assert event("Delivery").id == event("Delivery").id
    assert len({event("Delivery").id, *(each.id for each in others)}) == 5


FIELDS = ("Type", "Metadata", "MessageID", "BouncedAt", "ID", "Details", "SuppressSending")


@given(objects(*FIELDS), JSON)
def test_whatever_it_tells_gives_events_and_the_good_one_is_kept(hostile, other):
    sound = told("Delivery")
    found = events({**hostile, "RecordType": "Bounce", "Email": "a@b.org"}, other, sound)
    assert all(map(is_storable, found))
    assert found[-1].kind is EventKind.DELIVERED

"""SendGrid's webhook: what is believed, and what its words mean in ours."""

import base64
import datetime as dt
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import SecretStr

from digest.errors import ConfigError
from digest.model.event import EventKind
from digest.transports.webhook import ForgedError, WebhookCall
from digest.transports.webhooks.sendgrid import SendGridWebhook
from fakes.hostile import BODIES, JSON, is_storable, is_unchanged, objects, with_one_byte_changed

KEY = ec.generate_private_key(ec.SECP256R1())
NOW = dt.datetime(2023, 9, 1, 10, tzinfo=dt.UTC)
STAMP = int(NOW.timestamp())
SIGNATURE = "x-twilio-email-event-webhook-signature"
TIME = "x-twilio-email-event-webhook-timestamp"


def public(key):
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(key.public_key().public_bytes(*form)).decode()


WEBHOOK = SendGridWebhook(SecretStr(f" {public(KEY)}\n"))


def a_call(told=(), *, stamp=STAMP, key=KEY, **changes):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    signature = key.sign(str(stamp).encode() + body, ec.ECDSA(SHA256()))
    headers = {
        "content-type": "application/json",
        TIME: str(stamp),
        SIGNATURE: base64.b64encode(signature).decode(),
    }
    return WebhookCall("", headers | changes, body)


def event(**told):
    whole = {"event": "delivered", "email": "A@b.org", "timestamp": STAMP, "sg_event_id": "one"}
    (found,) = WEBHOOK.events(a_call([whole | told]))
    return found


SOUND = a_call([{"event": "delivered", "email": "a@b.org", "timestamp": STAMP}])


def test_what_the_key_signed_is_believed():
    WEBHOOK.verify(SOUND, None, NOW)
    assert WEBHOOK.certificate_url(SOUND) is None
    assert WEBHOOK.confirmation_url(SOUND) is None


def test_a_call_that_sendgrid_signed_itself_is_believed():
    """The one that its own library is tested with: key, time and signature are SendGrid's."""
    webhook = SendGridWebhook(
        SecretStr(
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3G"
            "Rqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
        )
    )
    told = {
        "email": "hello@world.com",
        "event": "dropped",
        "reason": "Bounced Address",
        "sg_event_id": "ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",
        "sg_message_id": (
            "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0"
        ),
        "smtp-id": "<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>",
        "timestamp": 1600112492,
    }
    headers = {
        TIME: "1600112502",
        SIGNATURE: (
            "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M"
            "15TluLtEZtM="
        ),
    }
    body = json.dumps([told], separators=(",", ":")).encode() + b"\r\n"
    call = WebhookCall("", headers, body)
    webhook.verify(call, None, dt.datetime.fromtimestamp(1600112502, dt.UTC))
    (found,) = webhook.events(call)
    assert (found.kind, found.message_id) == (EventKind.REJECTED, "LRzXl_NHStOGhQ4kofSm_A")


@pytest.mark.parametrize(
    "call",
    [
        a_call(key=ec.generate_private_key(ec.SECP256R1())),
        a_call(**{TIME: str(STAMP + 1)}),
        a_call(**{TIME: "é"}),
        a_call(**{SIGNATURE: ""}),
        a_call(**{SIGNATURE: "é"}),
        a_call(**{SIGNATURE: "no base64"}),
        a_call(**{SIGNATURE: base64.b64encode(b"no signature").decode()}),
        a_call(**{SIGNATURE: SOUND.headers[SIGNATURE]}),
        a_call(stamp=STAMP - 301),
        a_call(stamp=STAMP + 301),
        a_call(stamp="yesterday"),
        a_call(stamp="nan"),
        WebhookCall("", {}, SOUND.body),
    ],
)
def test_what_it_did_not_sign_or_long_ago_is_refused(call):
    with pytest.raises(ForgedError):
        WEBHOOK.verify(call, None, NOW)


@given(with_one_byte_changed(SOUND, TIME, SIGNATURE))
def test_no_changed_byte_passes(call):
    assume(not is_unchanged(call, SOUND))
    with pytest.raises(ForgedError):
        WEBHOOK.verify(call, None, NOW)


@pytest.mark.parametrize(
    "secret",
    [
        "a signing key",
        "",
        public(KEY)[:-8],
        public(ec.generate_private_key(ec.SECP384R1())),
        public(rsa.generate_private_key(65537, 2048)),
    ],
)
def test_a_secret_that_is_no_key_of_theirs_is_said(secret):
    with pytest.raises(ConfigError, match=r"webhook_secret is not SendGrid's") as caught:
        SendGridWebhook(SecretStr(secret))
    assert "Signed Event Webhook" in caught.value.hint


@pytest.mark.parametrize(
    ("told", "kind", "is_hard"),
    [
        ({"event": "processed"}, EventKind.ACCEPTED, False),
        ({"event": "dropped", "reason": "Bounced Address"}, EventKind.REJECTED, False),
        ({"event": "delivered"}, EventKind.DELIVERED, False),
        ({"event": "deferred"}, EventKind.DEFERRED, False),
        ({"event": "bounce", "type": "bounce"}, EventKind.BOUNCED, True),
        ({"event": "bounce"}, EventKind.BOUNCED, True),
        ({"event": "bounce", "bounce_classification": "Invalid Address"}, EventKind.BOUNCED, True),
        ({"event": "bounce", "bounce_classification": "Reputation"}, EventKind.BOUNCED, False),
        ({"event": "bounce", "type": "blocked"}, EventKind.BOUNCED, False),
        ({"event": "blocked"}, EventKind.BOUNCED, False),
        ({"event": "spamreport"}, EventKind.COMPLAINED, False),
        ({"event": "unsubscribe"}, EventKind.UNSUBSCRIBED, False),
        ({"event": "group_unsubscribe"}, EventKind.UNSUBSCRIBED, False),
        ({"event": "open"}, EventKind.OPENED, False),
        ({"event": "click"}, EventKind.CLICKED, False),
    ],
)
def test_its_words_in_ours(told, kind, is_hard):
    found = event(**told)
    assert (found.kind, found.is_hard, found.email) == (kind, is_hard, "a@b.org")
    assert (found.id, found.at) == ("one", NOW)


def test_it_tells_its_delivery_its_batch_its_call_and_why():
    found = event(
        event="bounce",
        digest_batch="2023-09-abc-1234",
        digest_delivery="17",
        sg_message_id="14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        reason="550 no\r\nsuch user",
    )
    assert (found.reference, found.delivery_id) == ("2023-09-abc-1234", 17)
    assert (found.message_id, found.reason) == ("14c5d75ce93.dfd.64b469", "550 no such user")
    assert json.loads(found.body)["digest_delivery"] == "17"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Lli-03HcQ5.filter0077p1las1.21536.5717FC482.0", "Lli-03HcQ5"),
        ("Lli-03HcQ5.recvd-5f5d6d5f9-abcde-1-6356A7DC-1A.0", "Lli-03HcQ5"),
        ("filter0199p1las1.4745.5717FB6F5.0", ""),
        ("", ""),
    ],
)
def test_its_message_id_begins_with_the_calls_which_is_the_receipt(theirs, ours):
    assert event(sg_message_id=theirs).message_id == ours


def test_an_event_without_an_id_has_the_same_one_when_it_is_told_again():
    first, again = event(sg_event_id=None), event(sg_event_id=None)
    assert first.id == again.id != event(sg_event_id=None, timestamp=STAMP + 1).id


def test_one_that_is_broken_takes_no_other_along():
    sound = {"event": "delivered", "email": "a@b.org"}
    told = [None, 1, {}, {"event": ["delivered"]}, {"event": "delivered"}, sound, {"event": "new"}]
    assert [each.email for each in WEBHOOK.events(a_call(told))] == ["a@b.org"]


@pytest.mark.parametrize("body", [*BODIES, b"{}"])
def test_a_body_that_is_no_list_is_refused(body):
    with pytest.raises(ValueError, match=r"."):
        WEBHOOK.events(a_call(body))


NAMES = ("event", "email", "timestamp", "sg_event_id", "sg_message_id", "reason", "type")
MARKS = ("digest_batch", "digest_delivery", "bounce_classification")


@given(st.lists(objects(*NAMES, *MARKS) | JSON, max_size=4))
def test_whatever_it_tells_gives_events_or_a_named_error(told):
    for each in told:
        if isinstance(each, dict):
            each |= {"event": "bounce", "email": "a@b.org"}
    found = WEBHOOK.events(a_call(told))
    assert len(found) == sum(isinstance(each, dict) for each in told)
    for each in found:
        assert is_storable(each)

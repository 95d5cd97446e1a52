"""Resend's webhook: what is believed, and what its words mean in ours."""

import base64
import datetime as dt
import hashlib
import hmac
import json

import pytest
from hypothesis import assume, given
from pydantic import SecretStr

from digest.errors import ConfigError
from digest.model.event import EventKind
from digest.transports.webhook import ForgedError, WebhookCall
from digest.transports.webhooks.resend import ResendWebhook
from fakes.hostile import BODIES, is_storable, is_unchanged, objects, with_one_byte_changed

KEY = b"twenty-four bytes of key"
NOW = dt.datetime(2023, 9, 1, 10, tzinfo=dt.UTC)
STAMP = str(int(NOW.timestamp()))
HEADERS = ("svix-id", "svix-timestamp", "svix-signature")
WEBHOOK = ResendWebhook(SecretStr(f" whsec_{base64.b64encode(KEY).decode()}\n"))


def signature(body, stamp=STAMP, key=KEY, id_="msg_1"):
    digest = hmac.new(key, f"{id_}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def a_call(told=None, *, stamp=STAMP, names="svix", **changes):
    body = told if isinstance(told, bytes) else json.dumps(told or {}).encode()
    headers = {
        "content-type": "application/json",
        f"{names}-id": "msg_1",
        f"{names}-timestamp": stamp,
        f"{names}-signature": signature(body, stamp),
    }
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return WebhookCall("", headers | named, body)


def told(type_="email.delivered", **data):
    whole = {"email_id": "4ef9", "to": ["Ada <A@b.org>"]} | data
    return {"type": type_, "created_at": "2023-09-01T10:00:00.500Z", "data": whole}


def event(type_="email.delivered", **data):
    (found,) = WEBHOOK.events(a_call(told(type_, **data)))
    return found


SOUND = a_call(told())


@pytest.mark.parametrize("names", ["svix", "webhook"])
def test_what_the_secret_signed_is_believed(names):
    call = a_call(told(), names=names)
    WEBHOOK.verify(call, None, NOW)
    assert WEBHOOK.certificate_url(call) is None
    assert WEBHOOK.confirmation_url(call) is None


def test_while_a_secret_is_changed_either_signature_will_do():
    others = f"v1a,abc {signature(SOUND.body, key=b'another key')}"
    WEBHOOK.verify(a_call(told(), svix_signature=f"{others} {signature(SOUND.body)}"), None, NOW)
    with pytest.raises(ForgedError):
        WEBHOOK.verify(a_call(told(), svix_signature=others), None, NOW)


@pytest.mark.parametrize(
    "call",
    [
        a_call(told(), svix_signature=signature(SOUND.body, key=b"another key")),
        a_call(told(), svix_signature=signature(SOUND.body).replace("v1,", "v2,")),
        a_call(told(), svix_signature=signature(SOUND.body).removeprefix("v1,")),
        a_call(told(), svix_signature=""),
        a_call(told(), svix_signature="é"),
        a_call(told(), svix_id="msg_2"),
        a_call(told(), svix_id=""),
        a_call(told(), svix_timestamp=str(int(STAMP) + 1)),
        a_call(told(), stamp=str(int(STAMP) - 301)),
        a_call(told(), stamp=str(int(STAMP) + 301)),
        a_call(told(), stamp="yesterday"),
        WebhookCall("", {}, SOUND.body),
    ],
)
def test_what_it_did_not_sign_or_long_ago_is_refused(call):
    with pytest.raises(ForgedError):
        WEBHOOK.verify(call, None, NOW)


@given(with_one_byte_changed(SOUND, *HEADERS))
def test_no_changed_byte_passes(call):
    assume(not is_unchanged(call, SOUND))
    with pytest.raises(ForgedError):
        WEBHOOK.verify(call, None, NOW)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_é", "whsec_a", "a signing secret"])
def test_a_secret_that_is_none_of_theirs_is_said(secret):
    with pytest.raises(ConfigError, match=r"webhook_secret is not Resend's") as caught:
        ResendWebhook(SecretStr(secret))
    assert "whsec_" in caught.value.hint


@pytest.mark.parametrize(
    ("type_", "data", "kind", "is_hard"),
    [
        ("email.sent", {}, EventKind.ACCEPTED, False),
        ("email.failed", {"failed": {"reason": "no"}}, EventKind.REJECTED, False),
        ("email.suppressed", {}, EventKind.REJECTED, False),
        ("email.delivered", {}, EventKind.DELIVERED, False),
        ("email.delivery_delayed", {}, EventKind.DEFERRED, False),
        ("email.bounced", {"bounce": {"type": "Permanent"}}, EventKind.BOUNCED, True),
        ("email.bounced", {"bounce": {"message": "no"}}, EventKind.BOUNCED, True),
        ("email.bounced", {"bounce": {"type": "Transient"}}, EventKind.BOUNCED, False),
        ("email.bounced", {"bounce": {"type": "Undetermined"}}, EventKind.BOUNCED, False),
        ("email.complained", {}, EventKind.COMPLAINED, False),
        ("email.opened", {}, EventKind.OPENED, False),
        ("email.clicked", {}, EventKind.CLICKED, False),
    ],
)
def test_its_words_in_ours(type_, data, kind, is_hard):
    found = event(type_, **data)
    assert (found.kind, found.is_hard, found.email) == (kind, is_hard, "a@b.org")
    assert (found.message_id, found.at) == ("4ef9", NOW + dt.timedelta(seconds=0.5))


@pytest.mark.parametrize(
    "tags",
    [
        {"digest_batch": "2023-09-abc-1234", "digest_delivery": "17"},
        [
            {"name": "digest_batch", "value": "2023-09-abc-1234"},
            {"name": "digest_delivery", "value": "17"},
        ],
    ],
)
def test_it_tells_its_delivery_its_batch_and_why(tags):
    found = event("email.bounced", tags=tags, bounce={"message": "550 no\r\nsuch user"})
    assert (found.reference, found.delivery_id) == ("2023-09-abc-1234", 17)
    assert found.reason == "550 no such user"
    assert json.loads(found.body)["data"]["tags"] == tags


def test_an_event_has_the_same_id_when_it_is_told_again_and_no_other_has():
    ids = {event().id, event().id, event("email.sent").id, event(email_id="other").id}
    assert len(ids) == 3


@pytest.mark.parametrize(
    "body",
    [
        {"type": "email.scheduled", "data": {"to": ["a@b.org"]}},
        {"type": "contact.created", "data": {"email": "a@b.org"}},
        {"type": "email.sent", "data": {"to": []}},
        {"type": "email.sent", "data": {"to": ["no address"]}},
        {"type": ["email.sent"], "data": {"to": ["a@b.org"]}},
        {"type": "email.sent", "data": None},
    ],
)
def test_what_is_none_of_ours_gives_no_event(body):
    assert WEBHOOK.events(a_call(body)) == ()


@pytest.mark.parametrize("body", [*BODIES, b"[]"])
def test_a_body_that_is_no_object_is_refused(body):
    with pytest.raises(ValueError, match=r"."):
        WEBHOOK.events(a_call(body))


@given(
    objects("type", "created_at"),
    objects("to", "email_id", "tags", "bounce", "failed", "suppressed"),
)
def test_whatever_it_tells_gives_events_or_a_named_error(body, data):
    body |= {"type": "email.bounced", "data": data | {"to": "a@b.org"}}
    (found,) = WEBHOOK.events(a_call(body))
    assert is_storable(found)

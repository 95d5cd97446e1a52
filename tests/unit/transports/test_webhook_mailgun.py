"""Mailgun's webhook: what is believed, and what its words mean in ours."""

import datetime as dt
import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from digest.model.event import EventKind
from digest.transports.webhook import ForgedError, WebhookCall
from digest.transports.webhooks.mailgun import MailgunWebhook
from fakes.hostile import JSON, is_storable

KEY = "a signing key"
NOW = dt.datetime(2023, 9, 1, 10, tzinfo=dt.UTC)
FRESH = str(int(NOW.timestamp()))
WEBHOOK = MailgunWebhook(SecretStr(KEY))


def signature(stamp, key=KEY):
    token = "one"
    digest = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": stamp, "token": token, "signature": digest}


def a_call(told=None, *, signed=None, content_type="application/json"):
    told = told or {"event": "delivered", "recipient": "a@b.org", "timestamp": 1693562400.5}
    body = {"signature": signature(FRESH) if signed is None else signed, "event-data": told}
    return WebhookCall("", {"content-type": content_type}, json.dumps(body).encode())


def event(**told):
    (found,) = WEBHOOK.events(a_call({"recipient": "A@b.org", "timestamp": 1693562400.5, **told}))
    return found


def test_what_the_key_signed_is_believed():
    WEBHOOK.verify(a_call(), None, NOW)


@pytest.mark.parametrize(
    "signed",
    [
        signature(FRESH, key="another key"),
        {**signature(FRESH), "token": "other"},
        {**signature(FRESH), "timestamp": str(int(NOW.timestamp()) + 1)},
        {**signature(FRESH), "signature": ""},
        {**signature(FRESH), "signature": "é"},
        signature(str(int(NOW.timestamp()) - 301)),
        signature(str(int(NOW.timestamp()) + 301)),
        signature("yesterday"),
        {},
        "no table",
    ],
)
def test_what_it_did_not_sign_or_long_ago_is_refused(signed):
    with pytest.raises(ForgedError):
        WEBHOOK.verify(a_call(signed=signed), None, NOW)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000, b"\xff", b'{"signature": 1}'])
def test_a_body_that_is_none_is_refused_and_not_read(body):
    call = WebhookCall("", {"content-type": "application/json"}, body)
    with pytest.raises(ForgedError):
        WEBHOOK.verify(call, None, NOW)
    with pytest.raises(ValueError, match=r"."):
        WEBHOOK.events(call)


@pytest.mark.parametrize(
    ("told", "kind", "is_hard"),
    [
        ({"event": "accepted"}, EventKind.ACCEPTED, False),
        ({"event": "delivered"}, EventKind.DELIVERED, False),
        ({"event": "failed", "severity": "temporary"}, EventKind.DEFERRED, False),
        ({"event": "failed", "severity": "permanent"}, EventKind.BOUNCED, True),
        ({"event": "rejected"}, EventKind.REJECTED, False),
        ({"event": "complained"}, EventKind.COMPLAINED, False),
        ({"event": "unsubscribed"}, EventKind.UNSUBSCRIBED, False),
        ({"event": "opened"}, EventKind.OPENED, False),
        ({"event": "clicked"}, EventKind.CLICKED, False),
    ],
)
def test_its_words_in_ours(told, kind, is_hard):
    found = event(**told)
    assert (found.kind, found.is_hard, found.email) == (kind, is_hard, "a@b.org")
    assert found.at == dt.datetime(2023, 9, 1, 10, 0, 0, 500_000, dt.UTC)


def test_it_tells_its_batch_its_message_and_why():
    found = event(
        event="failed",
        id="one",
        tags=["2023-09-abc-1234"],
        message={"headers": {"message-id": "1.2@mg.example.org"}},
        **{"delivery-status": {"message": "550 no\r\nsuch user"}},
    )
    assert (found.id, found.reference) == ("one", "2023-09-abc-1234")
    assert (found.message_id, found.reason) == ("<1.2@mg.example.org>", "550 no such user")
    assert json.loads(found.body)["id"] == "one"


@pytest.mark.parametrize("told", [{"event": "stored", "recipient": "a@b.org"}, {"event": "opened"}])
def test_what_is_none_of_ours_gives_no_event(told):
    assert WEBHOOK.events(a_call(told)) == ()


@pytest.mark.parametrize("stamp", ["nan", "inf", 1e300, -1e300, None, "x", {}])
def test_a_time_that_is_none_is_the_beginning_of_time(stamp):
    assert event(event="delivered", timestamp=stamp).at == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


NAMES = ("event", "recipient", "timestamp", "tags", "message", "delivery-status", "reject", "id")


@given(st.dictionaries(st.sampled_from(NAMES), JSON), st.sampled_from(["delivered", "failed", ""]))
def test_whatever_it_tells_gives_events_or_a_named_error(told, kind):
    for found in WEBHOOK.events(a_call({**told, "event": kind, "recipient": "a@b.org"})):
        assert found.email == "a@b.org"
        assert is_storable(found)

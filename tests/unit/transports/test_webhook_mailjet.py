"""Mailjet's webhook: what its words mean in ours."""

import datetime as dt
import json

import pytest
from hypothesis import given
from pydantic import SecretStr

from digest.model.event import EventKind
from digest.transports.webhook import WebhookCall
from digest.transports.webhooks.mailjet import mailjet_webhook
from fakes.hostile import JSON, is_storable, objects

WEBHOOK = mailjet_webhook(SecretStr("key-test"))
AT = dt.datetime(2023, 9, 1, 10, tzinfo=dt.UTC)
SECONDS = int(AT.timestamp())
MARKS = {"digest_batch": "2023-09-abc-1234", "digest_delivery": "17"}


def events(*told):
    body = json.dumps(told[0] if len(told) == 1 else told).encode()
    return WEBHOOK.events(WebhookCall("", {"content-type": "application/json"}, body))


def told(word="sent", **more):
    return {"event": word, "email": "A@b.org", "time": SECONDS, "MessageID": 19421777} | more


def event(word="sent", **more):
    (found,) = events(told(word, **more))
    return found


@pytest.mark.parametrize(
    ("word", "more", "kind", "is_hard"),
    [
        ("sent", {}, EventKind.DELIVERED, False),
        ("bounce", {"hard_bounce": True, "error": "user unknown"}, EventKind.BOUNCED, True),
        ("bounce", {"hard_bounce": True, "error": "greylisted"}, EventKind.BOUNCED, True),
        ("bounce", {"hard_bounce": False, "error": "quota exceeded"}, EventKind.BOUNCED, False),
        ("bounce", {"hard_bounce": "yes"}, EventKind.BOUNCED, False),
        ("bounce", {"hard_bounce": False, "error": "greylisted"}, EventKind.DEFERRED, False),
        ("bounce", {"error": "Greylisted"}, EventKind.DEFERRED, False),
        ("blocked", {"error": "preblocked"}, EventKind.REJECTED, False),
        ("blocked", {"error": "preblocked", "hard_bounce": True}, EventKind.REJECTED, False),
        ("blocked", {}, EventKind.REJECTED, False),
        ("spam", {"source": "JMRPP"}, EventKind.COMPLAINED, False),
        ("unsub", {}, EventKind.UNSUBSCRIBED, False),
        ("open", {}, EventKind.OPENED, False),
        ("click", {}, EventKind.CLICKED, False),
    ],
)
def test_its_words_in_ours(word, more, kind, is_hard):
    found = event(word, **more)
    assert (found.kind, found.is_hard, found.email) == (kind, is_hard, "a@b.org")
    assert (found.message_id, found.at) == ("19421777", AT)


def test_the_second_copy_of_a_message_is_blocked_because_the_first_was_taken():
    found = event("blocked", error_related_to="mailjet", error="duplicate in campaign")
    assert (found.kind, found.reason) == (EventKind.ACCEPTED, "duplicate in campaign")


def test_it_tells_its_delivery_its_batch_and_why():
    found = event("bounce", hard_bounce=True, error="no\r\nhost", Payload=json.dumps(MARKS))
    assert (found.reference, found.delivery_id) == (MARKS["digest_batch"], 17)
    assert found.reason == "no host"


@pytest.mark.parametrize("payload", [None, "", "x", "[1]", "[" * 100_000, 7, {}, '{"a": 1}'])
def test_where_the_payload_is_missing_the_custom_id_names_the_batch(payload):
    found = event(Payload=payload, CustomID="2023-09-abc-1234")
    assert (found.reference, found.delivery_id) == ("2023-09-abc-1234", None)


@pytest.mark.parametrize(
    "other",
    [{}, {"event": "sent"}, told("parse"), told(["sent"]), told(email="nobody"), {"Payload": "x"}],
)
def test_what_is_none_of_ours_is_left_out_and_takes_no_other_along(other):
    assert events(other) == ()
    assert len(events(other, None, told())) == 1


def test_an_event_has_the_same_id_when_it_is_told_again_and_no_other_has():
    others = (event("open"), event(email="b@b.org"), event(time=SECONDS + 1), event(MessageID=2))
    assert event().id == event().id
    assert len({event().id, *(each.id for each in others)}) == 5


FIELDS = ("Payload", "CustomID", "time", "MessageID", "hard_bounce", "error", "comment", "source")


@given(objects(*FIELDS), JSON)
def test_whatever_it_tells_gives_events_and_the_good_one_is_kept(hostile, other):
    found = events({**hostile, "event": "bounce", "email": "a@b.org"}, other, told())
    assert all(map(is_storable, found))
    assert found[-1].kind is EventKind.DELIVERED

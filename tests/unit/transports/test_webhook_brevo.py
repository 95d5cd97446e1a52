"""Brevo's webhook: what its words mean in ours."""

import datetime as dt
import json

import pytest
from hypothesis import given
from pydantic import SecretStr

from digest.model.event import EventKind
from digest.transports.webhook import WebhookCall
from digest.transports.webhooks.brevo import brevo_webhook
from digest.transports.webhooks.fields import NEVER
from fakes.hostile import JSON, is_storable, objects

WEBHOOK = brevo_webhook(SecretStr("key-test"))
AT = dt.datetime(2023, 9, 1, 10, tzinfo=dt.UTC)
SECONDS = int(AT.timestamp())
MARKS = {"digest_batch": "2023-09-abc-1234", "digest_delivery": "17"}


def events(*told):
    body = json.dumps(told[0] if len(told) == 1 else told).encode()
    return WEBHOOK.events(WebhookCall("", {"content-type": "application/json"}, body))


def told(word="delivered", **more):
    whole = {"event": word, "email": "A@b.org", "ts_epoch": SECONDS * 1000, "id": 7}
    return whole | {"message-id": "<1@relay>"} | more


def event(word="delivered", **more):
    (found,) = events(told(word, **more))
    return found


@pytest.mark.parametrize(
    ("word", "kind", "is_hard"),
    [
        ("request", EventKind.ACCEPTED, False),
        ("blocked", EventKind.REJECTED, False),
        ("error", EventKind.REJECTED, False),
        ("delivered", EventKind.DELIVERED, False),
        ("deferred", EventKind.DEFERRED, False),
        ("hard_bounce", EventKind.BOUNCED, True),
        ("invalid_email", EventKind.BOUNCED, True),
        ("soft_bounce", EventKind.BOUNCED, False),
        ("spam", EventKind.COMPLAINED, False),
        ("complaint", EventKind.COMPLAINED, False),
        ("unsubscribed", EventKind.UNSUBSCRIBED, False),
        ("unsubscribe", EventKind.UNSUBSCRIBED, False),
        ("opened", EventKind.OPENED, False),
        ("unique_opened", EventKind.OPENED, False),
        ("proxy_open", EventKind.OPENED, False),
        ("unique_proxy_open", EventKind.OPENED, False),
        ("click", EventKind.CLICKED, False),
    ],
)
def test_its_words_in_ours(word, kind, is_hard):
    found = event(word)
    assert (found.kind, found.is_hard, found.email) == (kind, is_hard, "a@b.org")
    assert (found.message_id, found.at) == ("<1@relay>", AT)


def test_it_tells_its_delivery_its_batch_and_why():
    found = event(
        "hard_bounce", reason=" 550 no\r\nsuch user", **{"X-Mailin-custom": json.dumps(MARKS)}
    )
    assert (found.reference, found.delivery_id) == (MARKS["digest_batch"], 17)
    assert found.reason == "550 no such user"


@pytest.mark.parametrize("custom", [None, "", "x", "[1]", "[" * 100_000, 7, {}, '{"a": 1}'])
@pytest.mark.parametrize("tag", [{"tags": ["2023-09-abc-1234"]}, {"tag": "2023-09-abc-1234"}])
def test_where_the_metadata_is_missing_the_tag_names_the_batch(custom, tag):
    found = event(**tag, **{"X-Mailin-custom": custom})
    assert (found.reference, found.delivery_id) == ("2023-09-abc-1234", None)


@pytest.mark.parametrize(
    ("times", "at"),
    [
        ({"ts_epoch": SECONDS * 1000 + 500}, AT + dt.timedelta(milliseconds=500)),
        ({"ts_epoch": str(SECONDS * 1000)}, AT),
        ({"ts_epoch": None, "ts_event": SECONDS, "ts": SECONDS + 7200}, AT),
        ({"ts_epoch": None, "ts": SECONDS}, AT),
        ({"ts_epoch": None}, NEVER),
        ({"ts_epoch": "soon"}, NEVER),
        ({"ts_epoch": 10**4000}, NEVER),
        ({"ts_epoch": [SECONDS]}, NEVER),
    ],
)
def test_the_best_time_there_is_counts(times, at):
    assert event(**times).at == at


def test_the_brackets_of_a_message_id_are_as_the_receipt_has_them():
    assert event(**{"message-id": "1@relay"}).message_id == "<1@relay>"
    assert event(**{"message-id": None}).message_id == ""


@pytest.mark.parametrize(
    "other",
    [
        *({}, {"event": "delivered"}, told("list_addition"), told(["delivered"])),
        *(told(email="nobody"), {"items": [told()]}),
    ],
)
def test_what_is_none_of_ours_is_left_out_and_takes_no_other_along(other):
    assert events(other) == ()
    assert len(events(other, None, told())) == 1


def test_an_event_has_the_same_id_when_it_is_told_again_and_no_other_has():
    others = (
        event("opened"),
        event(email="b@b.org"),
        event(ts_epoch=SECONDS),
        event(**{"message-id": "<2@relay>"}),
    )
    assert event().id == event().id
    assert len({event().id, *(each.id for each in others)}) == 5


FIELDS = ("X-Mailin-custom", "tags", "tag", "ts_epoch", "ts_event", "ts", "message-id", "reason")


@given(objects(*FIELDS), JSON)
def test_whatever_it_tells_gives_events_and_the_good_one_is_kept(hostile, other):
    found = events({**hostile, "event": "blocked", "email": "a@b.org"}, other, told())
    assert all(map(is_storable, found))
    assert [found[0].kind, found[-1].kind] == [EventKind.REJECTED, EventKind.DELIVERED]

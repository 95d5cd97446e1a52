"""SparkPost's webhook: what its words mean in ours."""

import datetime as dt
import json

import pytest
from hypothesis import given
from pydantic import SecretStr

from digest.model.event import EventKind
from digest.transports.webhook import WebhookCall
from digest.transports.webhooks.fields import NEVER
from digest.transports.webhooks.sparkpost import sparkpost_webhook
from fakes.hostile import JSON, is_storable, objects

WEBHOOK = sparkpost_webhook(SecretStr("key-test"))
AT = dt.datetime(2023, 9, 1, 10, tzinfo=dt.UTC)
SECONDS = str(int(AT.timestamp()))


def events(*envelopes):
    body = json.dumps(envelopes).encode()
    return WEBHOOK.events(WebhookCall("", {"content-type": "application/json"}, body))


def told(word="delivery", *, group="message_event", **more):
    facts = {"type": word, "event_id": "92356", "transmission_id": "65832", "timestamp": SECONDS}
    return {"msys": {group: facts | {"rcpt_to": "a@b.org", "raw_rcpt_to": "A@b.org"} | more}}


def event(word="delivery", **more):
    (found,) = events(told(word, **more))
    return found


@pytest.mark.parametrize(
    ("word", "group", "kind"),
    [
        ("injection", "message_event", EventKind.ACCEPTED),
        ("policy_rejection", "message_event", EventKind.REJECTED),
        ("generation_failure", "gen_event", EventKind.REJECTED),
        ("generation_rejection", "gen_event", EventKind.REJECTED),
        ("delivery", "message_event", EventKind.DELIVERED),
        ("delay", "message_event", EventKind.DEFERRED),
        ("bounce", "message_event", EventKind.BOUNCED),
        ("out_of_band", "message_event", EventKind.BOUNCED),
        ("spam_complaint", "message_event", EventKind.COMPLAINED),
        ("list_unsubscribe", "unsubscribe_event", EventKind.UNSUBSCRIBED),
        ("link_unsubscribe", "unsubscribe_event", EventKind.UNSUBSCRIBED),
        ("open", "track_event", EventKind.OPENED),
        ("initial_open", "track_event", EventKind.OPENED),
        ("amp_open", "track_event", EventKind.OPENED),
        ("amp_initial_open", "track_event", EventKind.OPENED),
        ("click", "track_event", EventKind.CLICKED),
        ("amp_click", "track_event", EventKind.CLICKED),
    ],
)
def test_its_words_in_ours(word, group, kind):
    found = event(word, group=group)
    assert (found.kind, found.is_hard, found.email) == (kind, False, "a@b.org")
    assert (found.id, found.message_id, found.at) == ("92356", "65832", AT)


@pytest.mark.parametrize("word", ["bounce", "out_of_band"])
@pytest.mark.parametrize("form", [str, int])
@pytest.mark.parametrize(
    ("number", "is_hard"),
    [(1, False), (10, True), (20, False), (22, False), (25, False), (30, True), (51, False)],
)
def test_a_bounce_is_for_good_where_its_class_says_that_nobody_is_there(
    word, form, number, is_hard
):
    assert event(word, bounce_class=form(number)).is_hard is is_hard


def test_an_answer_that_asks_to_be_left_alone_is_one():
    found = event("out_of_band", bounce_class="90")
    assert (found.kind, found.is_hard) == (EventKind.UNSUBSCRIBED, False)


def test_the_class_of_what_is_no_bounce_makes_none_of_it():
    assert event("delay", bounce_class="10").is_hard is False
    assert event("policy_rejection", bounce_class="60").kind is EventKind.REJECTED


def test_it_tells_its_delivery_its_batch_and_why():
    marks = {"digest_batch": "2023-09-abc-1234", "digest_delivery": "17"}
    found = event("bounce", rcpt_meta=marks, raw_reason="550 no\r\nsuch user", reason="550 …")
    assert (found.reference, found.delivery_id) == ("2023-09-abc-1234", 17)
    assert found.reason == "550 no such user"


@pytest.mark.parametrize(
    ("time", "at"),
    [
        (int(SECONDS), AT),
        ("2023-09-01T10:00:00.000+00:00", AT),
        ("2023-09-01T10:00:00.000Z", AT),
        ("2023-09-01T10:00:00", NEVER),
        ("soon", NEVER),
        (None, NEVER),
        ({}, NEVER),
    ],
)
def test_a_time_comes_in_two_forms(time, at):
    assert event(timestamp=time).at == at


def test_the_empty_envelope_of_a_test_says_nothing():
    assert events({"msys": {}}) == ()
    assert events() == ()


@pytest.mark.parametrize(
    "other",
    [
        *({}, {"msys": None}, {"msys": []}, {"msys": {"message_event": "x"}}, told("sms_status")),
        told("relay_delivery", group="relay_event"),
        {"msys": {"relay_message": {"rcpt_to": "a@b.org", "content": {}}}},
        told(["delivery"]),
        told(rcpt_to=None, raw_rcpt_to=None),
        told("out_of_band", bounce_class="60"),
        told("out_of_band", bounce_class="100"),
        told("out_of_band", bounce_class="80"),
    ],
)
def test_what_is_none_of_ours_is_left_out_and_takes_no_other_along(other):
    assert events(other) == ()
    assert len(events(other, None, told())) == 1


def test_what_has_no_id_has_the_same_one_when_it_is_told_again():
    again = [event(event_id=None).id, event(event_id=None).id]
    other = event("bounce", event_id=None).id
    assert len({*again, other}) == 2


FIELDS = ("event_id", "transmission_id", "timestamp", "rcpt_meta", "bounce_class", "reason")


@given(objects(*FIELDS), JSON)
def test_whatever_it_tells_gives_events_and_the_good_one_is_kept(hostile, other):
    odd = {"msys": {"message_event": {**hostile, "type": "bounce", "rcpt_to": "a@b.org"}}}
    found = events(odd, other, {"msys": other}, told())
    assert all(map(is_storable, found))
    assert found[-1].kind is EventKind.DELIVERED

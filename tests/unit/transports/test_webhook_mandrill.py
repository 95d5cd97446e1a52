"""Mandrill's webhook: what is believed, and what its words mean in ours."""

import base64
import datetime as dt
import hashlib
import hmac
import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from digest.model.event import EventKind
from digest.transports.webhook import ForgedError, WebhookCall
from digest.transports.webhooks.mandrill import MandrillWebhook
from fakes.hostile import JSON, is_storable, objects, with_one_byte_changed

KEY = "a webhook's key"
NOW = dt.datetime(2023, 9, 1, 10, tzinfo=dt.UTC)
STAMP = int(NOW.timestamp())
URL = "https://news.example.org/webhooks/mandrill"
SIGNATURE = "x-mandrill-signature"
WEBHOOK = MandrillWebhook(SecretStr(f" {KEY}\n"))


def signature(url, form, key=KEY):
    text = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    digest = hmac.new(key.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def a_call(told=(), *, url=URL, key=KEY, signed=None, **more):
    form = {"mandrill_events": json.dumps(told), **more}
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        SIGNATURE: signature(URL, form, key) if signed is None else signed,
    }
    return WebhookCall(url, headers, urlencode(form).encode())


def told(word="send", **message):
    whole = {"_id": "7f3", "email": "A@b.org", "metadata": {}} | message
    return {"event": word, "ts": STAMP, "_id": "7f3", "msg": whole}


def event(word="send", **message):
    (found,) = WEBHOOK.events(a_call([told(word, **message)]))
    return found


SOUND = a_call([told(subject="Café & more")])


def test_what_the_key_signed_is_believed():
    WEBHOOK.verify(SOUND, None, NOW)
    WEBHOOK.verify(a_call([], zeta="last", alpha="first"), None, NOW)
    assert WEBHOOK.certificate_url(SOUND) is None
    assert WEBHOOK.confirmation_url(SOUND) is None


def body_of(call, body):
    return WebhookCall(call.url, call.headers, body)


@pytest.mark.parametrize(
    "call",
    [
        a_call([told()], key="another key"),
        a_call([told()], key="test-webhook"),
        a_call([told()], url=URL.replace("https", "http")),
        a_call([told()], url=f"{URL}/"),
        a_call([told()], signed=""),
        a_call([told()], signed="é"),
        a_call([told("spam")], signed=SOUND.headers[SIGNATURE]),
        body_of(SOUND, SOUND.body + b"&more=1"),
        body_of(SOUND, SOUND.body + b"&" + SOUND.body),
        body_of(SOUND, b""),
        body_of(SOUND, b"\xff"),
        WebhookCall(URL, {"content-type": "application/json"}, b"{}"),
        WebhookCall(URL, {}, SOUND.body),
    ],
)
def test_what_it_did_not_sign_is_refused(call):
    with pytest.raises(ForgedError):
        WEBHOOK.verify(call, None, NOW)


def test_who_reads_the_refusal_learns_which_address_is_meant():
    call = a_call([told()], key="another", url=f"{URL}?word=s3cret")
    with pytest.raises(ForgedError, match=f"{URL}, which must stand at Mandrill") as caught:
        WEBHOOK.verify(call, None, NOW)
    assert "s3cret" not in caught.value.message


def test_the_empty_list_of_a_webhook_being_set_up_is_believed_for_it_says_nothing():
    call = a_call([], key="test-webhook")
    WEBHOOK.verify(call, None, NOW)
    assert WEBHOOK.events(call) == ()


@given(with_one_byte_changed(SOUND, SIGNATURE))
def test_no_changed_byte_passes_that_tells_something_else(call):
    """A form writes one letter in more than one way: "+" and "%20", "%2f" and "%2F"."""
    try:
        WEBHOOK.verify(call, None, NOW)
    except ForgedError:
        return
    assert call.headers == SOUND.headers
    assert WEBHOOK.events(call) == WEBHOOK.events(SOUND)


@pytest.mark.parametrize(
    ("word", "kind", "is_hard"),
    [
        ("send", EventKind.ACCEPTED, False),
        ("reject", EventKind.REJECTED, False),
        ("delivered", EventKind.DELIVERED, False),
        ("deferral", EventKind.DEFERRED, False),
        ("hard_bounce", EventKind.BOUNCED, True),
        ("soft_bounce", EventKind.BOUNCED, False),
        ("spam", EventKind.COMPLAINED, False),
        ("unsub", EventKind.UNSUBSCRIBED, False),
        ("open", EventKind.OPENED, False),
        ("click", EventKind.CLICKED, False),
    ],
)
def test_its_words_in_ours(word, kind, is_hard):
    found = event(word)
    assert (found.kind, found.is_hard, found.email) == (kind, is_hard, "a@b.org")
    assert (found.message_id, found.at) == ("7f3", NOW)


@pytest.mark.parametrize("delivery", ["17", 17])
def test_it_tells_its_delivery_its_batch_and_why(delivery):
    marks = {"digest_batch": "2023-09-abc-1234", "digest_delivery": delivery}
    found = event("hard_bounce", metadata=marks, diag="smtp;550 no\r\nsuch user")
    assert (found.reference, found.delivery_id) == ("2023-09-abc-1234", 17)
    assert found.reason == "smtp;550 no such user"
    assert json.loads(found.body)["msg"]["metadata"] == marks


@pytest.mark.parametrize("reject", ["spam", {"reason": "spam", "last_event_at": None}])
def test_why_it_was_rejected_comes_in_two_forms(reject):
    assert event("reject", reject=reject).reason == "spam"


def test_an_event_has_the_same_id_when_it_is_told_again_and_no_other_has():
    assert len({event().id, event().id, event("open").id, event(email="b@b.org").id}) == 3


def test_what_is_none_of_ours_is_left_out_and_takes_no_other_along():
    others = [
        *(None, 1, {}, {"event": "send"}, {"event": ["send"], "msg": {"email": "a@b.org"}}),
        {"type": "blacklist", "action": "add", "reject": {"email": "a@b.org"}},
        {"event": "inbound", "msg": {"email": "a@b.org", "raw_msg": "…"}},
    ]
    assert [each.email for each in WEBHOOK.events(a_call([*others, told()]))] == ["a@b.org"]


@pytest.mark.parametrize("events", ["", "{", "{}", "1", "[" * 100_000, "9" * 5_000])
def test_a_form_without_a_list_of_events_is_refused(events):
    body = urlencode({"mandrill_events": events}).encode()
    call = WebhookCall(URL, {"content-type": "application/x-www-form-urlencoded"}, body)
    with pytest.raises(ValueError, match=r"."):
        WEBHOOK.events(call)


NAMES = ("email", "metadata", "_id", "diag", "bounce_description", "reject")


@given(st.lists(st.tuples(objects("event", "ts", "_id"), objects(*NAMES)) | JSON, max_size=3))
def test_whatever_it_tells_gives_events_or_a_named_error(pairs):
    whole = [
        {**each[0], "event": "reject", "msg": {**each[1], "email": "a@b.org"}}
        if isinstance(each, tuple)
        else each
        for each in pairs
    ]
    for found in WEBHOOK.events(a_call(whole)):
        assert is_storable(found)

"""A password instead of a signature: who is believed, and how a body is read."""

import base64
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from digest.errors import ConfigError
from digest.model.event import Event, EventKind
from digest.transports.webhook import ForgedError, WebhookCall
from digest.transports.webhooks.basic_auth import BasicAuthWebhook
from digest.transports.webhooks.opening import WEBHOOKS
from fakes.hostile import BODIES, JSON, with_one_byte_changed

NOW = dt.datetime(2023, 9, 1, 10, tzinfo=dt.UTC)
HEADER = "authorization"
SECRET = "pass"
WITH_PASSWORD = ("brevo", "mailjet", "postmark", "sparkpost")
URL = "https://news.example.org/webhooks/toy"


def event(told):
    return Event(told["id"], EventKind.DELIVERED, "a@b.org", NOW) if "id" in told else None


def webhook(secret=SECRET):
    return BasicAuthWebhook("toy", event, SecretStr(secret))


def basic(text):
    raw = text if isinstance(text, bytes) else text.encode()
    return f"Basic {base64.b64encode(raw).decode()}"


def a_call(header=None, body=b"{}", url=URL):
    return WebhookCall(url, {} if header is None else {HEADER: header}, body)


@pytest.mark.parametrize(
    ("secret", "header"),
    [
        ("pass", basic("anybody:pass")),
        ("pass", basic(":pass")),
        (" pass\n", basic("anybody:pass")),
        ("me:pass", basic("me:pass")),
        ("pa:ss", basic("anybody:pa:ss")),
        ("páss", basic("anybody:páss")),
        ("pass", basic("anybody:pass").replace("Basic", "BASIC ")),
    ],
)
def test_who_shows_the_password_is_believed(secret, header):
    webhook(secret).verify(a_call(header), None, NOW)


@pytest.mark.parametrize(
    "header",
    [
        *(None, "", "Basic", "Basic ", "Basic pass", "Basic é", "pass", "Basic ===="),
        *(basic(each) for each in ("", ":", "pass:", "anybody:", "anybody:Pass", "anybody:pass ")),
        *(basic(each) for each in ("anybody:pas", "anybody:passs", b"anybody:p\xffss", "é:é")),
        basic("anybody:pass").replace("Basic", "Bearer"),
        basic("anybody:pass") + "\x00",
        basic("anybody:pass").replace("Basic ", ""),
    ],
)
def test_nobody_else_is(header):
    with pytest.raises(ForgedError):
        webhook().verify(a_call(header), None, NOW)


@pytest.mark.parametrize("header", [basic("me:shown"), "Basic shown", "Bearer shown"])
def test_a_refusal_tells_neither_password(header):
    with pytest.raises(ForgedError) as caught:
        webhook("wanted").verify(a_call(header), None, NOW)
    assert not {"shown", "wanted"} & set(caught.value.message.split())
    assert not any(each in repr(a_call(header)) for each in ("shown", header))


@pytest.mark.parametrize("header", [basic("other:pass"), basic("me:"), basic("pass"), basic("me")])
def test_where_the_user_is_part_of_the_secret_it_has_to_be_right(header):
    with pytest.raises(ForgedError):
        webhook("me:pass").verify(a_call(header), None, NOW)


def test_a_password_in_the_address_counts_for_nothing():
    """Addresses are written into the logs of every proxy on the way."""
    with pytest.raises(ForgedError):
        webhook().verify(a_call(url=f"{URL}?secret=pass"), None, NOW)


@pytest.mark.parametrize("secret", ["", " ", "\n"])
@pytest.mark.parametrize("esp", WITH_PASSWORD)
def test_an_empty_secret_would_be_everybodys(esp, secret):
    with pytest.raises(ConfigError, match="webhook_secret is empty"):
        WEBHOOKS[esp](SecretStr(secret))


@pytest.mark.parametrize("esp", WITH_PASSWORD)
def test_the_four_that_do_not_sign_ask_for_it(esp):
    opened = WEBHOOKS[esp](SecretStr("pass"))
    sound = a_call(basic("me:pass"))
    opened.verify(sound, None, NOW)
    assert (opened.name, opened.certificate_url(sound)) == (esp, None)
    assert opened.confirmation_url(sound) is None
    with pytest.raises(ForgedError):
        opened.verify(a_call(basic("me:other")), None, NOW)


SOUND = a_call(basic("user:a long password"), b"{}")


@given(with_one_byte_changed(SOUND, HEADER))
def test_no_other_password_passes(call):
    try:
        webhook("user:a long password").verify(call, None, NOW)
    except ForgedError:
        return
    packed = call.headers[HEADER].partition(" ")[2]
    assert base64.b64decode(packed) == b"user:a long password"


@pytest.mark.parametrize(
    ("told", "ids"),
    [
        ({"id": "1"}, ["1"]),
        ([{"id": "1"}, {"id": "2"}], ["1", "2"]),
        ([{"id": "1"}, {}, None, 7, "x", [{"id": "3"}], {"id": "2"}], ["1", "2"]),
        ([], []),
        ({}, []),
    ],
)
def test_a_body_is_an_event_or_a_list_of_them(told, ids):
    call = a_call(body=json.dumps(told).encode())
    assert [each.id for each in webhook().events(call)] == ids


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("esp", WITH_PASSWORD)
def test_a_body_that_is_neither_cannot_be_read(esp, body):
    with pytest.raises(ValueError, match=r"."):
        WEBHOOKS[esp](SecretStr("pass")).events(a_call(body=body))


@given(JSON, st.sampled_from(WITH_PASSWORD))
def test_any_json_gives_events_or_a_named_error(told, esp):
    try:
        WEBHOOKS[esp](SecretStr("pass")).events(a_call(body=json.dumps(told).encode()))
    except ValueError:
        assert not isinstance(told, dict | list)


@given(st.binary(max_size=200), st.sampled_from(WITH_PASSWORD))
def test_any_bytes_give_events_or_a_named_error(body, esp):
    try:
        found = WEBHOOKS[esp](SecretStr("pass")).events(a_call(body=body))
    except ValueError:
        return
    assert found == ()

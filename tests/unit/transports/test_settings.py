"""Settings of transports: what is allowed, and that a wrong one is named."""

import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from digest.delivery.pace import Pace
from digest.transports.opening import TransportSettings

SETTINGS = TypeAdapter(TransportSettings)
MAILGUN = {"kind": "mailgun", "domain": "mg.example.org", "api_key": {"env": "KEY"}}


def read(**changes):
    return SETTINGS.validate_python(MAILGUN | changes)


def test_the_least_that_must_be_said():
    folder = SETTINGS.validate_python({"kind": "folder"})
    assert (folder.path, folder.on_unknown, folder.pace) == ("outbox", "hold", Pace())
    mailgun = read()
    assert mailgun.base_url == "https://api.mailgun.net"
    assert mailgun.batch_size == 1000
    assert mailgun.webhook_secret is None


@pytest.mark.parametrize(
    "url",
    [
        "https://api.eu.mailgun.net",
        "https://api.eu.mailgun.net/",
        "http://127.0.0.1:8025",
        "http://localhost:8025",
        "http://[::1]:8025",
    ],
)
def test_a_base_url_is_a_scheme_and_a_host(url):
    assert read(base_url=url).base_url == url.removesuffix("/")


@pytest.mark.parametrize(
    "url",
    [
        "api.mailgun.net",
        "ftp://api.mailgun.net",
        "https://",
        "https://api.mailgun.net/v3",
        "https://api.mailgun.net?x=1",
        "https://api.mailgun.net#x",
        "https://api:key@api.mailgun.net",
        "https://api.mailgun.net\\@evil.example",
        "https://api.mailgun.net\r\nX: 1",
        "http://api.mailgun.net",
        "http://192.0.2.1",
    ],
)
def test_any_other_base_url_is_refused(url):
    with pytest.raises(ValidationError, match="base_url"):
        read(base_url=url)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [({"messages": 100}, Pace(messages=100)), ({"calls": 0.5}, Pace(calls=0.5))],
)
def test_a_rate_is_one_figure(rate, expected):
    assert read(rate=rate).pace == expected


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ("90m", dt.timedelta(minutes=90)),
        ("4h", dt.timedelta(hours=4)),
        ("2d", dt.timedelta(days=2)),
    ],
)
def test_a_mailing_may_be_spread_over_a_time(over, expected):
    settings = read(rate={"over": over})
    assert (settings.spread_over, settings.pace) == (expected, Pace())
    assert read().spread_over is None


def test_what_is_spread_goes_no_faster_than_the_account_may_by_default():
    resend = {"kind": "resend", "api_key": {"env": "KEY"}}
    assert SETTINGS.validate_python(resend).pace == Pace(calls=2)
    spread = SETTINGS.validate_python(resend | {"rate": {"over": "4h"}})
    assert spread.pace == Pace(calls=2)


@pytest.mark.parametrize(("connections", "at_once"), [({}, 1), ({"connections": 20}, 20)])
def test_a_mail_server_gets_one_line_unless_more_are_asked_for(connections, at_once):
    smtp = {"kind": "smtp", "host": "mail.example.org"} | connections
    assert SETTINGS.validate_python(smtp).calls_at_once == at_once


@pytest.mark.parametrize("connections", [0, 21])
def test_a_mail_server_gets_no_more_than_twenty_lines(connections):
    smtp = {"kind": "smtp", "host": "mail.example.org", "connections": connections}
    with pytest.raises(ValidationError, match="connections"):
        SETTINGS.validate_python(smtp)


@pytest.mark.parametrize(
    "change",
    [
        {"rate": {}},
        {"rate": {"messages": 1, "calls": 1}},
        {"rate": {"messages": 0}},
        {"rate": {"messages": 1e-12}},
        {"rate": {"calls": float("inf")}},
        {"rate": {"over": "4h", "calls": 1}},
        {"rate": {"over": "0h"}},
        {"rate": {"over": "4 hours"}},
        {"rate": {"over": "99999d"}},
        {"rate": {"messages": -1}},
        {"rate": {"posts": 1}},
        {"batch_size": 0},
        {"batch_size": 1001},
        {"on_unknown": "guess"},
        {"api_key": "key-in-the-file"},
        {"domain": "mg.example.org/messages"},
        {"domain": "localhost"},
        {"path": "outbox"},
        {"kind": "pigeon"},
    ],
)
def test_what_is_not_allowed_is_refused(change):
    with pytest.raises(ValidationError):
        read(**change)

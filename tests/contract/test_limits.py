"""What a transport cannot carry is refused before anything begins: by `doctor` and by `send`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from pydantic import SecretStr

from digest.app import App
from digest.cli.examination import probes_of
from digest.config import load
from digest.errors import NotSentError
from digest.model.rendered import TOKEN
from digest.transports.opening import open_transport
from digest.workflows.send import start, start_test
from fakes.commands import an_editor
from fakes.letters import a_letter
from fakes.newsroom import HEAD, NOW
from fakes.offices import a_desk, a_dispatch, an_approved_issue
from fakes.sendings import OCTOBER
from fakes.ways import ESPS, WAYS, clock, settings_of, way_of

NOBODY = "http://127.0.0.1:9"
LARGE = "é" * 21_000_000
BEYOND = [
    ("brevo", {"sender_name": "x" * 71}, "70 characters of a sender's name"),
    ("brevo", {"html": LARGE}, "20,000,000 bytes"),
    ("mailgun", {"list_name": "x" * 17_000}, "16,384 bytes"),
    ("mailgun", {"text": LARGE}, "25,000,000 bytes"),
    ("mailjet", {"subject": "x" * 256}, "255 characters"),
    ("mailjet", {"html": LARGE}, "15,000,000 bytes"),
    ("mandrill", {"html": LARGE}, "25,000,000 bytes"),
    ("postmark", {"html": LARGE}, "10,000,000 bytes"),
    ("resend", {"sender_name": "Museums, Europe"}, "punctuation"),
    ("resend", {"sender_name": "=?utf-8?q?x?="}, "punctuation"),
    ("resend", {"html": LARGE}, "40,000,000 bytes"),
    ("sendgrid", {"html": LARGE}, "30,000,000 bytes"),
    ("ses", {"sender_name": "x" * 320}, "320 characters"),
    ("ses", {"html": "x" * 1_000_000}, "1,000,000 bytes a call"),
    ("sparkpost", {"html": LARGE}, "20,000,000 bytes"),
    *((kind, {"subject": "two\nlines"}, "no header may carry") for kind in WAYS),
]


@pytest.fixture
def opened():
    transports = []

    def opening(kind):
        transports.append(
            open_transport(
                settings_of(kind, NOBODY),
                workspace=Path(),
                secret=lambda _: SecretStr("key-test"),
                clock=clock,
            )
        )
        return transports[-1]

    yield opening
    for each in transports:
        each.close()


@pytest.mark.parametrize(
    ("kind", "change", "words"), BEYOND, ids=[f"{each[0]} {each[2]}" for each in BEYOND]
)
def test_a_letter_beyond_a_limit_is_refused_with_the_limit_and_the_way_out(
    kind, change, words, tmp_path
):
    with way_of(kind, tmp_path) as way:
        with pytest.raises(NotSentError, match=words) as caught:
            way.transport.check(a_letter(**change))
        assert caught.value.retry_after is None
        hint = caught.value.hint
        assert any(each in hint for each in ("approve", "shorten the issue", "config.toml"))
        assert way.arrived() == []
        if kind in ESPS and kind != "mailgun":
            assert not way.fake.calls


@pytest.mark.parametrize("kind", WAYS)
def test_a_letter_within_the_limits_can_be_carried_and_nothing_is_called(kind, tmp_path):
    with way_of(kind, tmp_path) as way:
        way.transport.check(a_letter())
        assert way.arrived() == []
        if kind in ESPS and kind != "mailgun":
            assert not way.fake.calls


@pytest.mark.parametrize("begin", [start, lambda *given: start_test(*given, ("ada@example.org",))])
def test_no_mailing_begins_that_could_not_be_carried(sqlite_newsroom, opened, begin):
    sqlite_newsroom.subscribe(3)
    desk = a_desk(sqlite_newsroom)
    an_approved_issue(desk, sqlite_newsroom, OCTOBER, clock())
    url = f"https://news.example.org/unsubscribe/{TOKEN}"
    head = replace(HEAD, sender_name="x" * 71, unsubscribe_url=url)
    dispatch = replace(a_dispatch(sqlite_newsroom, opened("brevo"), clock), head=head)
    with pytest.raises(NotSentError, match="70 characters"):
        begin(desk, dispatch, OCTOBER)
    assert sqlite_newsroom.mailings.real(OCTOBER) is None
    begun = begin(desk, replace(dispatch, head=replace(head, sender_name="News")), OCTOBER)
    assert begun.transport == "brevo"


@pytest.fixture
def doctor(tmp_path, monkeypatch):
    """The doctor's word on the letters, through Brevo and with a sender of a test's."""
    monkeypatch.setenv("KEY", "key-test")
    apps = []

    def ask(sender):
        folder = an_editor(tmp_path / "workspace").folder
        config = folder / "config.toml"
        text = config.read_text("utf-8").replace(
            'kind = "folder"\npath = "outbox"', 'kind = "brevo"\napi_key = { env = "KEY" }'
        )
        lines = [
            f'sender = "{sender}"' if each.startswith("sender =") else each
            for each in text.splitlines()
        ]
        config.write_text("\n".join(lines), "utf-8")
        apps.append(App(load(config), clock=lambda: NOW, stop=Event()))
        return dict(probes_of(apps[-1]))["letters"]()

    yield ask
    for app in apps:
        app.close()


def test_the_doctor_says_that_the_letters_can_be_carried(doctor):
    assert doctor("News <news@example.org>").startswith("brevo can carry")


def test_the_doctor_says_what_cannot_be_carried(doctor):
    with pytest.raises(NotSentError, match="70 characters of a sender's name"):
        doctor("x" * 71 + " <news@example.org>")

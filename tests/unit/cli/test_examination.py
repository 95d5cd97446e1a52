"""What the doctor asks beside the rest: where an ESP is to call, and whether its secret fits."""

from threading import Event

import pytest

from digest.app import App
from digest.cli.examination import probes_of
from digest.config import load
from digest.errors import ConfigError
from fakes.commands import an_editor
from fakes.newsroom import NOW

FOLDER = 'kind = "folder"\npath = "outbox"'
RESEND = 'kind = "resend"\napi_key = { env = "KEY" }\nwebhook_secret = { env = "SECRET" }'

SPARKPOST = 'kind = "sparkpost"\napi_key = { env = "KEY" }'
SES = """kind = "ses"
region = "eu-central-1"
access_key_id = { env = "KEY" }
secret_access_key = { env = "KEY" }"""


@pytest.fixture
def probes(tmp_path):
    """The doctor's probes by name, with another [transport]."""
    apps = []

    def make(transport):
        folder = an_editor(tmp_path / "workspace").folder
        config = folder / "config.toml"
        config.write_text(config.read_text("utf-8").replace(FOLDER, transport), "utf-8")
        apps.append(App(load(config), clock=lambda: NOW, stop=Event()))
        return dict(probes_of(apps[-1]))

    yield make
    for app in apps:
        app.close()


def test_who_is_told_nothing_later_has_no_webhook_to_ask_for(probes):
    assert "webhook" not in probes(FOLDER)


@pytest.mark.parametrize(
    ("transport", "resolved"),
    [
        (SPARKPOST, "unknown is looked up."),
        (RESEND.partition("webhook_secret")[0], "unknown is asked for again during 24 hours"),
        (SES, "unknown a person has to decide."),
    ],
)
def test_what_is_lost_without_a_webhook_is_said(probes, monkeypatch, transport, resolved):
    monkeypatch.setenv("KEY", "key-test")
    said = probes(transport)["webhook"]()
    assert said.startswith("None is set up (webhook_secret in [transport]).")
    assert resolved in said


def test_the_url_to_enter_at_the_esp_is_said(probes, monkeypatch):
    monkeypatch.setenv("SECRET", "whsec_a2V5")
    assert probes(RESEND)["webhook"]().endswith("/webhooks/resend.")


@pytest.mark.parametrize("secret", ["", "a secret of something else"])
def test_a_secret_that_cannot_be_one_is_said(probes, monkeypatch, secret):
    monkeypatch.setenv("SECRET", secret)
    with pytest.raises(ConfigError):
        probes(RESEND)["webhook"]()

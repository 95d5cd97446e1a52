"""Opening: the table knows every kind, and the settings reach the transport."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from pydantic import SecretStr, TypeAdapter

from digest.transports.opening import TRANSPORTS, TransportSettings, open_transport
from digest.transports.webhooks.opening import WEBHOOKS

PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"
NOW = dt.datetime(2023, 9, 1, tzinfo=dt.UTC)


def opened(tmp_path, **settings):
    asked = []

    def secret(reference):
        asked.append(reference)
        return SecretStr("key-test")

    transport = open_transport(
        TypeAdapter(TransportSettings).validate_python(settings),
        workspace=tmp_path,
        secret=secret,
        clock=lambda: NOW,
    )
    transport.close()
    return transport, asked


def test_every_kind_of_settings_can_be_opened():
    union = get_args(get_args(TransportSettings)[0])
    kinds = {get_args(each.model_fields["kind"].annotation)[0] for each in union}
    assert kinds == set(TRANSPORTS)


def test_every_transport_and_every_webhook_is_held_to_know_nothing_of_another():
    contracts = tomllib.loads(PYPROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    [held] = [set(each["modules"]) for each in contracts if each["type"] == "independence"]
    transports = {f"digest.transports.{kind}" for kind in (*TRANSPORTS, "memory")}
    assert held == transports | {f"digest.transports.webhooks.{kind}" for kind in WEBHOOKS}


def test_a_folder_is_relative_to_the_workspace(tmp_path):
    transport, asked = opened(tmp_path, kind="folder", path="out/box")
    assert str(tmp_path / "out/box") in transport.probe()
    assert (transport.name, asked) == ("folder", [])


@pytest.mark.parametrize(
    ("settings", "batch_size"),
    [
        ({}, 1000),
        ({"batch_size": 500}, 500),
        ({"rate": {"messages": 50}}, 50),
        ({"rate": {"calls": 1}}, 1000),
    ],
)
def test_a_batch_is_as_large_as_the_settings_and_the_rate_allow(tmp_path, settings, batch_size):
    transport, asked = opened(
        tmp_path, kind="mailgun", domain="mg.example.org", api_key={"env": "KEY"}, **settings
    )
    assert transport.name == "mailgun"
    assert transport.capabilities.batch_size == batch_size
    assert transport.capabilities.lookup
    assert [each.env for each in asked] == ["KEY"]

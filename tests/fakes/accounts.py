"""Transports opened at a fake's account, and what their receipts say."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from digest.transports.http import HttpTransport
from digest.transports.opening import open_transport
from digest.transports.wire import Wire


def clock():
    return dt.datetime.now(dt.UTC)


@contextmanager
def opener(fake, describe, *, batch_size):
    """Give what opens a transport at a fake; all of them are closed in the end.

    Args:
        fake: the account.
        describe: gives the ESP's description for a key and more.
        batch_size: the most recipients of a call.
    """
    transports = []

    def opening(*given, **named):
        esp = describe(*given, **named)
        transports.append(HttpTransport(esp, Wire(fake.url), batch_size=batch_size, clock=clock))
        return transports[-1]

    yield opening
    for each in transports:
        each.close()


@contextmanager
def opener_by_settings(settings):
    """Give what opens a transport as config.toml would; all of them are closed in the end.

    Args:
        settings: gives the settings for a URL and more.
    """
    transports = []

    def opening(url, key="key-test", **more):
        transports.append(
            open_transport(
                settings(url, **more),
                workspace=Path(),
                secret=lambda _: SecretStr(key),
                clock=clock,
            )
        )
        return transports[-1]

    yield opening
    for each in transports:
        each.close()


def told(receipts):
    """What receipts say of each delivery."""
    return sorted((each.delivery_id, each.state.value) for each in receipts)

"""Webhooks of ESPs that sign nothing: whoever calls shows a password that only the ESP was given.

https://www.rfc-editor.org/rfc/rfc7617

The secret is that password, whatever user comes with it, or user and password as ``user:password``.
It travels in a header and not in the address, for addresses are written into the logs of every
proxy on the way. It shows who calls and nothing of what is said, so TLS is a must.

No time is signed: a call that is played again is the same call, which is kept once, and its events
count once.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Callable

from pydantic import SecretStr

from digest.errors import ConfigError
from digest.model.event import Event
from digest.transports.webhook import PasswordError, SelfContained, WebhookCall
from digest.transports.webhooks.fields import Fields, parsed, rows
from digest.transports.webhooks.signatures import is_same

_HEADER = "authorization"
_SCHEME = "basic"


class BasicAuthWebhook(SelfContained):
    """Verifies the calls of an ESP by their password, and reads what stands in them.

    Args:
        name: the ESP's.
        event: reads one of its events; None for what is none of ours.
        secret: the password, or user and password.
    """

    def __init__(
        self, name: str, event: Callable[[Fields], Event | None], secret: SecretStr
    ) -> None:
        self.name = name
        self._event = event
        self._secret = _word(secret)

    def verify(self, call: WebhookCall, certificate: bytes | None, now: dt.datetime) -> None:
        """Make sure that a call has the password.

        Raises:
            PasswordError: it has not.
        """
        del certificate, now
        both = _credentials(call)
        password = both.partition(":")[2]
        known = [is_same(self._secret, each) for each in (both, password)]
        if not any(known):
            raise PasswordError("the password of the call is not the configured one")

    def events(self, call: WebhookCall) -> tuple[Event, ...]:
        """Read the events of a call, one or a list of them; what is none of ours is left out.

        Raises:
            ValueError: the body is neither.
        """
        told = parsed(call.body)
        if not isinstance(told, dict | list):
            raise ValueError("the body is neither an event nor a list of them")  # noqa: TRY004 - bad data
        found = map(self._event, rows(told if isinstance(told, list) else [told]))
        return tuple(each for each in found if each is not None)


def _credentials(call: WebhookCall) -> str:
    """User and password, as the call's header has them.

    Raises:
        PasswordError: it has none.
    """
    scheme, _, packed = call.headers.get(_HEADER, "").strip().partition(" ")
    if scheme.lower() != _SCHEME:
        raise PasswordError("the call has no password (Authorization: Basic)")
    try:
        return base64.b64decode(packed.strip().encode("ascii"), validate=True).decode()
    except (UnicodeError, binascii.Error):
        raise PasswordError("the password of the call cannot be read") from None


def _word(secret: SecretStr) -> str:
    """The secret itself; an empty one would be everybody's."""
    if word := secret.get_secret_value().strip():
        return word
    raise ConfigError(
        "config.toml",
        ("transport.webhook_secret is empty",),
        hint="Make up a long password, and enter it at the ESP too: see docs/webhooks.md.",
    )

"""What an ESP's webhook is to the web: a description that verifies a call and reads its events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from digest.errors import DigestError
from digest.model.event import Event


class ForgedError(DigestError):
    """A call is not shown to come from the ESP, or is too old: nothing of it is believed."""


class PasswordError(ForgedError):
    """A call comes without the password; some programs show theirs only when they are asked."""


@dataclass(frozen=True, slots=True)
class WebhookCall:
    """A call as it came in; its body may hold addresses, and its headers a secret."""

    url: str = field(repr=False)  # as the ESP called it, which some of them sign
    headers: Mapping[str, str] = field(repr=False)  # names in lower case
    body: bytes = field(repr=False)

    @property
    def content_type(self) -> str:
        """What the body is, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Webhook(Protocol):
    """An ESP's webhook, described; the web answers it, and a workflow does what follows."""

    @property
    def name(self) -> str:
        """The ESP's name, as config.toml writes it and the address ends."""

    def certificate_url(self, call: WebhookCall) -> str | None:
        """Where the certificate stands that the call is signed with; None: it needs none.

        Raises:
            ForgedError: it names a place that is not the ESP's.
        """

    def verify(self, call: WebhookCall, certificate: bytes | None, now: dt.datetime) -> None:
        """Make sure that a call comes from the ESP, and is not an old one played again.

        Raises:
            ForgedError: it does not, or is.
        """

    def events(self, call: WebhookCall) -> tuple[Event, ...]:
        """Read the events of a call; what is none of ours is left out.

        Raises:
            ValueError: the body cannot be read.
        """

    def confirmation_url(self, call: WebhookCall) -> str | None:
        """An address to be asked once to confirm a subscription (Amazon SNS); None: nothing."""


class SelfContained:
    """What a webhook is whose calls show by themselves where they come from."""

    def certificate_url(self, call: WebhookCall) -> None:
        """No certificate is needed."""

    def confirmation_url(self, call: WebhookCall) -> None:
        """Nothing is to be confirmed."""

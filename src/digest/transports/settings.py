"""What the settings of all transports share; each transport adds its own beside itself."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from digest.delivery.pace import Pace
from digest.model.duration import SomeTime, length_of
from digest.model.frozen import Frozen
from digest.model.host import is_this_machine
from digest.model.secret import SecretReference


def _scheme_and_host(url: str) -> str:
    parts = urlsplit(url)
    has_more = parts.username is not None or parts.query or parts.fragment
    if not parts.hostname or has_more or parts.path not in ("", "/"):
        raise ValueError("write the scheme and the host only: https://api.example.org")
    if parts.scheme == "http" and not is_this_machine(parts.hostname):
        raise ValueError(f"the key would travel in the clear; write https://{parts.netloc}")
    return f"{parts.scheme}://{parts.netloc}"


BaseUrl = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s\\]+$"),
    AfterValidator(_scheme_and_host),
    Field(examples=["https://api.example.org"]),
]
Domain = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"),
    Field(examples=["mg.example.org"]),
]


# A call in a quarter of an hour, and more than any account may: what is beyond is a slip.
_Figure = Annotated[float, Field(ge=0.001, le=1_000_000)]


class Rate(Frozen):
    """How fast the account may be used, or how long a mailing is to take."""

    messages: _Figure | None = Field(default=None, description="messages a second")
    calls: _Figure | None = Field(default=None, description="calls a second")
    over: SomeTime | None = Field(
        default=None, description="each mailing is spread evenly over this time"
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.messages, self.calls, self.over).count(None) != 2:  # noqa: PLR2004 - all but one
            raise ValueError(
                'write one figure: { messages = 100 }, { calls = 2 } or { over = "4h" }'
            )
        return self


class CommonSettings(Frozen):
    """What every transport understands."""

    rate: Rate | None = Field(default=None, description="how fast the account may be used")
    on_unknown: Literal["hold", "resend", "assume-accepted"] = Field(
        default="hold", description="what becomes of an outcome that nobody can learn"
    )

    @property
    def calls_at_once(self) -> int:
        """The most calls at the same time."""
        return 1

    @property
    def pace(self) -> Pace:
        """How fast the account may be used."""
        rate = self.rate
        if self.spread_over:  # no faster than it would go if nothing were said
            rate = type(self).model_fields["rate"].default
        if rate is None:
            return Pace()
        return Pace(messages=rate.messages, calls=rate.calls)

    @property
    def spread_over(self) -> dt.timedelta | None:
        """The time a mailing is spread over; None: it goes as fast as the account may."""
        if self.rate is None or self.rate.over is None:
            return None
        return length_of(self.rate.over)

    @property
    def mail_domain(self) -> str | None:
        """The domain whose DNS vouches for the mail; None: nothing leaves this machine."""
        return None


class HttpSettings(CommonSettings):
    """What every ESP's HTTP API understands."""

    webhook_secret: SecretReference | None = Field(
        default=None, description="without it, webhooks are refused"
    )
    connections: Annotated[int, Field(ge=1, le=64)] = Field(
        default=16, description="the most calls at the same time; fewer where the ESP says so"
    )

    @property
    def calls_at_once(self) -> int:
        """The most calls at the same time."""
        return self.connections

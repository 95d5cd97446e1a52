"""Resend's webhooks: one event a call, signed by the Standard Webhooks scheme.

Events:    https://resend.com/docs/webhooks/event-types
Signature: https://resend.com/docs/webhooks/verify-webhooks-requests
Scheme:    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

The secret is the signing secret of the webhook, ``whsec_`` and base64. What is signed is an id, the
time of the call and every byte of the body. While a secret is being changed, a call is signed with
the old one and the new one, and both signatures stand in one header.

An event tells of a message, not of a recipient; every message of ours has one.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from types import MappingProxyType

from pydantic import SecretStr

from digest.errors import ConfigError
from digest.model.event import Event, EventKind
from digest.transports.webhook import ForgedError, SelfContained, WebhookCall
from digest.transports.webhooks.fields import (
    Fields,
    address,
    delivery_id,
    fingerprint,
    kept,
    line,
    moment,
    parsed,
    reference,
    rows,
    since_1970,
    table,
)
from digest.transports.webhooks.freshness import refuse_stale
from digest.transports.webhooks.signatures import is_same

_NAMES = ("svix", "webhook")  # what the headers begin with: at Resend, and in the scheme
_VERSION = "v1,"
_PREFIX = "whsec_"

# Their words → ours. What was scheduled, received, or is about a contact or a domain is not ours.
_KINDS: Mapping[str, EventKind] = MappingProxyType(
    {
        "email.sent": EventKind.ACCEPTED,
        "email.failed": EventKind.REJECTED,
        "email.suppressed": EventKind.REJECTED,
        "email.delivered": EventKind.DELIVERED,
        "email.delivery_delayed": EventKind.DEFERRED,
        "email.bounced": EventKind.BOUNCED,
        "email.complained": EventKind.COMPLAINED,
        "email.opened": EventKind.OPENED,
        "email.clicked": EventKind.CLICKED,
    }
)
# Of these types of bounce the next message may arrive; without one, it bounced for good.
_SOFT = frozenset({"transient", "temporary", "undetermined"})


class ResendWebhook(SelfContained):
    """Verifies and reads the calls of one webhook."""

    name = "resend"

    def __init__(self, secret: SecretStr) -> None:
        self._key = _key(secret.get_secret_value().strip())

    def verify(self, call: WebhookCall, certificate: bytes | None, now: dt.datetime) -> None:
        """Make sure that the webhook's secret signed the call, not long ago.

        Raises:
            ForgedError: it did not, or long ago.
        """
        del certificate
        id_, stamp, given = _signed(call)
        own = hmac.new(self._key, digestmod=hashlib.sha256)
        for piece in (f"{id_}.{stamp}.".encode("utf-8", "replace"), call.body):
            own.update(piece)
        wanted = _VERSION + base64.b64encode(own.digest()).decode()
        if not any(is_same(wanted, each) for each in given.split(" ")):
            raise ForgedError("no signature of the call is that of the configured secret")
        refuse_stale(since_1970(stamp), now)

    def events(self, call: WebhookCall) -> tuple[Event, ...]:
        """Read the one event of a call; what is none of ours gives none.

        Raises:
            ValueError: the body is no object.
        """
        told = parsed(call.body)
        if not isinstance(told, dict):
            raise ValueError("the body is no event")  # noqa: TRY004 - bad data
        kind = _KINDS.get(line(told.get("type")))
        message = table(told.get("data"))
        email = _recipient(message)
        if kind is None or not email:
            return ()
        return (_event(told, message, kind, email),)


def _event(told: Fields, message: Fields, kind: EventKind, email: str) -> Event:
    marks, message_id = _marks(message.get("tags")), line(message.get("email_id"))
    bounce = table(message.get("bounce"))
    is_soft = line(bounce.get("type")).lower() in _SOFT
    return Event(
        id=fingerprint(told.get("type"), told.get("created_at"), message_id, email),
        kind=kind,
        email=email,
        at=moment(told.get("created_at")),
        delivery_id=delivery_id(marks),
        reference=reference(marks),
        message_id=message_id,
        is_hard=kind is EventKind.BOUNCED and not is_soft,
        reason=_reason(message, bounce),
        body=kept(told),
    )


def _signed(call: WebhookCall) -> tuple[str, str, str]:
    """The id, the time and the signatures of a call."""
    prefix = next((each for each in _NAMES if f"{each}-signature" in call.headers), _NAMES[0])
    id_, stamp, given = (
        call.headers.get(f"{prefix}-{each}", "") for each in ("id", "timestamp", "signature")
    )
    if not (id_ and stamp and given):
        raise ForgedError("the call has no signature that can be read")
    return id_, stamp, given


def _recipient(message: Fields) -> str:
    to = message.get("to")
    return address(to[0] if isinstance(to, list) and to else to)


def _marks(tags: object) -> Fields:
    """The tags of a message, whether they come as an object or as a list of names and values."""
    return table(tags) or {line(each.get("name")): each.get("value") for each in rows(tags)}


def _reason(message: Fields, bounce: Fields) -> str:
    failed, suppressed = table(message.get("failed")), table(message.get("suppressed"))
    return line(
        bounce.get("message"), failed.get("reason"), suppressed.get("message"), bounce.get("type")
    )


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if key:
        return key
    raise ConfigError(
        "config.toml",
        ("transport.webhook_secret is not Resend's signing secret",),
        hint="Copy it from the webhook's page at Resend: it begins with whsec_.",
    )

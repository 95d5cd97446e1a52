"""SendGrid's event webhook: a list of events, up to a thousand or so, signed with ECDSA.

Events:    https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
Signature: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features

The secret is the verification key, a public one, as SendGrid shows it when "Signed Event Webhook"
is switched on. What is signed is a time and every byte of the body. Our custom arguments come back
beside an event's own fields.

A bounce is hard where SendGrid put the address on its bounce list, and did not class the cause as
the message's or the sender's. What was "blocked" is not on that list.

Not verified on a live account: whether a call that failed comes again with a new time; with the
old one it is refused after five minutes, and what it told is in SendGrid's logs.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
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
    parsed,
    reference,
    rows,
    since_1970,
)
from digest.transports.webhooks.freshness import refuse_stale
from digest.transports.webhooks.signatures import unpacked

_SIGNATURE = "x-twilio-email-event-webhook-signature"
_TIME = "x-twilio-email-event-webhook-timestamp"

# Their words → ours. "group_resubscribe" and the account's own events are none of ours.
_KINDS: Mapping[str, EventKind] = MappingProxyType(
    {
        "processed": EventKind.ACCEPTED,
        "dropped": EventKind.REJECTED,
        "delivered": EventKind.DELIVERED,
        "deferred": EventKind.DEFERRED,
        "bounce": EventKind.BOUNCED,
        "blocked": EventKind.BOUNCED,
        "spamreport": EventKind.COMPLAINED,
        "unsubscribe": EventKind.UNSUBSCRIBED,
        "group_unsubscribe": EventKind.UNSUBSCRIBED,
        "open": EventKind.OPENED,
        "click": EventKind.CLICKED,
    }
)
# Classes of a bounce for which the address cannot be blamed.
_NOT_THE_ADDRESS = frozenset(
    {"content", "reputation", "technical failure", "technical", "frequency or volume too high"}
)
# The receipt of a call is what an event's message id begins with.
_OF_ONE_MESSAGE = re.compile(r"(?:^|\.)(?:filter|recvd).*", re.DOTALL)


class SendGridWebhook(SelfContained):
    """Verifies and reads the calls of one account or subuser."""

    name = "sendgrid"

    def __init__(self, secret: SecretStr) -> None:
        self._key = _public_key(secret.get_secret_value().strip())

    def verify(self, call: WebhookCall, certificate: bytes | None, now: dt.datetime) -> None:
        """Make sure that the account's key signed the call, not long ago.

        Raises:
            ForgedError: it did not, or long ago.
        """
        del certificate
        stamp = call.headers.get(_TIME, "")
        signature = unpacked(call.headers.get(_SIGNATURE, ""))
        signed = stamp.encode("utf-8", "replace") + call.body
        try:
            self._key.verify(signature, signed, ec.ECDSA(SHA256()))
        except InvalidSignature:
            raise ForgedError("the signature is not that of the configured key") from None
        refuse_stale(since_1970(stamp), now)

    def events(self, call: WebhookCall) -> tuple[Event, ...]:
        """Read the events of a call; what is none of ours is left out.

        Raises:
            ValueError: the body is no list.
        """
        told = parsed(call.body)
        if not isinstance(told, list):
            raise ValueError("the body is no list of events")  # noqa: TRY004 - bad data
        events = map(_event, rows(told))
        return tuple(each for each in events if each is not None)


def _event(told: Fields) -> Event | None:
    kind, email = _KINDS.get(line(told.get("event"))), address(told.get("email"))
    if kind is None or not email:
        return None
    own = (told.get(name) for name in ("event", "email", "timestamp", "sg_message_id"))
    is_deferred = kind is EventKind.DEFERRED
    return Event(
        id=line(told.get("sg_event_id")) or fingerprint(*own),
        kind=kind,
        email=email,
        at=since_1970(told.get("timestamp")),
        delivery_id=delivery_id(told),
        reference=reference(told),
        message_id=_OF_ONE_MESSAGE.sub("", line(told.get("sg_message_id"))),
        is_hard=kind is EventKind.BOUNCED and _is_the_address_at_fault(told),
        reason=line(told.get("reason"), told.get("response") if is_deferred else ""),
        body=kept(told),
    )


def _is_the_address_at_fault(told: Fields) -> bool:
    is_listed = "blocked" not in (told.get("event"), told.get("type"))
    return is_listed and line(told.get("bounce_classification")).lower() not in _NOT_THE_ADDRESS


def _public_key(text: str) -> ec.EllipticCurvePublicKey:
    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        key = None
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise ConfigError(
        "config.toml",
        ("transport.webhook_secret is not SendGrid's verification key",),
        hint="Copy it from Settings, Mail Settings, Signed Event Webhook: it begins with MFkw.",
    )

"""Mailjet's webhooks: a list of events, or one alone where grouping is off, with a password.

Events: https://dev.mailjet.com/email/guides/webhooks/
Errors: https://dev.mailjet.com/email/guides/webhooks/#possible-values-for-errors

Mailjet says nothing when it takes a message: the answer to the post does. Its "sent" says that the
receiving server took it. Calls come with the password that stands in the URL entered at Mailjet.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import SecretStr

from digest.model.event import Event, EventKind
from digest.transports.webhooks.basic_auth import BasicAuthWebhook
from digest.transports.webhooks.fields import (
    Fields,
    address,
    delivery_id,
    fingerprint,
    kept,
    line,
    packed,
    reference,
    since_1970,
)

# Their words → ours.
_KINDS: Mapping[str, EventKind] = MappingProxyType(
    {
        "sent": EventKind.DELIVERED,
        "bounce": EventKind.BOUNCED,
        "blocked": EventKind.REJECTED,
        "spam": EventKind.COMPLAINED,
        "unsub": EventKind.UNSUBSCRIBED,
        "open": EventKind.OPENED,
        "click": EventKind.CLICKED,
    }
)
# What Mailjet reports as an error is not always one. A greylisted message is tried again; and the
# second copy of a message whose answer was lost is blocked, for Mailjet has the first one.
_GREYLISTED = "greylisted"
_DUPLICATE = "duplicate in campaign"


def mailjet_webhook(secret: SecretStr) -> BasicAuthWebhook:
    """The webhook of one pair of keys."""
    return BasicAuthWebhook("mailjet", _event, secret)


def _event(told: Fields) -> Event | None:
    kind, email = _kind(told), address(told.get("email"))
    if kind is None or not email:
        return None
    marks, message_id = packed(told.get("Payload")), line(told.get("MessageID"))
    return Event(
        id=fingerprint(told.get("event"), told.get("time"), message_id, email),
        kind=kind,
        email=email,
        at=since_1970(told.get("time")),
        delivery_id=delivery_id(marks),
        reference=reference(marks) or line(told.get("CustomID")),
        message_id=message_id,
        is_hard=kind is EventKind.BOUNCED and told.get("hard_bounce") is True,
        reason=_reason(told),
        body=kept(told),
    )


def _kind(told: Fields) -> EventKind | None:
    kind, error = _KINDS.get(line(told.get("event"))), line(told.get("error")).lower()
    if kind is EventKind.REJECTED and error == _DUPLICATE:
        return EventKind.ACCEPTED
    is_soft = told.get("hard_bounce") is not True
    if kind is EventKind.BOUNCED and is_soft and error == _GREYLISTED:
        return EventKind.DEFERRED
    return kind


def _reason(told: Fields) -> str:
    return line(told.get("comment"), told.get("error"), told.get("source"))

"""Postmark's webhooks: one event a call, with a password.

Events:   https://postmarkapp.com/developer/webhooks/webhooks-overview
Bounces:  https://postmarkapp.com/developer/api/bounce-api#bounce-types
Password: https://postmarkapp.com/developer/api/webhooks-api (HttpAuth)

Postmark says nothing when it takes a message: the answer to the post does.
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
    moment,
    reference,
    table,
)

# Their words → ours. What came in (Inbound) is none of ours.
_RECORDS: Mapping[str, EventKind] = MappingProxyType(
    {
        "Delivery": EventKind.DELIVERED,
        "Bounce": EventKind.BOUNCED,
        "SpamComplaint": EventKind.COMPLAINED,
        "SubscriptionChange": EventKind.UNSUBSCRIBED,
        "Open": EventKind.OPENED,
        "Click": EventKind.CLICKED,
    }
)
# What Postmark calls a bounce, or gives as the reason why it suppresses an address, is not always
# one. A SpamNotification is a filter's word and no reader's: it bounced. The rest bounced.
_TYPES: Mapping[str, EventKind] = MappingProxyType(
    {
        "HardBounce": EventKind.BOUNCED,
        "Transient": EventKind.DEFERRED,
        "DnsError": EventKind.DEFERRED,
        "SpamComplaint": EventKind.COMPLAINED,
        "Unsubscribe": EventKind.UNSUBSCRIBED,
        "ManuallyDeactivated": EventKind.REJECTED,
        "SMTPApiError": EventKind.REJECTED,
        "TemplateRenderingFailed": EventKind.REJECTED,
    }
)
# An answering machine, or about a message that came in.
_NOT_OURS = frozenset(
    {
        *("AutoResponder", "AddressChange", "ChallengeVerification", "OpenRelayTest"),
        *("Subscribe", "Unconfirmed", "InboundError"),
    }
)
_HARD = frozenset({"HardBounce", "BadEmailAddress"})


def postmark_webhook(secret: SecretStr) -> BasicAuthWebhook:
    """The webhook of one server."""
    return BasicAuthWebhook("postmark", _event, secret)


def _event(told: Fields) -> Event | None:
    why = line(told.get("Type"), told.get("SuppressionReason"))
    kind, email = _kind(told, why), address(told.get("Email") or told.get("Recipient"))
    if kind is None or not email:
        return None
    marks, message_id = table(told.get("Metadata")), line(told.get("MessageID"))
    at = _at(told)
    return Event(
        id=fingerprint(told.get("RecordType"), why, at, message_id, email, told.get("ID")),
        kind=kind,
        email=email,
        at=moment(at),
        delivery_id=delivery_id(marks),
        reference=reference(marks),
        message_id=message_id,
        is_hard=kind is EventKind.BOUNCED and why in _HARD,
        reason=_reason(told, kind, why),
        body=kept(told),
    )


def _kind(told: Fields, why: str) -> EventKind | None:
    kind = _RECORDS.get(line(told.get("RecordType")))
    if why in _NOT_OURS or told.get("SuppressSending") is False:  # it may be mailed again
        return None
    if kind in (EventKind.BOUNCED, EventKind.UNSUBSCRIBED):
        return _TYPES.get(why, kind)
    return kind


def _at(told: Fields) -> object:
    names = ("DeliveredAt", "BouncedAt", "ChangedAt", "ReceivedAt")
    return next((told[each] for each in names if told.get(each)), None)


def _reason(told: Fields, kind: EventKind, why: str) -> str:
    """Why it did not arrive; of a delivery the server's words are no reason."""
    if kind in (EventKind.DELIVERED, EventKind.OPENED, EventKind.CLICKED):
        return ""
    return line(told.get("Details"), told.get("Description"), why)

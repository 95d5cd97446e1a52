"""SparkPost's webhooks: a list of events, each in an envelope, with a password.

Events:   https://developers.sparkpost.com/api/events/
Batches:  https://developers.sparkpost.com/api/webhooks/
Bounces:  https://support.sparkpost.com/docs/deliverability/bounce-classification-codes

A batch of ours is a transmission, whose id is the receipt. When a webhook is set up, and from time
to time, SparkPost posts an empty envelope, which says nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from pydantic import SecretStr

from digest.model.event import Event, EventKind
from digest.transports.webhooks.basic_auth import BasicAuthWebhook
from digest.transports.webhooks.fields import (
    NEVER,
    Fields,
    address,
    delivery_id,
    fingerprint,
    kept,
    line,
    moment,
    reference,
    rows,
    since_1970,
    table,
)

# Their words → ours. What came in (relay) and tests of subjects are none of ours.
_KINDS: Mapping[str, EventKind] = MappingProxyType(
    {
        "injection": EventKind.ACCEPTED,
        "policy_rejection": EventKind.REJECTED,
        "generation_failure": EventKind.REJECTED,
        "generation_rejection": EventKind.REJECTED,
        "delivery": EventKind.DELIVERED,
        "delay": EventKind.DEFERRED,
        "bounce": EventKind.BOUNCED,
        "out_of_band": EventKind.BOUNCED,
        "spam_complaint": EventKind.COMPLAINED,
        "list_unsubscribe": EventKind.UNSUBSCRIBED,
        "link_unsubscribe": EventKind.UNSUBSCRIBED,
        "open": EventKind.OPENED,
        "initial_open": EventKind.OPENED,
        "amp_open": EventKind.OPENED,
        "amp_initial_open": EventKind.OPENED,
        "click": EventKind.CLICKED,
        "amp_click": EventKind.CLICKED,
    }
)
# The classes of bounces. Of most the next message may arrive.
_HARD = frozenset({"10", "30"})  # invalid recipient; no recipient, in words nobody classified
_LEFT = "90"  # the answer asks to be unsubscribed
_ANSWERED = frozenset({"60", "80", "100"})  # an answering machine, which is no bounce


def sparkpost_webhook(secret: SecretStr) -> BasicAuthWebhook:
    """The webhook of one account."""
    return BasicAuthWebhook("sparkpost", _event, secret)


def _event(envelope: Fields) -> Event | None:
    told = _opened(envelope)
    kind = _kind(told)
    email = address(told.get("rcpt_to") or told.get("raw_rcpt_to"))
    if kind is None or not email:
        return None
    marks, message_id = table(told.get("rcpt_meta")), line(told.get("transmission_id"))
    return Event(
        id=line(told.get("event_id")) or fingerprint(kept(told)),
        kind=kind,
        email=email,
        at=_at(told.get("timestamp")),
        delivery_id=delivery_id(marks),
        reference=reference(marks),
        message_id=message_id,
        is_hard=kind is EventKind.BOUNCED and _class(told) in _HARD,
        reason=line(told.get("raw_reason"), told.get("reason"), told.get("fbtype")),
        body=kept(told),
    )


def _opened(envelope: Fields) -> Fields:
    """What an envelope has in it, under a name that says no more than the type does."""
    kinds = rows(list(table(envelope.get("msys")).values()))
    return kinds[0] if kinds else {}


def _kind(told: Fields) -> EventKind | None:
    kind = _KINDS.get(line(told.get("type")))
    if kind is not EventKind.BOUNCED:
        return kind
    if _class(told) in _ANSWERED:
        return None
    return EventKind.UNSUBSCRIBED if _class(told) == _LEFT else kind


def _class(told: Fields) -> str:
    return line(told.get("bounce_class"))


def _at(told: object) -> dt.datetime:
    """A moment: in seconds, or as ISO 8601 has it."""
    seconds = since_1970(told)
    return moment(told) if seconds == NEVER else seconds

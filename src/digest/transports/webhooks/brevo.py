"""Brevo's webhooks: one event a call, or a list of them, with a password.

Events:   https://developers.brevo.com/docs/transactional-webhooks
Password: https://developers.brevo.com/docs/username-and-password-authentication

Only ``ts_epoch`` is a moment; ``ts_event`` and ``ts`` follow the time zone of the account, and are
believed where there is nothing better. ``id`` is the webhook's, not the event's.

Not verified on a live account: that the metadata comes back in a call for each version of a batch.
Its tag does, so an event finds its message by batch and address as well.
"""

from __future__ import annotations

import datetime as dt
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

# Their words → ours. What happens to a contact of Brevo's own lists is none of ours.
_KINDS: Mapping[str, EventKind] = MappingProxyType(
    {
        "request": EventKind.ACCEPTED,
        "blocked": EventKind.REJECTED,
        "error": EventKind.REJECTED,
        "delivered": EventKind.DELIVERED,
        "deferred": EventKind.DEFERRED,
        "hard_bounce": EventKind.BOUNCED,
        "soft_bounce": EventKind.BOUNCED,
        "invalid_email": EventKind.BOUNCED,
        "spam": EventKind.COMPLAINED,
        "complaint": EventKind.COMPLAINED,
        "unsubscribe": EventKind.UNSUBSCRIBED,
        "unsubscribed": EventKind.UNSUBSCRIBED,
        "opened": EventKind.OPENED,
        "unique_opened": EventKind.OPENED,
        "proxy_open": EventKind.OPENED,
        "unique_proxy_open": EventKind.OPENED,
        "click": EventKind.CLICKED,
    }
)
_HARD = frozenset({"hard_bounce", "invalid_email"})
_TIMES = ("ts_epoch", "ts_event", "ts", "date")  # the first there is; "date" only tells two apart


def brevo_webhook(secret: SecretStr) -> BasicAuthWebhook:
    """The webhook of one account."""
    return BasicAuthWebhook("brevo", _event, secret)


def _event(told: Fields) -> Event | None:
    word, email = line(told.get("event")), address(told.get("email"))
    kind = _KINDS.get(word)
    if kind is None or not email:
        return None
    marks, message_id = packed(told.get("X-Mailin-custom")), _message_id(told)
    return Event(
        id=fingerprint(word, [told.get(each) for each in _TIMES], message_id, email),
        kind=kind,
        email=email,
        at=_at(told),
        delivery_id=delivery_id(marks),
        reference=reference(marks) or _tag(told),
        message_id=message_id,
        is_hard=word in _HARD,
        reason=line(told.get("reason")),
        body=kept(told),
    )


def _at(told: Fields) -> dt.datetime:
    if told.get("ts_epoch"):
        return since_1970(told["ts_epoch"], parts=1000)
    return since_1970(told.get("ts_event") or told.get("ts"))


def _message_id(told: Fields) -> str:
    """As the receipt of the post has it, in angle brackets."""
    own = line(told.get("message-id"))
    return f"<{own}>" if own and not own.startswith("<") else own


def _tag(told: Fields) -> str:
    """The batch: every message of ours carries its reference as its one tag."""
    tags = told.get("tags", told.get("tag"))
    return line(tags[0] if isinstance(tags, list) and tags else tags)

"""Mailgun's webhooks: signed JSON, or the signed forms of before 2018 that some domains still send.

Events:    https://documentation.mailgun.com/docs/mailgun/user-manual/events/events
Signature: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks

The secret is the account's HTTP webhook signing key. What is signed is a time and a token, not the
event: whoever could read one call could put another event under its signature for as long as it is
fresh, which is why only TLS may carry it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from email.parser import BytesParser
from types import MappingProxyType
from urllib.parse import parse_qsl

from pydantic import SecretStr

from digest.model.event import Event, EventKind
from digest.transports.webhook import ForgedError, SelfContained, WebhookCall
from digest.transports.webhooks.fields import (
    Fields,
    address,
    fingerprint,
    kept,
    line,
    parsed,
    since_1970,
    table,
)
from digest.transports.webhooks.freshness import refuse_stale
from digest.transports.webhooks.signatures import is_same

_JSON = "application/json"
_MULTIPART = "multipart/form-data"

# Their words → ours. "failed" is deferred while it is temporary; "dropped" is the old word for
# what Mailgun gave up without trying, and "bounced" for a failure for good.
_KINDS: Mapping[str, EventKind] = MappingProxyType(
    {
        "accepted": EventKind.ACCEPTED,
        "rejected": EventKind.REJECTED,
        "delivered": EventKind.DELIVERED,
        "failed": EventKind.BOUNCED,
        "bounced": EventKind.BOUNCED,
        "dropped": EventKind.REJECTED,
        "complained": EventKind.COMPLAINED,
        "unsubscribed": EventKind.UNSUBSCRIBED,
        "opened": EventKind.OPENED,
        "clicked": EventKind.CLICKED,
    }
)


class MailgunWebhook(SelfContained):
    """Verifies and reads the calls of one account."""

    name = "mailgun"

    def __init__(self, secret: SecretStr) -> None:
        self._key = secret.get_secret_value().strip().encode()

    def verify(self, call: WebhookCall, certificate: bytes | None, now: dt.datetime) -> None:
        """Make sure that the account's key signed the call, not long ago.

        Raises:
            ForgedError: it did not, or long ago.
        """
        del certificate
        try:
            signed = _signed(call)
        except ValueError:
            raise ForgedError("the call has no signature that can be read") from None
        stamp, token, given = (_text(signed.get(each)) for each in _SIGNED)
        text = f"{stamp}{token}".encode("utf-8", "replace")
        if not is_same(hmac.new(self._key, text, hashlib.sha256).hexdigest(), given):
            raise ForgedError("the signature is not that of the configured key")
        refuse_stale(since_1970(stamp), now)

    def events(self, call: WebhookCall) -> tuple[Event, ...]:
        """Read the one event of a call; what is none of ours gives none.

        Raises:
            ValueError: the body cannot be read.
        """
        is_json = call.content_type == _JSON
        told = _object(_body(call).get("event-data")) if is_json else _body(call)
        kind = _KINDS.get(line(told.get("event")))
        email = _recipient(told)
        if kind is None or not email:
            return ()
        return (_event(told, kind, email),)


_SIGNED = ("timestamp", "token", "signature")


def _event(told: Fields, kind: EventKind, email: str) -> Event:
    is_temporary = told.get("severity") == "temporary"
    return Event(
        id=line(told.get("id"), told.get("token")) or fingerprint(kept(told)),
        kind=EventKind.DEFERRED if kind is EventKind.BOUNCED and is_temporary else kind,
        email=email,
        at=since_1970(told.get("timestamp")),
        reference=_reference(told),
        message_id=_message_id(told),
        is_hard=kind is EventKind.BOUNCED and not is_temporary,
        reason=_reason(told),
        body=kept(told),
    )


def _signed(call: WebhookCall) -> Fields:
    body = _body(call)
    return _object(body.get("signature")) if call.content_type == _JSON else body


def _body(call: WebhookCall) -> Fields:
    """The fields of a call, whatever they are written in."""
    if call.content_type == _JSON:
        return _object(parsed(call.body))
    if call.content_type == _MULTIPART:
        return dict(_parts(call))
    return dict(parse_qsl(call.body.decode("utf-8", "replace")))


def _parts(call: WebhookCall) -> Iterator[tuple[str, str]]:
    head = f"Content-Type: {call.headers.get('content-type', '')}\r\n\r\n"
    message = BytesParser().parsebytes(head.encode("latin-1", "replace") + call.body)
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            data = part.get_payload(decode=True)
            yield name, data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _object(value: object) -> Fields:
    if not isinstance(value, dict):
        raise ValueError("it is not an object")  # noqa: TRY004 - bad data, not a wrong call
    return value


def _text(value: object) -> str:
    """A field of the signature, letter by letter; an older form writes the time as a number."""
    return str(value) if isinstance(value, str | int) else ""


def _recipient(told: Fields) -> str:
    """The address; of what Mailgun rejected only the message's own header names it."""
    return address(told.get("recipient") or _headers(told).get("to"))


def _message_id(told: Fields) -> str:
    """As the receipt of the post has it, in angle brackets."""
    own = line(told.get("Message-Id"), _headers(told).get("message-id"))
    return f"<{own}>" if own and not own.startswith("<") else own


def _headers(told: Fields) -> Fields:
    return table(table(told.get("message")).get("headers"))


def _reference(told: Fields) -> str:
    """The batch: every message of ours carries its reference as its one tag."""
    tags = told.get("tags", told.get("tag"))
    return line(tags[0] if isinstance(tags, list) and tags else tags)


def _reason(told: Fields) -> str:
    status, reject = table(told.get("delivery-status")), table(told.get("reject"))
    return line(
        *(status.get("message"), status.get("description"), reject.get("reason")),
        *(told.get("description"), told.get("error"), told.get("reason")),
    )

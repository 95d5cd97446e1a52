"""Mandrill's webhooks: a form with a list of events, signed together with the address it goes to.

Events:    https://mailchimp.com/developer/transactional/docs/webhooks/
Signature: https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/

The secret is the webhook's key. What is signed is the URL, letter by letter as it stands at
Mandrill, and every field of the form. No time is signed: a call that is played again is the same
call, which is kept once, and its events count once.

While a webhook is being set up it has no key yet: Mandrill first asks whether the address is there
(HEAD), then posts an empty list signed with the words "test-webhook". In that list there is nothing
that could be believed, so it is.

Not verified on a live account: that empty list.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl

from pydantic import SecretStr

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
    table,
)
from digest.transports.webhooks.signatures import is_same

_SIGNATURE = "x-mandrill-signature"
_EVENTS = "mandrill_events"
_FORM = "application/x-www-form-urlencoded"
_KEY_OF_A_TEST = b"test-webhook"

# Their words → ours. What came in, and changes of the account's own lists, are none of ours.
_KINDS: Mapping[str, EventKind] = MappingProxyType(
    {
        "send": EventKind.ACCEPTED,
        "reject": EventKind.REJECTED,
        "delivered": EventKind.DELIVERED,
        "deferral": EventKind.DEFERRED,
        "hard_bounce": EventKind.BOUNCED,
        "soft_bounce": EventKind.BOUNCED,
        "spam": EventKind.COMPLAINED,
        "unsub": EventKind.UNSUBSCRIBED,
        "open": EventKind.OPENED,
        "click": EventKind.CLICKED,
    }
)


class MandrillWebhook(SelfContained):
    """Verifies and reads the calls of one webhook."""

    name = "mandrill"

    def __init__(self, secret: SecretStr) -> None:
        self._key = secret.get_secret_value().strip().encode()

    def verify(self, call: WebhookCall, certificate: bytes | None, now: dt.datetime) -> None:
        """Make sure that the webhook's key signed the call.

        Raises:
            ForgedError: it did not.
        """
        del certificate, now
        try:
            form = _form(call)
        except ValueError:
            raise ForgedError("the call is no form") from None
        is_empty = form.get(_EVENTS) == "[]"
        given = call.headers.get(_SIGNATURE, "")
        keys = (self._key, _KEY_OF_A_TEST) if is_empty else (self._key,)
        if not any(is_same(_signature(each, call.url, form), given) for each in keys):
            raise ForgedError(
                "the signature is not that of the configured key and the address "
                f"{call.url.partition('?')[0]}, which must stand at Mandrill letter by letter"
            )

    def events(self, call: WebhookCall) -> tuple[Event, ...]:
        """Read the events of a call; what is none of ours is left out.

        Raises:
            ValueError: there is no list of them.
        """
        told = parsed(_form(call).get(_EVENTS, ""))
        if not isinstance(told, list):
            raise ValueError("the form has no list of events")  # noqa: TRY004 - bad data
        events = map(_event, rows(told))
        return tuple(each for each in events if each is not None)


def _event(told: Fields) -> Event | None:
    message = table(told.get("msg"))
    kind, email = _KINDS.get(line(told.get("event"))), address(message.get("email"))
    if kind is None or not email:
        return None
    marks, message_id = table(message.get("metadata")), line(told.get("_id"), message.get("_id"))
    return Event(
        id=fingerprint(told.get("event"), told.get("ts"), message_id, email),
        kind=kind,
        email=email,
        at=since_1970(told.get("ts")),
        delivery_id=delivery_id(marks),
        reference=reference(marks),
        message_id=message_id,
        is_hard=told.get("event") == "hard_bounce",
        reason=line(message.get("diag"), message.get("bounce_description"), _reject(message)),
        body=kept(told),
    )


def _reject(message: Fields) -> object:
    """Why it was rejected: a word, or an object with one."""
    reject = message.get("reject")
    return table(reject).get("reason", reject)


def _signature(key: bytes, url: str, form: Mapping[str, str]) -> str:
    signed = url + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(key, signed.encode("utf-8", "replace"), hashlib.sha1)
    return base64.b64encode(digest.digest()).decode()


def _form(call: WebhookCall) -> Mapping[str, str]:
    """The fields of a call's form.

    Raises:
        ValueError: it is none, or says a field twice, of which only one would be signed.
    """
    if call.content_type != _FORM:
        raise ValueError("the body is no form")
    pairs = parse_qsl(call.body.decode(), keep_blank_values=True, strict_parsing=True)
    form = dict(pairs)
    if len(form) != len(pairs):
        raise ValueError("the form says a field twice")
    return form

"""Amazon SES's events, which come through Amazon SNS.

Events:     https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
Of senders: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html

The secret is the ARN of the topic that the configuration set publishes to: SNS signs with a key of
Amazon's, so what is to be known is whose topic it is. Our tags come back with each event.

SES publishes its own words in one of two forms, for a configuration set (``eventType``) or for a
verified sender (``notificationType``); only the first brings the tags along. An event's time is
that of the envelope, which is signed and there in every form.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pydantic import SecretStr

from digest.errors import ConfigError
from digest.model.event import Event, EventKind
from digest.transports.webhook import WebhookCall
from digest.transports.webhooks import sns
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

_TOPIC = re.compile(
    r"arn:aws(?:-[a-z-]+)?:sns:[a-z]{2}(?:-[a-z]+)+-[0-9]:[0-9]{12}:[A-Za-z0-9_-]{1,256}"
)

# Their words → ours, and the part of an event that says more.
_KINDS: Mapping[str, tuple[EventKind, str]] = MappingProxyType(
    {
        "Send": (EventKind.ACCEPTED, "send"),
        "Reject": (EventKind.REJECTED, "reject"),
        "Rendering Failure": (EventKind.REJECTED, "failure"),
        "Delivery": (EventKind.DELIVERED, "delivery"),
        "DeliveryDelay": (EventKind.DEFERRED, "deliveryDelay"),
        "Bounce": (EventKind.BOUNCED, "bounce"),
        "Complaint": (EventKind.COMPLAINED, "complaint"),
        "Subscription": (EventKind.UNSUBSCRIBED, "subscription"),
        "Open": (EventKind.OPENED, "open"),
        "Click": (EventKind.CLICKED, "click"),
    }
)
# Where a part names the recipients it is about; the others are about those of the message.
_RECIPIENTS = ("bouncedRecipients", "complainedRecipients", "delayedRecipients", "recipients")


class SesWebhook:
    """Verifies and reads the calls of one topic."""

    name = "ses"

    def __init__(self, secret: SecretStr) -> None:
        self._topic = _topic(secret.get_secret_value().strip())

    def certificate_url(self, call: WebhookCall) -> str:
        """Where the certificate stands that the call is signed with.

        Raises:
            ForgedError: it is not Amazon's place, or the call is of another topic.
        """
        return sns.certificate_url(sns.of_topic(call, self._topic))

    def verify(self, call: WebhookCall, certificate: bytes | None, now: dt.datetime) -> None:
        """Make sure that the call was published to our topic, not long ago.

        Raises:
            ForgedError: it was not, or long ago.
        """
        told = sns.of_topic(call, self._topic, now)
        sns.certificate_url(told)
        sns.verify(told, certificate, now)

    def confirmation_url(self, call: WebhookCall) -> str | None:
        """Where the topic's subscription is confirmed; None where the call asks for none.

        Raises:
            ForgedError: it is not Amazon's place.
        """
        return sns.confirmation_url(sns.of_topic(call, self._topic))

    def events(self, call: WebhookCall) -> tuple[Event, ...]:
        """Read the events of a call, one for each recipient; what is none of ours gives none.

        Raises:
            ValueError: the body is no message of SNS.
        """
        told = sns.envelope(call)
        return tuple(_events(told)) if told.get("Type") == sns.NOTIFICATION else ()


def _events(told: Fields) -> Iterator[Event]:
    published = sns.message(told)
    word = line(published.get("eventType"), published.get("notificationType"))
    if word not in _KINDS:
        return
    kind, name = _KINDS[word]
    part, mail = table(published.get(name)), table(published.get("mail"))
    if not _is_meant(kind, part):
        return
    marks = table(mail.get("tags"))
    for recipient in _recipients(part, mail):
        if email := address(recipient.get("emailAddress")):
            yield Event(
                id=fingerprint(told.get("MessageId"), email),
                kind=kind,
                email=email,
                at=moment(told.get("Timestamp")),
                delivery_id=delivery_id(marks),
                reference=reference(marks),
                message_id=line(mail.get("messageId")),
                is_hard=kind is EventKind.BOUNCED and part.get("bounceType") == "Permanent",
                reason=_reason(part, recipient),
                body=kept(published),
            )


def _is_meant(kind: EventKind, part: Fields) -> bool:
    """Whether a complaint is one, and not its opposite; and whether somebody left altogether."""
    if kind is EventKind.COMPLAINED:
        return part.get("complaintFeedbackType") != "not-spam"
    if kind is EventKind.UNSUBSCRIBED:
        return table(part.get("newTopicPreferences")).get("unsubscribeAll") is True
    return True


def _recipients(part: Fields, mail: Fields) -> Iterator[Fields]:
    named = next((part[each] for each in _RECIPIENTS if each in part), mail.get("destination"))
    for each in named if isinstance(named, list) else ():
        yield table(each) or {"emailAddress": each}


def _reason(part: Fields, recipient: Fields) -> str:
    """Why it came to that, in the receiving server's words where there are some."""
    return line(
        *(recipient.get("diagnosticCode"), part.get("reason"), part.get("errorMessage")),
        *(part.get("complaintFeedbackType"), part.get("delayType"), part.get("bounceSubType")),
    )


def _topic(text: str) -> str:
    if _TOPIC.fullmatch(text):
        return text
    raise ConfigError(
        "config.toml",
        ("transport.webhook_secret is not the ARN of a topic at Amazon SNS",),
        hint="Copy it from the topic's page: arn:aws:sns:REGION:ACCOUNT:NAME.",
    )

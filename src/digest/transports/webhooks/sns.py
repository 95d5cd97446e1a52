"""Amazon SNS: the envelope in which events of Amazon come, and how it is shown to be of our topic.

Messages:  https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
Signature: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
Retries:   https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html

Anybody with an account at Amazon can have SNS call us, with a signature that is right. What it
proves is which topic a message was published to; so the topic is pinned, and looked at before
anything is fetched on a caller's word. Its name need not be secret: only its owner publishes there.

The certificate is fetched from Amazon's own host, over TLS, from the one path certificates stand
at; whatever else Amazon serves there on a customer's behalf is not at such a path.

SNS calls again for an hour at most when nobody answers, with the time of the first call.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm

from digest.transports.webhook import ForgedError, WebhookCall
from digest.transports.webhooks.fields import Fields, moment, parsed, table
from digest.transports.webhooks.freshness import refuse_stale
from digest.transports.webhooks.signatures import is_same, unpacked

_HOST = r"sns\.[a-z]{2}(?:-[a-z]+)+-[0-9]\.amazonaws\.com(?:\.cn)?"
_CERTIFICATE = re.compile(rf"https://{_HOST}/SimpleNotificationService-[0-9A-Za-z]{{1,64}}\.pem")
_CONFIRMATION = re.compile(rf"https://{_HOST}/\?[!-~]{{1,2000}}")
_LAST_CALL = dt.timedelta(hours=1)
_SMALLEST_KEY = 2048  # bits

NOTIFICATION, _SUBSCRIPTION = "Notification", "SubscriptionConfirmation"
_SIGNED_OF_A_NOTICE = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_SIGNED_OF_A_SUBSCRIPTION = (
    *("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
)
_SIGNED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        NOTIFICATION: _SIGNED_OF_A_NOTICE,
        _SUBSCRIPTION: _SIGNED_OF_A_SUBSCRIPTION,
        "UnsubscribeConfirmation": _SIGNED_OF_A_SUBSCRIPTION,
    }
)
_HASHES: Mapping[str, HashAlgorithm] = MappingProxyType(
    {
        "1": SHA1(),  # noqa: S303 - what SNS signs with, unless the topic is told otherwise
        "2": SHA256(),
    }
)


def envelope(call: WebhookCall) -> Fields:
    """Read the envelope.

    Raises:
        ValueError: the body is none.
    """
    told = parsed(call.body)
    if not isinstance(told, dict):
        raise ValueError("the body is no message of SNS")  # noqa: TRY004 - bad data
    return told


def message(told: Fields) -> Fields:
    """What was published: an object; an empty one for SNS's own notices, which are plain text."""
    try:
        return table(parsed(_text(told, "Message")))
    except ValueError:
        return {}


def of_topic(call: WebhookCall, topic: str, now: dt.datetime | None = None) -> Fields:
    """Read the envelope of a call that says it is of our topic, and of now.

    Raises:
        ForgedError: it does not say so; or it comes without an envelope.
    """
    if call.headers.get("x-amz-sns-rawdelivery", "").lower() == "true":
        raise ForgedError(
            "a message in raw delivery has no signature: "
            "switch off raw message delivery for the subscription at Amazon SNS"
        )
    try:
        told = envelope(call)
    except ValueError:
        raise ForgedError("the call is no message of SNS") from None
    if not is_same(topic, _text(told, "TopicArn")):
        raise ForgedError("the topic is not the one in webhook_secret")
    if now is not None:
        refuse_stale(moment(told.get("Timestamp")), now, within=_LAST_CALL)
    return told


def certificate_url(told: Fields) -> str:
    """Where the certificate stands that a message is signed with.

    Raises:
        ForgedError: it names a place that is not Amazon's.
    """
    url = _text(told, "SigningCertURL")
    if not _CERTIFICATE.fullmatch(url):
        raise ForgedError("the certificate does not stand where those of Amazon SNS do")
    return url


def verify(told: Fields, certificate: bytes | None, now: dt.datetime) -> None:
    """Make sure that a certificate's key signed a message.

    Raises:
        ForgedError: it did not.
    """
    hashed = _HASHES.get(_text(told, "SignatureVersion"))
    if hashed is None:
        raise ForgedError("the signature is of a version that is not known")
    signature, signed = unpacked(_text(told, "Signature")), _signed(told)
    try:
        _key(certificate or b"", now).verify(signature, signed, PKCS1v15(), hashed)
    except InvalidSignature:
        raise ForgedError("the signature is not that of Amazon's certificate") from None
    except UnsupportedAlgorithm:
        raise ForgedError(
            "this machine does not verify SHA-1: set SignatureVersion of the topic to 2"
        ) from None


def confirmation_url(told: Fields) -> str | None:
    """Where a subscription is confirmed; None where none is asked for.

    Raises:
        ForgedError: it leads to a place that is not Amazon's, or confirms something else.
    """
    if told.get("Type") != _SUBSCRIPTION:
        return None
    url = _text(told, "SubscribeURL")
    asked = dict(parse_qsl(urlsplit(url).query)) if _CONFIRMATION.fullmatch(url) else {}
    if (asked.get("Action"), asked.get("TopicArn")) != (
        "ConfirmSubscription",
        told.get("TopicArn"),
    ):
        raise ForgedError("the confirmation does not lead to Amazon SNS, or not to this topic")
    return url


def _signed(told: Fields) -> bytes:
    """What is signed: names and values line by line, so that a value must not pass for a name."""
    names = _SIGNED.get(_text(told, "Type"))
    if names is None:
        raise ForgedError("the message is of a type that is not known")
    given = {name: _text(told, name) for name in names if name != "Subject" or told.get(name)}
    if any("\n" in value for name, value in given.items() if name != "Message"):
        raise ForgedError("a field of the message has lines where it must be one")
    return "".join(f"{name}\n{value}\n" for name, value in given.items()).encode("utf-8", "replace")


def _key(certificate: bytes, now: dt.datetime) -> RSAPublicKey:
    try:
        found = x509.load_pem_x509_certificate(certificate)
        key = found.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise ForgedError("the certificate cannot be read") from None
    if not found.not_valid_before_utc <= now <= found.not_valid_after_utc:
        raise ForgedError("the certificate is not valid now")
    if not isinstance(key, RSAPublicKey) or key.key_size < _SMALLEST_KEY:
        raise ForgedError("the certificate is not one that SNS signs with")
    return key


def _text(told: Fields, name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""

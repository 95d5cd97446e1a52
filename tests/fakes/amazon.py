"""Amazon SNS on this machine: a key, a certificate, and envelopes signed as SNS signs them."""

import base64
import datetime as dt
import json
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from digest.fetch.failures import Cause, FetchError
from digest.fetch.fetcher import Fetched
from digest.transports.webhook import WebhookCall

TOPIC = "arn:aws:sns:eu-central-1:123456789012:newsletter"
HOST = "https://sns.eu-central-1.amazonaws.com"
CERTIFICATE_URL = f"{HOST}/SimpleNotificationService-0123456789abcdef.pem"
CONFIRMATION_URL = (
    f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC.replace(':', '%3A')}&Token=2336412f37"
)
NOW = dt.datetime(2023, 9, 1, 10, tzinfo=dt.UTC)
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        *("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    ),
}


@cache
def a_key(bits=2048, name="one"):
    """A key of Amazon's; another name gives another."""
    del name
    return generate_private_key(65537, bits)


@cache
def a_certificate(key=None, since=NOW - dt.timedelta(days=30), days=365):
    """A certificate for a key, as it stands at Amazon's."""
    key = key or a_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(since)
        .not_valid_after(since + dt.timedelta(days=days))
        .sign(key, SHA256())
    )
    return made.public_bytes(Encoding.PEM)


def published(message, **changes):
    """An envelope with what SES published, not signed yet."""
    return {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Message": message if isinstance(message, str) else json.dumps(message),
        "Timestamp": NOW.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        **changes,
    }


def subscription(**changes):
    """The envelope that asks to confirm a subscription."""
    wanted = {"Type": "SubscriptionConfirmation", "Token": "2336412f37"}
    return published("You have chosen to subscribe …", **wanted, SubscribeURL=CONFIRMATION_URL) | (
        changes
    )


def signed(envelope, version="2", key=None):
    """The same with a signature."""
    names = SIGNED.get(envelope["Type"], ())
    text = "".join(f"{name}\n{envelope[name]}\n" for name in names if name in envelope)
    hashed = {"1": SHA1(), "2": SHA256()}.get(version, SHA256())  # noqa: S303 - as SNS does
    signature = (key or a_key()).sign(text.encode(), PKCS1v15(), hashed)
    return {
        "SignatureVersion": version,
        "Signature": base64.b64encode(signature).decode(),
        "SigningCertURL": CERTIFICATE_URL,
        **envelope,
    }


def a_call(envelope, **headers):
    """A call with an envelope, as SNS makes it."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return WebhookCall(
        "https://news.example.org/webhooks/ses",
        {"content-type": "text/plain; charset=UTF-8", **names},
        envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode(),
    )


class Hosts:
    """Amazon's hosts in place of a fetcher: a document where there is one, else its error."""

    def __init__(self, pages):
        self.pages, self.asked = pages, []

    def get(self, url, *, private, max_bytes=None):
        """Give a document; the addresses of Amazon are public ones."""
        assert private == ()
        self.asked.append(url)
        if url not in self.pages:
            raise FetchError(f"{url}: is not there (404).", cause=Cause.REFUSED, status=404)
        body = self.pages[url]
        assert max_bytes is None or len(body) <= max_bytes
        return Fetched(url, 200, {}, body, None, None)

"""Every transport there is, opened against what stands for its other side here.

A way has ``transport``, ``arrived()`` (the messages that came through it, as it keeps them) and,
where it calls somebody, ``fake``.
"""

from __future__ import annotations

import base64
import datetime as dt
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from email.utils import getaddresses
from functools import partial

from pydantic import SecretStr

from digest.transports.brevo import BrevoSettings
from digest.transports.folder import FolderSettings
from digest.transports.mailgun import MailgunSettings
from digest.transports.mailjet import MailjetSettings
from digest.transports.mandrill import MandrillSettings
from digest.transports.memory import MemoryTransport
from digest.transports.opening import open_transport
from digest.transports.postmark import PostmarkSettings
from digest.transports.resend import ResendSettings
from digest.transports.sendgrid import SendGridSettings
from digest.transports.ses import SesSettings
from digest.transports.smtp import SmtpSettings
from digest.transports.sparkpost import SparkPostSettings
from digest.transports.wire import Wire
from fakes.brevo import FakeBrevo
from fakes.mailgun import FakeMailgun
from fakes.mailjet import FakeMailjet
from fakes.mandrill import FakeMandrill
from fakes.postmark import FakePostmark
from fakes.resend import FakeResend
from fakes.sendgrid import FakeSendGrid
from fakes.ses import FakeSes
from fakes.smtp import FakeSmtp
from fakes.sparkpost import FakeSparkPost

KEY = "key-test"
SECRETS = (KEY, *(base64.b64encode(f"{name}:{KEY}".encode()).decode() for name in ("api", KEY)))
WITHOUT_LIST_ID = {"mailjet"}  # it forbids the header


def clock():
    return dt.datetime.now(dt.UTC)


class Memory:
    def __init__(self):
        self.transport = MemoryTransport()

    def arrived(self):
        return [each.message for each in self.transport.kept]


class Folder:
    def __init__(self, workspace):
        self.transport = opened(FolderSettings(kind="folder"), workspace)
        self._outbox = workspace / "outbox"

    def arrived(self):
        return [path.read_bytes() for path in sorted(self._outbox.glob("*.eml"))]


class ThroughMailgun:
    def __init__(self, fake, workspace):
        self.transport = opened(settings_of("mailgun", fake.url), workspace)
        self.fake = fake

    def arrived(self):
        form = self.fake.forms[-1] if self.fake.forms else {"to": []}
        names = {email: name for name, email in getaddresses(form["to"])}
        return [
            self.fake.message(each.email)
            | {"h:To": f"{names.get(each.email, '')} <{each.email}>".lstrip()}
            for each in self.fake.taken
        ]


class ThroughSmtp:
    def __init__(self, fake, workspace):
        settings = SmtpSettings(kind="smtp", host="127.0.0.1", port=fake.port, security="none")
        self.transport = opened(settings, workspace)
        self.fake = fake

    def arrived(self):
        return [each.message for each in self.fake.taken]


class ThroughEsp:
    """Through a fake whose messages have headers, a text and HTML, as their readers get them."""

    def __init__(self, kind, fake, workspace):
        self.transport = opened(settings_of(kind, fake.url), workspace)
        self.fake = fake

    def arrived(self):
        return list(self.fake.taken)


_KEY = {"env": "KEY"}
ESPS = {
    "brevo": partial(BrevoSettings, api_key=_KEY),
    "mailgun": partial(MailgunSettings, api_key=_KEY, domain="mg.example.org"),
    "mailjet": partial(MailjetSettings, api_key=_KEY, secret_key=_KEY),
    "mandrill": partial(MandrillSettings, api_key=_KEY),
    "postmark": partial(PostmarkSettings, server_token=_KEY),
    "resend": partial(ResendSettings, api_key=_KEY, rate=None),
    "sendgrid": partial(SendGridSettings, api_key=_KEY),
    "ses": partial(SesSettings, region="eu-central-1", access_key_id=_KEY, secret_access_key=_KEY),
    "sparkpost": partial(SparkPostSettings, api_key=_KEY),
}
FAKES = {
    "brevo": FakeBrevo,
    "mailgun": FakeMailgun,
    "mailjet": FakeMailjet,
    "mandrill": FakeMandrill,
    "postmark": FakePostmark,
    "resend": FakeResend,
    "sendgrid": FakeSendGrid,
    "ses": FakeSes,
    "smtp": FakeSmtp,
    "sparkpost": FakeSparkPost,
}
_OF_ITS_KIND = {"mailgun": ThroughMailgun, "smtp": ThroughSmtp}
WAYS = ("memory", "folder", *FAKES)


def settings_of(kind, url):
    """Give an ESP's settings, as config.toml would have them."""
    return ESPS[kind](kind=kind, base_url=url)


def opened(settings, workspace):
    return open_transport(
        settings, workspace=workspace, secret=lambda _: SecretStr(KEY), clock=clock
    )


@contextmanager
def way_of(kind, workspace):
    """Open a transport of a kind, and close it."""
    if kind not in FAKES:
        yield Memory() if kind == "memory" else Folder(workspace)
        return
    with FAKES[kind]() as fake:
        through = _OF_ITS_KIND.get(kind, partial(ThroughEsp, kind))(fake, workspace)
        yield through
        through.transport.close()


@contextmanager
def at(kind, address, workspace, read_seconds=5.0):
    """Open an ESP's transport at an address, with as much patience as a test has."""
    url = f"http://{address}"
    transport = opened(settings_of(kind, url), workspace)
    transport.close()
    transport._wire = Wire(url, connect_seconds=2, read_seconds=read_seconds)
    yield transport
    transport.close()


def post(way, letter, batch):
    """Post a batch in as many calls as the transport needs for it."""
    size = way.transport.capabilities.batch_size
    receipts = []
    for start in range(0, len(batch.recipients), size):
        part = replace(batch, recipients=batch.recipients[start : start + size])
        receipts += way.transport.post(letter, part)
    return receipts


def read(arrived):
    """Read a message, whether it came as bytes or as what an ESP makes of it."""
    if isinstance(arrived, dict):
        heads = {name[2:]: value for name, value in arrived.items() if name.startswith("h:")}
        return heads | {
            "From": arrived["from"],
            "Subject": arrived["subject"],
            "text": arrived["text"],
            "html": arrived["html"].replace("&#37;", "%"),
        }
    if not isinstance(arrived, bytes):
        html = arrived.html.replace("&#123;", "{").replace("&#91;", "[")
        return arrived.headers | {"text": arrived.text, "html": html}
    message = message_from_bytes(arrived, policy=SMTP)
    bodies = {
        part: message.get_body((kind,)).get_content().replace("\r\n", "\n")
        for part, kind in (("text", "plain"), ("html", "html"))
    }
    return {name: str(value) for name, value in message.items()} | bodies

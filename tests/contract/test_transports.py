"""What every transport must do: one suite, over all of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from functools import partial

import pytest
from pydantic import SecretStr

from digest.errors import NotSentError
from digest.model.mailing import DeliveryState
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
from fakes.brevo import FakeBrevo
from fakes.letters import LINK, a_batch, a_letter, a_recipient
from fakes.mailgun import FakeMailgun
from fakes.mailjet import FakeMailjet
from fakes.mandrill import FakeMandrill
from fakes.postmark import FakePostmark
from fakes.resend import FakeResend
from fakes.sendgrid import FakeSendGrid
from fakes.ses import FakeSes
from fakes.smtp import FakeSmtp
from fakes.sparkpost import FakeSparkPost

ACCEPTED, REJECTED = DeliveryState.ACCEPTED, DeliveryState.REJECTED


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
        settings = MailgunSettings(
            kind="mailgun", domain=fake.domain, api_key={"env": "KEY"}, base_url=fake.url
        )
        self.transport = opened(settings, workspace)
        self._fake = fake

    def arrived(self):
        return [self._fake.message(each.email) for each in self._fake.taken]


class ThroughSmtp:
    def __init__(self, fake, workspace):
        settings = SmtpSettings(kind="smtp", host="127.0.0.1", port=fake.port, security="none")
        self.transport = opened(settings, workspace)
        self._fake = fake

    def arrived(self):
        return [each.message for each in self._fake.taken]


class ThroughEsp:
    """Through a fake whose messages have headers, a text and HTML, as their readers get them."""

    def __init__(self, settings, fake, workspace, *, keys=("api_key",), **others):
        kind = settings.model_fields["kind"].annotation.__args__[0]
        keyed = {name: {"env": "KEY"} for name in keys}
        whole = settings(kind=kind, base_url=fake.url, **keyed, **others)
        self.transport = opened(whole, workspace)
        self._fake = fake

    def arrived(self):
        return list(self._fake.taken)


def opened(settings, workspace):
    return open_transport(
        settings, workspace=workspace, secret=lambda _: SecretStr("key-test"), clock=clock
    )


THROUGH = {
    "mailjet": (
        FakeMailjet,
        partial(ThroughEsp, MailjetSettings, keys=("api_key", "secret_key")),
    ),
    "mandrill": (FakeMandrill, partial(ThroughEsp, MandrillSettings)),
    "brevo": (FakeBrevo, partial(ThroughEsp, BrevoSettings)),
    "mailgun": (FakeMailgun, ThroughMailgun),
    "postmark": (FakePostmark, partial(ThroughEsp, PostmarkSettings, keys=("server_token",))),
    "resend": (FakeResend, partial(ThroughEsp, ResendSettings)),
    "sendgrid": (FakeSendGrid, partial(ThroughEsp, SendGridSettings)),
    "ses": (
        FakeSes,
        partial(
            ThroughEsp,
            SesSettings,
            keys=("access_key_id", "secret_access_key"),
            region="eu-central-1",
        ),
    ),
    "smtp": (FakeSmtp, ThroughSmtp),
    "sparkpost": (FakeSparkPost, partial(ThroughEsp, SparkPostSettings)),
}
WITHOUT_LIST_ID = {"mailjet"}  # it forbids the header


@pytest.fixture(params=["memory", "folder", *THROUGH])
def way(request, tmp_path):
    if request.param in THROUGH:
        a_fake, a_way = THROUGH[request.param]
        with a_fake() as fake:
            through = a_way(fake, tmp_path)
            yield through
            through.transport.close()
    else:
        yield Memory() if request.param == "memory" else Folder(tmp_path)


def post(way, letter, batch):
    """Post a batch in as many calls as the transport needs for it."""
    size = way.transport.capabilities.batch_size
    receipts = []
    for start in range(0, len(batch.recipients), size):
        part = replace(batch, recipients=batch.recipients[start : start + size])
        receipts += way.transport.post(letter, part)
    return receipts


def read(arrived):
    """Read a message, whether it came as bytes or as what an ESP makes it of."""
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


def test_everybody_gets_one_receipt(way):
    batch = a_batch()
    receipts = post(way, a_letter(), batch)
    assert [each.delivery_id for each in receipts] == [1, 2, 3]
    assert {each.state for each in receipts} == {ACCEPTED}
    assert all(each.receipt for each in receipts)


def test_everybody_gets_one_message_with_a_link_of_their_own(way):
    post(way, a_letter(), a_batch())
    messages = [read(each) for each in way.arrived()]
    assert len(messages) == 3
    for number, message in enumerate(messages, start=1):
        link = f"https://news.example.org/unsubscribe/token-of-{number}"
        assert message["List-Unsubscribe"] == f"<{link}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        if way.transport.name not in WITHOUT_LIST_ID:
            assert message["List-Id"] == "News from our Members <members-news.example.org>"
        assert message["Reply-To"] == "secretariat@example.org"
        assert message["From"] == "The Network <news@example.org>"
        assert message["Subject"] == "News from our Members – September 2023"
        assert message["text"] == f"Café\n\nUnsubscribe: {link}\n"
        assert message["html"] == f'<p>Café</p>\n<a href="{link}">Unsubscribe</a>\n'


def test_nobody_reads_anybody_elses_token_or_address(way):
    post(way, a_letter(), a_batch())
    for number, arrived in enumerate(way.arrived(), start=1):
        message = read(arrived)
        message.pop("recipient-variables", None)
        others = {1, 2, 3} - {number}
        for other in others:
            assert f"token-of-{other}" not in str(message)
            assert f"reader{other}@" not in str(message)


@pytest.mark.parametrize(
    "written", ["%recipient.email%", "{{ 7*7 }}", "[[body:1]]", "100%", "%unsubscribe_url%", ".\n."]
)
def test_members_text_arrives_as_it_was_written(way, written):
    letter = a_letter(text=f"{written}\n{LINK}\n", html=f"<p>{written}</p>{LINK}\n")
    post(way, letter, a_batch(a_recipient(1)))
    [message] = map(read, way.arrived())
    link = "https://news.example.org/unsubscribe/token-of-1"
    assert message["text"] == f"{written}\n{link}\n"
    assert message["html"] == f"<p>{written}</p>{link}\n"


@pytest.mark.parametrize(
    "name",
    [
        "Ann\r\nBcc: all@example.com",
        "Ann\x00",
        "\u202etxt.exe",
        'Ann" <all@example.com>, "',
        "all@example.com, ",
        "%recipient.token%",
        "é" * 500,
        "=?utf-8?q?=0D=0ABcc:_all@example.com?=",
    ],
)
def test_a_hostile_name_does_no_harm(way, name):
    batch = a_batch(a_recipient(1, name=name), a_recipient(2))
    receipts = post(way, a_letter(), batch)
    assert {each.state for each in receipts} == {ACCEPTED}
    messages = [read(each) for each in way.arrived()]
    assert len(messages) == 2
    assert messages[0].keys() == messages[1].keys()


@pytest.mark.parametrize("email", ["nobody", "a@b@c.org", "a@b.org\r\nX: 1", "rené@example.org"])
def test_who_cannot_be_written_to_is_rejected_alone(way, email):
    batch = a_batch(a_recipient(1), a_recipient(2, email=email), a_recipient(3))
    receipts = post(way, a_letter(), batch)
    assert Counter(each.state for each in receipts) == {ACCEPTED: 2, REJECTED: 1}
    [rejected] = (each for each in receipts if each.state is REJECTED)
    assert rejected.delivery_id == 2
    assert rejected.reason
    assert len(way.arrived()) == 2


def test_a_letter_that_cannot_be_written_leaves_for_nobody(way):
    with pytest.raises(NotSentError) as caught:
        post(way, a_letter(subject="News\r\nBcc: all@example.com"), a_batch())
    assert caught.value.retry_after is None
    assert way.arrived() == []


def test_a_look_up_finds_what_was_posted_and_nothing_else(way):
    posted, other = a_batch(number=1), a_batch(a_recipient(9), number=2)
    assert way.transport.lookup(a_letter(), posted, clock()) == ()
    post(way, a_letter(), posted)
    found = way.transport.lookup(a_letter(), posted, clock())
    if not way.transport.capabilities.lookup:
        assert found == ()
        return
    assert sorted((each.delivery_id, each.state) for each in found) == [
        (1, ACCEPTED),
        (2, ACCEPTED),
        (3, ACCEPTED),
    ]
    assert way.transport.lookup(a_letter(), other, clock()) == ()


def test_a_replay_sends_nobody_twice_where_that_is_promised(way):
    for _ in range(2):
        post(way, a_letter(), a_batch())
    can = way.transport.capabilities
    assert len(way.arrived()) == (3 if can.replay or can.idempotent_seconds else 6)


def test_a_batch_may_be_as_large_as_is_promised(way):
    size = way.transport.capabilities.batch_size
    batch = a_batch(*(a_recipient(each) for each in range(1, size + 1)))
    assert len(post(way, a_letter(), batch)) == size
    assert len(way.arrived()) == size
    if way.transport.capabilities.lookup:
        assert len(way.transport.lookup(a_letter(), batch, clock())) == size


def test_the_probe_is_a_sentence_and_sends_nothing(way):
    sentence = way.transport.probe()
    assert sentence.startswith(f"{way.transport.name}: ")
    assert sentence.endswith(".")
    assert way.arrived() == []


def test_closing_twice_is_closing_once(way):
    way.transport.close()
    way.transport.close()

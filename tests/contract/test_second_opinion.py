"""Our calls mean what django-anymail's mean for the same message; every difference has a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from pydantic import SecretStr

from digest.transports.brevo import Brevo
from digest.transports.mailgun import Mailgun
from digest.transports.mailjet import Mailjet
from digest.transports.mandrill import Mandrill
from digest.transports.postmark import Postmark
from digest.transports.resend import Resend
from digest.transports.sendgrid import SendGrid
from digest.transports.ses import Ses, SesSettings
from digest.transports.sparkpost import SparkPost
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.meanings import meanings
from fakes.second_opinion import OPINIONS, calls

# It still works, and nothing newer is known to us.
pytestmark = pytest.mark.filterwarnings("ignore:django-anymail has dropped official support")

NOW = dt.datetime(2023, 9, 1, 7, 0, tzinfo=dt.UTC)
KEY = SecretStr("key-test")
REFERENCE = {"env": "KEY"}
IN_EUROPE = SesSettings(
    kind="ses", region="eu-central-1", access_key_id=REFERENCE, secret_access_key=REFERENCE
)
ESPS = {
    "brevo": Brevo(KEY),
    "mailgun": Mailgun("example.org", KEY),
    "mailjet": Mailjet(KEY, KEY),
    "mandrill": Mandrill(KEY),
    "postmark": Postmark(KEY, "broadcast"),
    "resend": Resend(KEY),
    "sendgrid": SendGrid(KEY),
    "ses": Ses(IN_EUROPE, KEY, KEY, lambda: NOW),
    "sparkpost": SparkPost(KEY),
}
LETTER = a_letter()
BATCH = a_batch(a_recipient(1), a_recipient(2, name="Müller, Ånn"), a_recipient(3, name=None))

_AS_APPROVED = "nothing of the letter is filled in, made up or written anew there"
_NO_TAG = "the batch is found by its metadata; tags would only fill the account's statistics"
_IN_TAGS = "ours are the ESP's own tags, which its events tell; anymail's travel in headers"
_ONCE = "posting again must send nothing twice; anymail never posts again"

# Where the two differ, and why.
DIFFERENT = {
    "brevo": {
        "header.Idempotencykey": _ONCE,
        "to": "a name with both punctuation and letters outside ASCII gets lost at Brevo: we leave "
        "out the punctuation, anymail encodes the name itself",
    },
    "mailgun": {
        "metadata.digest_batch": "the batch's tag says it, and comes back with each event",
        "metadata.digest_delivery": "the address says it: within a batch, it is one reader's",
        "o:tracking": "Mailgun's switch for everything, beside those for opens and clicks",
        "to": "a name with both punctuation and letters outside ASCII would show its quotes",
    },
    "mailjet": {
        "CustomID": "what the look-up asks for",
        "DeduplicateCampaign": _ONCE,
        "header.List-Unsubscribe-Post": "we repeat all headers in each message; anymail's stand in "
        "Globals, whose headers a message's own may replace",
        "tag": "a campaign is one variant of a mailing, not one batch: so nobody gets two of it",
    },
    "mandrill": {
        "async": "each message's result is waited for",
        "auto_html": _AS_APPROVED,
        "auto_text": _AS_APPROVED,
        "inline_css": _AS_APPROVED,
        "merge": _AS_APPROVED,
        "preserve_recipients": "one reader a call, and never another's address",
        "tag": _NO_TAG,
        "view_content_link": "no copy is kept: it would hold the reader's link",
    },
    "postmark": {
        "MessageStream": "newsletters go through a broadcast stream; it is a setting of anymail's",
        "tag": _NO_TAG,
    },
    "resend": {
        "header.X-Metadata": _IN_TAGS,
        "header.X-Tags": _IN_TAGS,
        "metadata.digest_batch": _IN_TAGS,
        "metadata.digest_delivery": _IN_TAGS,
    },
    "sendgrid": {
        "tracking_settings.click_tracking.enable_text": "links in the text are left alone as well",
        "tracking_settings.ganalytics.enable": "nothing is added to links",
        "tracking_settings.subscription_tracking.enable": "the links to unsubscribe are ours",
    },
    "ses": {
        "clicks": "switched off in the call; anymail leaves it to the configuration set",
        "opens": "switched off in the call; anymail leaves it to the configuration set",
        "header.X-Metadata": _IN_TAGS,
        "header.X-Tag": _IN_TAGS,
        "metadata.digest_batch": _IN_TAGS,
        "metadata.digest_delivery": _IN_TAGS,
    },
    "sparkpost": {
        "tag": "the events are asked for it, and find it surely without dashes only",
        "transactional": "SparkPost would put its own List-Unsubscribe in the place of ours",
    },
}


def ours(esp):
    """Read what our calls mean, in as many calls as the ESP needs."""
    described = ESPS[esp]
    size = described.capabilities.batch_size
    for start in range(0, len(BATCH.recipients), size):
        part = replace(BATCH, recipients=BATCH.recipients[start : start + size])
        call = described.request(LETTER, part, NOW)
        yield from meanings(esp, call.headers.get("Content-Type", ""), call.body)


@pytest.fixture(params=sorted(ESPS))
def both(request):
    esp = request.param
    theirs = [each for call in calls(esp, LETTER, BATCH) for each in meanings(esp, *call)]
    return esp, list(ours(esp)), theirs


def test_everybody_gets_one_message_of_what_matters(both):
    _esp, mine, theirs = both
    emails = [each.email for each in BATCH.recipients]
    for told in (mine, theirs):
        assert [each["to"][1] for each in told] == emails
        for number, each in enumerate(told, start=1):
            link = f"https://news.example.org/unsubscribe/token-of-{number}"
            assert each["header.List-Unsubscribe"] == f"<{link}>"
            assert link in each["text"]
            assert link in each["html"]


def test_every_difference_has_a_reason_and_every_reason_a_difference(both):
    esp, mine, theirs = both
    different = {
        name
        for my, their in zip(mine, theirs, strict=True)
        for name in my.keys() | their.keys()
        if my.get(name) != their.get(name)
    }
    assert different == DIFFERENT[esp].keys()


def test_every_esp_has_a_second_opinion():
    assert OPINIONS.keys() == ESPS.keys() == DIFFERENT.keys()

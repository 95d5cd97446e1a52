"""A mailing through each ESP whose answers get lost: nobody twice, nobody lost without a word."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from digest.model.mailing import DeliveryState
from digest.model.period import Period
from digest.model.rendered import TOKEN
from digest.transports.brevo import BrevoSettings
from digest.transports.mailjet import MailjetSettings
from digest.transports.opening import open_transport
from digest.transports.postmark import PostmarkSettings
from digest.transports.resend import ResendSettings
from digest.transports.sendgrid import SendGridSettings
from digest.transports.ses import SesSettings
from digest.workflows.send import carry, start
from fakes.brevo import FakeBrevo
from fakes.mailjet import FakeMailjet
from fakes.newsroom import HEAD, an_address
from fakes.offices import a_desk, a_dispatch, an_approved_issue
from fakes.postmark import FakePostmark
from fakes.resend import FakeResend
from fakes.sendgrid import FakeSendGrid
from fakes.ses import FakeSes

OCTOBER = Period("2023-10")
READERS, BATCH = 60, 10
KEY = {"env": "KEY"}
HERE = replace(HEAD, unsubscribe_url=f"https://news.example.org/unsubscribe/{TOKEN}")
FAULTS = ("lose-answer", "ok", "error-after", "error-before", "half", "html")

ESPS = {
    "brevo": (FakeBrevo, partial(BrevoSettings, kind="brevo", api_key=KEY)),
    "mailjet": (FakeMailjet, partial(MailjetSettings, kind="mailjet", api_key=KEY, secret_key=KEY)),
    "postmark": (FakePostmark, partial(PostmarkSettings, kind="postmark", server_token=KEY)),
    "sendgrid": (FakeSendGrid, partial(SendGridSettings, kind="sendgrid", api_key=KEY)),
    "resend": (FakeResend, partial(ResendSettings, kind="resend", api_key=KEY, rate=None)),
    "ses": (
        FakeSes,
        partial(
            SesSettings,
            kind="ses",
            region="eu-central-1",
            access_key_id=KEY,
            secret_access_key=KEY,
        ),
    ),
}


def clock():
    return dt.datetime.now(dt.UTC)


@pytest.fixture(params=ESPS)
def sending(request, sqlite_newsroom):
    """A mailing that has begun, through a fake that knows what it took."""
    a_fake, settings = ESPS[request.param]
    sqlite_newsroom.subscribe(READERS)
    with a_fake() as fake:
        transport = open_transport(
            settings(base_url=fake.url, batch_size=BATCH),
            workspace=Path(),
            secret=lambda _: SecretStr("key-test"),
            clock=clock,
        )
        desk = a_desk(sqlite_newsroom)
        an_approved_issue(desk, sqlite_newsroom, OCTOBER, clock())
        dispatch = replace(a_dispatch(sqlite_newsroom, transport, clock), head=HERE)
        yield fake, dispatch, start(desk, dispatch, OCTOBER)
        transport.close()


def carried(dispatch, mailing):
    books = carry(dispatch, mailing, lambda _count: None)
    assert books.balance
    return {state.value: books.count(state) for state in DeliveryState if books.count(state)}


def test_when_answers_are_lost_nobody_is_written_to_twice_and_nobody_is_forgotten(sending):
    fake, dispatch, mailing = sending
    fake.script.extend(FAULTS)
    for _ in range(2):  # what a run leaves in doubt, the next one settles
        books = carried(dispatch, mailing)
    took = Counter(each.email for each in fake.taken)
    assert set(took.values()) == {1}
    can = dispatch.transport.capabilities
    if can.replay or can.idempotent_seconds:
        assert books == {"accepted": READERS}
        assert len(took) == READERS
    elif can.lookup:  # one call never came, which no look-up can prove
        assert books == {"accepted": READERS - BATCH, "unknown": BATCH}
        assert len(took) == READERS - BATCH
    else:  # one call had an answer that could be read; and of the calls, one never came
        assert books == {"accepted": BATCH, "unknown": READERS - BATCH}
        assert len(took) == READERS - BATCH


def test_one_reader_who_is_refused_does_not_take_the_others_along(sending):
    fake, dispatch, mailing = sending
    bad = an_address(7)
    if isinstance(fake, FakeSes):
        fake.statuses[bad] = "INVALID_PARAMETER"
    else:
        fake.blocked.add(bad)
    assert carried(dispatch, mailing) == {"accepted": READERS - 1, "rejected": 1}
    assert bad not in {each.email for each in fake.taken}
    assert len(fake.taken) == READERS - 1

"""Several lines to a mail server at once: each carries messages of its own, and hangs up."""

import datetime as dt
from collections import Counter
from pathlib import Path
from threading import Barrier

import pytest
from pydantic import SecretStr, TypeAdapter

from digest.transports.opening import open_transport
from digest.transports.smtp import SmtpSettings
from digest.workflows.send import carry
from fakes.sendings import quietly, sending, settled
from fakes.smtp import FakeSmtp

READERS = 12
PATIENCE = 10.0  # seconds


@pytest.fixture
def newsroom(newsroom):
    newsroom.subscribe(READERS)
    return newsroom


def test_two_lines_carry_a_mailing_together(newsroom):
    with FakeSmtp() as fake:
        wanted = {"kind": "smtp", "host": "127.0.0.1", "port": fake.port, "security": "none"}
        settings = TypeAdapter(SmtpSettings).validate_python(wanted | {"connections": 2})
        both = Barrier(2)

        def opened():
            return open_transport(
                settings,
                workspace=Path(),
                secret=lambda _: SecretStr("x"),
                clock=lambda: dt.datetime.now(dt.UTC),
            )

        def opened_together():
            both.wait(PATIENCE)  # broken, and the test with it, where one line is used alone
            return opened()

        dispatch, mailing = sending(newsroom, opened(), open_transport=opened_together)
        assert dispatch.transport.capabilities.at_once == 2
        assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}
        assert fake.calls == 2
        assert set(Counter(each.email for each in fake.taken).values()) == {1}
        assert len(fake.taken) == READERS

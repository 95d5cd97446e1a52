"""Memory does what its script says, and keeps what was taken."""

import datetime as dt

import pytest

from digest.delivery.message import mime
from digest.errors import NotSentError, OutcomeUnknownError
from digest.transports.memory import Failure, MemoryTransport
from fakes.letters import a_batch, a_letter

NOW = dt.datetime(2023, 9, 1, tzinfo=dt.UTC)
LOST = Failure(OutcomeUnknownError("the answer was lost"), taken=True)
BUSY = Failure(NotSentError("later", retry_after=1))


def test_the_script_is_followed_and_then_all_goes_well():
    transport, letter, batch = MemoryTransport([BUSY, None, LOST]), a_letter(), a_batch()
    with pytest.raises(NotSentError):
        transport.post(letter, batch)
    assert transport.kept == ()
    assert len(transport.post(letter, batch)) == 3
    with pytest.raises(OutcomeUnknownError):
        transport.post(letter, batch)
    assert len(transport.kept) == 6
    assert len(transport.post(letter, batch)) == 3


def test_a_message_is_kept_as_it_would_travel():
    transport, batch = MemoryTransport(), a_batch()
    transport.post(a_letter(), batch)
    assert [(each.email, each.message) for each in transport.kept] == [
        (each.email, mime(a_letter(), each)) for each in batch.recipients
    ]


def test_what_was_not_taken_is_not_found():
    transport = MemoryTransport([BUSY])
    with pytest.raises(NotSentError):
        transport.post(a_letter(), a_batch())
    assert transport.lookup(a_letter(), a_batch(), NOW) == ()

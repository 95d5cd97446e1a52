"""Calls without a clear answer, one after the other: a mailing is not left in doubt as a whole."""

import pytest

from digest.errors import NotSentError, OutcomeUnknownError
from digest.model.mailing import MailingState
from digest.transports.contract import Capabilities
from digest.transports.memory import MemoryTransport
from digest.workflows.recover import steer
from digest.workflows.send import carry
from fakes.sendings import quietly, sending, settled

READERS = 30
ONE_BY_ONE = Capabilities(batch_size=1, replay=False, lookup=False)


@pytest.fixture
def newsroom(newsroom):
    newsroom.subscribe(READERS)
    return newsroom


class Mumbling(MemoryTransport):
    """Gives a clear answer to every so-manieth call; to none where it is told so."""

    def __init__(self, clear_every=None):
        super().__init__(capabilities=ONE_BY_ONE)
        self.clear_every, self.posts = clear_every, 0

    def post(self, letter, batch):
        self.posts += 1
        if self.clear_every and self.posts % self.clear_every == 0:
            return super().post(letter, batch)
        raise OutcomeUnknownError("mumbling answered 200, but not what became of the messages.")


def test_ten_in_a_row_stop_the_mailing_for_a_person(newsroom):
    transport = Mumbling()
    dispatch, mailing = sending(newsroom, transport)
    with pytest.raises(NotSentError, match=r"10 calls in a row.*answered 200") as caught:
        carry(dispatch, mailing, quietly)
    assert caught.value.retry_after is None
    assert "digest resume 2023-10" in caught.value.hint
    assert newsroom.mailings.state(mailing.id) is MailingState.PAUSED
    assert transport.posts == 10
    assert settled(newsroom.mailings.books(mailing.id, "")) == {"unknown": 10, "planned": 20}


def test_once_somebody_looked_it_goes_on(newsroom):
    transport = Mumbling()
    dispatch, mailing = sending(newsroom, transport)
    with pytest.raises(NotSentError):
        carry(dispatch, mailing, quietly)
    transport.clear_every = 1
    steer(dispatch.accounts, mailing.period, MailingState.RUNNING)
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": 20, "unknown": 10}


def test_a_clear_answer_in_between_shows_that_somebody_is_there(newsroom):
    dispatch, mailing = sending(newsroom, Mumbling(clear_every=10))
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": 3, "unknown": 27}

"""What the sending workflows make of everything a transport can answer."""

import datetime as dt
import email
from collections import Counter
from dataclasses import replace

import pytest

from digest.audience.tokens import read_test_token
from digest.delivery.retry import Retry
from digest.errors import (
    BatchRefusedError,
    NotAllowedError,
    NotSentError,
    OutcomeUnknownError,
)
from digest.model.issue import IssueState
from digest.model.mailing import DeliveryState, MailingState
from digest.model.rendered import TOKEN
from digest.transports.contract import Capabilities, PartlySentError
from digest.transports.memory import Failure, MemoryTransport
from digest.workflows.recover import steer
from digest.workflows.send import carry, start, start_test
from fakes.newsroom import HEAD
from fakes.offices import a_desk, a_dispatch, an_approved_issue
from fakes.sendings import NOW, OCTOBER, Clock, quietly, sending, settled

READERS = 12
ALONE = Capabilities(batch_size=100, replay=False, lookup=False, lookup_lag=30.0)


@pytest.fixture
def newsroom(newsroom):
    newsroom.subscribe(READERS)
    return newsroom


class Refusing(MemoryTransport):
    """Refuses every batch with one of these addresses in it; all of them where none is named."""

    def __init__(self, *addresses):
        super().__init__()
        self.addresses, self.posts = addresses, 0

    def post(self, letter, batch):
        self.posts += 1
        if not self.addresses or any(each.email in self.addresses for each in batch.recipients):
            raise BatchRefusedError("'to' parameter is not a valid address")
        return super().post(letter, batch)


def test_a_bad_address_is_found_by_halving_and_rejected_alone(newsroom):
    bad = sorted(each.email for each, _why in newsroom.subscribers.all())[4]
    dispatch, mailing = sending(newsroom, Refusing(bad))
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS - 1, "rejected": 1}
    (rejected,) = newsroom.mailings.deliveries(mailing.id, DeliveryState.REJECTED)
    assert rejected.email == bad
    assert "not a valid address" in rejected.reason


def test_a_fault_of_the_letter_rejects_nobody_and_is_said(newsroom):
    transport = Refusing()
    dispatch, mailing = sending(newsroom, transport)
    with pytest.raises(NotSentError, match=r"refuses every message.*not a valid address"):
        carry(dispatch, mailing, quietly)
    assert settled(newsroom.mailings.books(mailing.id, "")) == {"planned": READERS}
    assert transport.posts < READERS
    assert newsroom.issues.status(OCTOBER).state is IssueState.SENDING


def test_a_test_to_a_refused_address_is_rejected_and_the_others_carry_their_tokens(newsroom):
    desk = a_desk(newsroom)
    an_approved_issue(desk, newsroom, OCTOBER, NOW)
    transport = Refusing("bad@example.org")
    head = replace(HEAD, unsubscribe_url=f"https://news.example.org/unsubscribe/{TOKEN}")
    dispatch = replace(a_dispatch(newsroom, transport, Clock()), head=head)
    mailing = start_test(desk, dispatch, OCTOBER, ("bad@example.org", "good@example.org"))
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": 1, "rejected": 1}
    (kept,) = transport.kept
    link = email.message_from_bytes(kept.message)["List-Unsubscribe"]
    assert read_test_token(("key",), link.strip("<>").rpartition("/")[2]) == "good@example.org"


def test_not_now_is_waited_for_and_tried_again_and_counts_anew_after_a_success(newsroom):
    not_now = Failure(NotSentError("not now", retry_after=0.0))
    small = Capabilities(batch_size=4, replay=False, lookup=True)
    transport = MemoryTransport((not_now, None, not_now, None), capabilities=small)
    dispatch, mailing = sending(newsroom, transport, retry=Retry(tries=2, first=0.0))
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}
    assert Counter(each.email for each in transport.kept).most_common(1)[0][1] == 1


class Throttling(MemoryTransport):
    """Takes so many of a batch, and asks to wait with the others."""

    def __init__(self, takes):
        super().__init__()
        self.takes = takes

    def post(self, letter, batch):
        first = replace(batch, recipients=batch.recipients[: self.takes])
        receipts = super().post(letter, first)
        if len(receipts) == len(batch.recipients):
            return receipts
        raise PartlySentError(NotSentError("slowly", retry_after=0.0), receipts)


def test_what_an_esp_took_before_it_was_throttled_is_kept_and_the_rest_goes_on(newsroom):
    transport = Throttling(2)
    dispatch, mailing = sending(newsroom, transport, retry=Retry(tries=2, first=0.0))
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}
    assert len({each.email for each in transport.kept}) == len(transport.kept) == READERS


def test_an_esp_that_takes_nothing_more_is_waited_for_only_so_often(newsroom):
    dispatch, mailing = sending(newsroom, Throttling(0), retry=Retry(tries=2, first=0.0))
    with pytest.raises(NotSentError, match="slowly"):
        carry(dispatch, mailing, quietly)
    assert settled(newsroom.mailings.books(mailing.id, "")) == {"planned": READERS}


@pytest.mark.parametrize("on_unknown", ["resend", "assume-accepted"])
def test_the_policy_speaks_only_when_a_look_up_would_have_seen_the_doubt(newsroom, on_unknown):
    """The call took a minute to fail: what it posted may show as late as that."""
    clock = Clock()

    class Slow(MemoryTransport):
        def post(self, letter, batch):
            if not self.kept:
                clock.now += dt.timedelta(seconds=61)
            return super().post(letter, batch)

    lost = Failure(OutcomeUnknownError("no answer"), taken=True)
    transport = Slow((lost,), capabilities=ALONE)
    dispatch, mailing = sending(newsroom, transport, clock=clock, on_unknown=on_unknown)
    assert settled(carry(dispatch, mailing, quietly)) == {"unknown": READERS}
    assert settled(carry(dispatch, mailing, quietly)) == {"unknown": READERS}
    clock.now += dt.timedelta(seconds=31)
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}
    assert len(transport.kept) == (2 * READERS if on_unknown == "resend" else READERS)


def test_a_stop_while_the_account_rests_posts_no_further_batch(newsroom):
    class Stopping(MemoryTransport):
        def post(self, letter, batch):
            dispatch.stop.set()
            return super().post(letter, batch)

    transport = Stopping(capabilities=Capabilities(batch_size=5, replay=False, lookup=True))
    dispatch, mailing = sending(newsroom, transport)
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": 5, "planned": READERS - 5}


def test_cancelling_what_is_through_changes_nothing(newsroom):
    dispatch, mailing = sending(newsroom, MemoryTransport())
    carry(dispatch, mailing, quietly)
    books = steer(dispatch.accounts, OCTOBER, MailingState.CANCELLED)
    assert settled(books) == {"accepted": READERS}
    assert newsroom.mailings.state(mailing.id) is MailingState.RUNNING


def test_a_voided_approval_is_named_with_its_reason(newsroom):
    desk = a_desk(newsroom)
    an_approved_issue(desk, newsroom, OCTOBER, NOW)
    newsroom.issues.void(OCTOBER, NOW, "the content changed after the approval")
    dispatch = a_dispatch(newsroom, MemoryTransport(), Clock())
    with pytest.raises(NotAllowedError, match=r"Ada's approval of 2023-10-01 09:00 is void"):
        start(desk, dispatch, OCTOBER)


REMEMBERING = Capabilities(batch_size=5, replay=False, lookup=False, idempotent_seconds=1000.0)
LOST = OutcomeUnknownError("the answer was lost")


def arrived(transport):
    return Counter(each.email for each in transport.kept)


def test_a_lost_answer_is_asked_for_by_the_same_call_and_nobody_gets_it_twice(newsroom):
    script = (Failure(LOST, taken=True), Failure(LOST, taken=False), None)
    transport = MemoryTransport(script, capabilities=REMEMBERING)
    dispatch, mailing = sending(newsroom, transport)
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}
    assert set(arrived(transport).values()) == {1}
    assert len(transport.kept) == READERS


def test_a_call_that_fails_again_tells_nothing_of_the_first(newsroom):
    script = (Failure(LOST, taken=True), None, None, Failure(LOST, taken=True))
    transport = MemoryTransport(script, capabilities=REMEMBERING)
    dispatch, mailing = sending(newsroom, transport)
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": 7, "unknown": 5}
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": READERS}
    assert set(arrived(transport).values()) == {1}


def test_after_the_time_an_esp_remembers_a_call_is_not_made_again(newsroom):
    clock = Clock()
    transport = MemoryTransport(
        (Failure(LOST), None, None, Failure(LOST)), capabilities=REMEMBERING
    )
    dispatch, mailing = sending(newsroom, transport, clock=clock)
    carry(dispatch, mailing, quietly)
    clock.now += dt.timedelta(seconds=901)
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": 7, "unknown": 5}


def test_what_was_settled_in_part_is_another_call_and_is_not_made(newsroom):
    script = (Failure(LOST, taken=True), None, None, Failure(LOST))
    transport = MemoryTransport(script, capabilities=REMEMBERING)
    dispatch, mailing = sending(newsroom, transport)
    carry(dispatch, mailing, quietly)
    (doubtful,) = newsroom.ledger.unknown(mailing.id)
    one = (doubtful.recipients[0].email,)
    newsroom.ledger.resolve(mailing.id, DeliveryState.ACCEPTED, one, "by a person", NOW)
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": 8, "unknown": 4}


def test_a_test_mail_is_asked_for_again_with_the_same_tokens(newsroom):
    desk = a_desk(newsroom)
    an_approved_issue(desk, newsroom, OCTOBER, NOW)
    transport = MemoryTransport((Failure(LOST, taken=True),), capabilities=REMEMBERING)
    dispatch = a_dispatch(newsroom, transport, Clock())
    mailing = start_test(desk, dispatch, OCTOBER, ("a@example.org", "b@example.org"))
    assert settled(carry(dispatch, mailing, quietly)) == {"accepted": 2}
    assert arrived(transport) == {"a@example.org": 1, "b@example.org": 1}

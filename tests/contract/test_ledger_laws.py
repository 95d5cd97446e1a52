"""What must hold after any sequence of steps, taken by two claimants and an impatient audience."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from digest.delivery.states import may_become
from digest.model.mailing import DeliveryState, MailingState
from fakes.newsroom import LATER, NOW, an_address, emails, receipts_for

READERS = 9
PLANNED, SKIPPED = DeliveryState.PLANNED, DeliveryState.SKIPPED
ANSWERS = st.sampled_from([DeliveryState.ACCEPTED, DeliveryState.REJECTED])
SOMEBODY = st.integers(min_value=1, max_value=READERS).map(an_address)
PAST = st.integers(min_value=0, max_value=READERS)


class LedgerMachine(RuleBasedStateMachine):
    """A mailing to a few readers, and everything that can happen to it."""

    claimed = Bundle("claimed")

    def __init__(self, newsroom):
        super().__init__()
        self.newsroom = newsroom
        newsroom.clear()
        newsroom.subscribe(READERS)
        newsroom.subscribers.suppress(an_address(READERS), "bounced", NOW)
        self.mailing = newsroom.start()
        self.suppressed = {an_address(READERS)}
        self.is_cancelled = False
        self.before = newsroom.states(self.mailing)
        self.entered = [newsroom.ledger.claimants.enter(NOW) for _ in range(2)]
        self.claimants = [each.__enter__() for each in self.entered]

    def teardown(self):
        for each in self.entered:
            each.__exit__(None, None, None)

    @rule(target=claimed, who=st.integers(0, 1), limit=st.integers(1, 4))
    def claim(self, who, limit):
        before = self.newsroom.states(self.mailing)
        batch = self.newsroom.claim(self.mailing, self.claimants[who], limit)
        if batch is None:
            left = {each for each, state in before.items() if state is PLANNED}
            assert self.newsroom.mailings.state(self.mailing.id) is not MailingState.RUNNING or (
                left <= self.suppressed
            )
            return multiple()
        assert 1 <= len(batch.recipients) <= limit
        assert not set(emails(batch)) & self.suppressed, "a suppressed address was claimed"
        assert {before[each] for each in emails(batch)} == {PLANNED}
        return batch

    @rule(batch=claimed, answer=ANSWERS, first=PAST)
    def record(self, batch, answer, first):
        self.newsroom.ledger.record(batch, receipts_for(batch, answer)[first:], LATER)

    @rule(batch=consumes(claimed))
    def give_back(self, batch):
        self.newsroom.ledger.give_back(batch, LATER)

    @rule(batch=claimed)
    def doubt(self, batch):
        self.newsroom.ledger.doubt(batch, "the answer was lost", LATER)

    @rule(target=claimed, batch=consumes(claimed))
    def split(self, batch):
        if len(batch.recipients) < 2:
            return multiple(batch)
        return multiple(*self.newsroom.ledger.split(batch, self.claimants[0], LATER))

    @rule()
    def replan_all(self):
        for doubtful in self.newsroom.ledger.unknown(self.mailing.id):
            self.newsroom.ledger.replan(doubtful, LATER)

    @rule(to=st.sampled_from([DeliveryState.ACCEPTED, PLANNED]), named=st.lists(SOMEBODY))
    def resolve(self, to, named):
        self.newsroom.ledger.resolve(self.mailing.id, to, tuple(named), "a word", LATER)

    @rule()
    def orphan(self):
        assert self.newsroom.ledger.orphan(LATER) == 0, "both claimants live"

    @rule(who=st.integers(0, 1))
    def die_and_come_again(self, who):
        self.entered[who].__exit__(None, None, None)
        self.newsroom.ledger.orphan(LATER)
        self.entered[who] = self.newsroom.ledger.claimants.enter(LATER)
        self.claimants[who] = self.entered[who].__enter__()

    @rule(email=SOMEBODY)
    def suppress(self, email):
        self.newsroom.subscribers.suppress(email, "unsubscribed", LATER)
        self.suppressed.add(email)

    @rule(to=st.sampled_from([MailingState.RUNNING, MailingState.PAUSED]))
    def steer(self, to):
        self.newsroom.mailings.steer(self.mailing.id, to, LATER)

    @precondition(lambda self: not self.is_cancelled)
    @rule()
    def cancel(self):
        self.newsroom.mailings.steer(self.mailing.id, MailingState.CANCELLED, LATER)
        self.is_cancelled = True

    @invariant()
    def the_states_partition_the_candidates(self):
        books = self.newsroom.books(self.mailing)
        assert books.candidates == READERS
        assert books.balance
        assert len(self.newsroom.states(self.mailing)) == READERS

    @invariant()
    def a_cancelled_mailing_plans_nothing(self):
        if self.is_cancelled:
            assert self.newsroom.books(self.mailing).count(PLANNED) == 0

    @invariant()
    def every_delivery_went_a_way_the_table_knows(self):
        after = self.newsroom.states(self.mailing)
        for email, state in after.items():
            assert state is self.before[email] or reachable(self.before[email], state), (
                f"{email}: {self.before[email]} became {state}"
            )
        self.before = after


def reachable(before, after):
    """Whether the table leads there; what comes back to a cancelled mailing takes two steps."""
    planned_and_skipped = after is SKIPPED and may_become(before, PLANNED)
    return may_become(before, after) or planned_and_skipped


def test_any_sequence_keeps_the_books_and_never_claims_a_suppressed_address(newsroom):
    run_state_machine_as_test(
        lambda: LedgerMachine(newsroom),
        settings=settings(
            deadline=None,
            max_examples=40,
            stateful_step_count=40,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )

"""Post: batches are claimed and go out, several at once, and what came of each is written down.

One thread keeps the books, others post. Each turn of the loop is one transaction: everything
that came back is recorded, and what is posted next is claimed; only then does it leave.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from digest.audience.tokens import test_token
from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, StoreError
from digest.model.mailing import (
    Batch,
    DeliveryState,
    Letter,
    Mailing,
    MailingKind,
    MailingState,
    Receipt,
)
from digest.store.entries import Entries
from digest.transports.contract import PartlySentError
from digest.workflows.account import Account
from digest.workflows.dispatch import Dispatch
from digest.workflows.posters import Outcome, Posters, posters
from digest.workflows.salvage import salvage
from digest.workflows.spreading import Spreading

Progress = Callable[[int], None]  # deliveries settled since the last call

# So many messages refused one by one, and none taken: the fault is the letter's, not theirs.
_NOT_BY_CHANCE = 5
# What is known of a post before its answer is seen: the work may be broken off at any line.
_UNSEEN = OutcomeUnknownError("the work was broken off before its answer was seen")
# So many calls without a clear answer, one after the other.
_NO_ACCIDENT = 10
# The longest sleep, in seconds: a pause or another process's news is noticed after it.
_NAP = 1.0


@dataclass(slots=True)
class _Lot:
    """A batch as it was claimed, and what has come of its parts so far."""

    claimed: Batch
    parts: list[Batch]  # what is still to be posted of it, the next one last
    outages: int = 0  # how many of the account's there had been when it was last posted
    is_taken: bool = False  # the transport took some of it, or may have
    refused: list[tuple[Batch, str]] = field(default_factory=list)  # single messages, and why

    @property
    def is_letter_at_fault(self) -> bool:
        """Whether message after message was refused, and none was taken."""
        if self.is_taken or not self.refused or len(self.claimed.recipients) == 1:
            return False
        return not self.parts or len(self.refused) >= _NOT_BY_CHANCE


class Posting:
    """Posts what is planned of a mailing, until nothing is left or nothing can be sent."""

    def __init__(
        self,
        dispatch: Dispatch,
        mailing: Mailing,
        letters: tuple[Letter, ...],
        claimant_id: int,
        progress: Progress,
    ) -> None:
        self._dispatch, self._mailing, self._letters = dispatch, mailing, letters
        self._claimant_id, self._progress = claimant_id, progress
        self._account = Account(dispatch)
        self._spreading = Spreading(dispatch, mailing)
        self._in_the_air: dict[int, _Lot] = {}  # by the batch that is posted
        self._waiting: list[_Lot] = []  # parts of what was refused whole
        self._unwritten: dict[int, tuple[Batch, Outcome]] = {}  # what came of posts, until it is
        self._trouble: Exception | None = None  # nothing more is posted
        self._is_unheard = False  # by a transport that gives no clear answers

    def run(self) -> None:
        """Claim, post and record, turn by turn.

        Raises:
            NotSentError: the transport takes nothing until a person acts; what was not sent
                is planned again.
        """
        count = self._dispatch.transport.capabilities.at_once
        with posters(self._dispatch.open_transport, count) as crew:
            try:
                wait: float | None = 0.0
                while crew.busy or self._is_worth_waiting(wait):
                    wait = self._turn(crew, wait)
            except BaseException:
                self._salvage(crew)
                raise
        if self._is_unheard:
            accounts = self._dispatch.accounts
            accounts.mailings.steer(self._mailing.id, MailingState.PAUSED, self._now())
        if self._trouble:
            raise self._trouble

    def _turn(self, crew: Posters, wait: float | None) -> float | None:
        """One transaction, and what may be posted after it; the wait until there is more to post.

        None: nothing is left to be posted.
        """
        came_back = self._came_back(crew, wait)
        self._note(came_back)
        with self._dispatch.accounts.ledger.entries() as entries:
            for batch, outcome in came_back:
                self._learn(entries, self._in_the_air.pop(batch.id), batch, outcome)
            chosen, wait = self._choose(entries, self._account.room - crew.busy)
        for batch, _outcome in came_back:
            del self._unwritten[batch.id]
        for lot in chosen:
            batch = lot.parts.pop()
            lot.outages = self._account.outages
            self._in_the_air[batch.id] = lot
            self._note([(batch, _UNSEEN)])
            crew.post(self._letters[batch.variant], addressed(self._dispatch, self._mailing, batch))
        return wait

    def _salvage(self, crew: Posters) -> None:
        while crew.busy:
            self._note(crew.finished(None))
        told = list(self._unwritten.values())
        with suppress(StoreError):  # the first error is the one to be told
            salvage(self._dispatch.accounts.ledger, self._claimant_id, told, self._now())

    def _note(self, told: list[tuple[Batch, Outcome]]) -> None:
        self._unwritten |= {batch.id: (batch, outcome) for batch, outcome in told}

    def _came_back(self, crew: Posters, wait: float | None) -> list[tuple[Batch, Outcome]]:
        """What has come back by now; where nothing has, and no more may leave, it is waited for."""
        by_now = crew.finished(0)
        if by_now or not crew.busy or self._account.widen():
            return by_now
        return crew.finished(wait or None)

    def _is_worth_waiting(self, wait: float | None) -> bool:
        """Sleep for as long as nothing may be posted; False where there is nothing more to do."""
        if self._is_over:
            return False
        accounts, mailing = self._dispatch.accounts, self._mailing
        if wait is None:
            if not accounts.ledger.in_other_hands(mailing.id, self._claimant_id):
                return False
            wait = _NAP / 5  # what they cannot send is planned again
        self._dispatch.stop.wait(min(wait, _NAP))
        return not wait or accounts.mailings.state(mailing.id) is MailingState.RUNNING

    @property
    def _is_over(self) -> bool:
        return self._trouble is not None or self._dispatch.stop.is_set()

    def _choose(self, entries: Entries, room: int) -> tuple[list[_Lot], float | None]:
        """What is posted next, and the wait until there is more; it is claimed now."""
        chosen: list[_Lot] = []
        if self._is_over:
            while self._waiting:
                self._drop(entries, self._waiting.pop())
            return chosen, None
        while len(chosen) < room:
            if (wait := self._wait(entries)) != 0:
                return chosen, wait
            lot = self._waiting.pop() if self._waiting else self._claim(entries)
            if lot is None:
                return chosen, None
            self._account.use(entries, len(lot.parts[-1].recipients))
            chosen.append(lot)
        return chosen, 0.0

    def _wait(self, entries: Entries) -> float | None:
        """The wait until a call may leave; None: there is nothing that it could carry."""
        wait = self._account.wait(entries)
        if self._waiting:
            return wait
        wait = max(wait, self._spreading.wait(entries))
        return wait if not wait or entries.is_planned(self._mailing.id) else None

    def _claim(self, entries: Entries) -> _Lot | None:
        size = self._spreading.size
        claimed = entries.claim(self._mailing.id, self._claimant_id, size, self._now())
        if claimed is None:
            return None
        self._spreading.use(entries, len(claimed.recipients))
        return _Lot(claimed, [claimed])

    def _learn(self, entries: Entries, lot: _Lot, posted: Batch, outcome: Outcome) -> None:
        """Write down what came of a post, and see what follows for the rest of its lot."""
        if isinstance(outcome, NotSentError):
            self._not_sent(entries, lot, posted, outcome)
        elif isinstance(outcome, BatchRefusedError):
            self._refused(entries, lot, posted, outcome)
        else:
            if isinstance(outcome, Exception):
                self._doubt(entries, posted, outcome)
            else:
                entries.record(posted, outcome, self._now())
                self._account.went_well()
            lot.is_taken = True
            self._progress(len(posted.recipients))
        if lot.parts:
            self._waiting.append(lot)
        else:
            self._drop(entries, lot)

    def _doubt(self, entries: Entries, posted: Batch, error: Exception) -> None:
        """One call without a clear answer is an accident; many in a row would leave all in doubt.

        Then the mailing is paused: whoever looks after it by the clock would else go on asking.
        An error that no transport should have ends the work, once the others have come back.
        """
        if not isinstance(error, OutcomeUnknownError):
            why = f"the transport {self._dispatch.transport.name} failed: {type(error).__name__}"
            entries.doubt(posted, why, self._now())
            self._trouble = self._trouble or error
            return
        entries.doubt(posted, str(error), self._now())
        calls = self._account.doubted()
        if calls < _NO_ACCIDENT or self._mailing.kind is MailingKind.TEST:
            return
        self._is_unheard = True
        self._trouble = self._trouble or NotSentError(
            f"{self._dispatch.transport.name} gave {calls} calls in a row no clear answer. Nothing "
            f"more is posted, and the mailing is paused. The last one: {error}",
            retry_after=None,
            hint=f"See whether the network and base_url in [transport] of config.toml lead to the"
            f" ESP (digest doctor); then `digest resume {self._mailing.period}`, and send again.",
        )

    def _not_sent(self, entries: Entries, lot: _Lot, posted: Batch, error: NotSentError) -> None:
        if isinstance(error, PartlySentError) and error.settled:
            entries.record(posted, error.settled, self._now())
            self._account.went_well()
        entries.give_back(posted, self._now())
        self._give_back_rest(entries, lot)
        if not self._account.hold(entries, error, lot.outages):
            self._trouble = self._trouble or error

    def _refused(
        self, entries: Entries, lot: _Lot, posted: Batch, error: BatchRefusedError
    ) -> None:
        """A batch refused whole is halved until the message at fault stands alone.

        Where message after message is refused and none is taken, the letter itself is at fault:
        then nobody is rejected for it, and a person has to look.
        """
        if len(posted.recipients) > 1:
            lot.parts.extend(entries.split(posted, self._claimant_id, self._now()))
            return
        lot.refused.append((posted, str(error)))
        if lot.is_letter_at_fault:
            self._give_back_rest(entries, lot)
            self._trouble = NotSentError(
                f"{self._dispatch.transport.name} refuses every message of this mailing: {error}",
                retry_after=None,
                hint="Nobody was rejected for it. Mend what it names, and send again.",
            )

    def _drop(self, entries: Entries, lot: _Lot) -> None:
        """End with a lot: what is left of it is planned again, what was refused alone rejected."""
        if lot.parts and not lot.is_taken:
            self._give_back_rest(entries, lot)
        for part in lot.parts:
            entries.give_back(part, self._now())
        for part, reason in lot.refused:
            (recipient,) = part.recipients
            word = Receipt(recipient.delivery_id, DeliveryState.REJECTED, reason=reason)
            entries.record(part, (word,), self._now())
            self._progress(1)

    def _give_back_rest(self, entries: Entries, lot: _Lot) -> None:
        for part in (*lot.parts, *(one for one, _why in lot.refused)):
            entries.give_back(part, self._now())
        lot.parts.clear()
        lot.refused.clear()

    def _now(self) -> dt.datetime:
        return self._dispatch.accounts.clock()


def addressed(dispatch: Dispatch, mailing: Mailing, batch: Batch) -> Batch:
    """Give everybody of a batch a token: a test's recipients have none on file."""
    if mailing.kind is not MailingKind.TEST:
        return batch
    return replace(
        batch,
        recipients=tuple(
            each._replace(token=test_token(dispatch.signing_keys, each.email))
            for each in batch.recipients
        ),
    )

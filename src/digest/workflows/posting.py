"""Post: one claimed batch goes to the transport, and what came of it is written down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from digest.audience.tokens import test_token
from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError
from digest.model.mailing import Batch, DeliveryState, Letter, Mailing, MailingKind, Receipt
from digest.transports.contract import PartlySentError
from digest.workflows.dispatch import Dispatch

# So many messages refused one by one, and none taken: the fault is the letter's, not theirs.
_NOT_BY_CHANCE = 5


@dataclass(slots=True)
class _Outcome:
    """What has come of the parts of a batch so far."""

    is_taken: bool = False  # the transport took some of it, or may have
    refused: list[tuple[Batch, str]] = field(default_factory=list)  # single messages, and why


def post(
    dispatch: Dispatch, mailing: Mailing, letter: Letter, batch: Batch, claimant_id: int
) -> None:
    """Post a batch outside any transaction, and record what came of it.

    A batch that is refused whole is halved until the message at fault stands alone. Where
    message after message is refused and none is taken, the letter itself is at fault:
    then nobody is rejected for it, and a person has to look.

    Raises:
        NotSentError: nothing of what is left was sent; it is planned again.
    """
    waiting, outcome = [batch], _Outcome()
    while waiting:
        each = waiting.pop()
        try:
            _post_once(dispatch, letter, addressed(dispatch, mailing, each))
            outcome.is_taken = True
        except NotSentError:
            _give_back(dispatch, (each, *waiting, *(one for one, _why in outcome.refused)))
            raise
        except BatchRefusedError as error:
            if len(each.recipients) > 1:
                now = dispatch.accounts.clock()
                waiting.extend(dispatch.accounts.ledger.split(each, claimant_id, now))
                continue
            outcome.refused.append((each, str(error)))
        if _letter_is_at_fault(batch, outcome, is_last=not waiting):
            _give_back(dispatch, (*waiting, *(one for one, _why in outcome.refused)))
            raise NotSentError(
                f"{dispatch.transport.name} refuses every message of this mailing:"
                f" {outcome.refused[-1][1]}",
                retry_after=None,
                hint="Nobody was rejected for it. Mend what it names, and send again.",
            )
    _reject(dispatch, outcome)


def _post_once(dispatch: Dispatch, letter: Letter, batch: Batch) -> None:
    try:
        receipts = dispatch.transport.post(letter, batch)
    except OutcomeUnknownError as error:
        dispatch.accounts.ledger.doubt(batch, str(error), dispatch.accounts.clock())
    except PartlySentError as partly:
        dispatch.accounts.ledger.record(batch, partly.settled, dispatch.accounts.clock())
        raise
    else:
        dispatch.accounts.ledger.record(batch, receipts, dispatch.accounts.clock())


def addressed(dispatch: Dispatch, mailing: Mailing, batch: Batch) -> Batch:
    """Give everybody of a batch a token: a test's recipients have none on file."""
    if mailing.kind is not MailingKind.TEST:
        return batch
    return replace(
        batch,
        recipients=tuple(
            replace(each, token=test_token(dispatch.signing_keys, each.email))
            for each in batch.recipients
        ),
    )


def _letter_is_at_fault(batch: Batch, outcome: _Outcome, *, is_last: bool) -> bool:
    if outcome.is_taken or not outcome.refused or len(batch.recipients) == 1:
        return False
    return is_last or len(outcome.refused) >= _NOT_BY_CHANCE


def _give_back(dispatch: Dispatch, batches: tuple[Batch, ...]) -> None:
    for unsent in batches:
        dispatch.accounts.ledger.give_back(unsent, dispatch.accounts.clock())


def _reject(dispatch: Dispatch, outcome: _Outcome) -> None:
    for batch, reason in outcome.refused:
        receipts = tuple(
            Receipt(each.delivery_id, DeliveryState.REJECTED, reason=reason)
            for each in batch.recipients
        )
        dispatch.accounts.ledger.record(batch, receipts, dispatch.accounts.clock())

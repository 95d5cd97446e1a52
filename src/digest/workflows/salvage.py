"""Salvage: the books could not be written, or the work was broken off, with calls in the air.

What came of them is known to this process alone. It is written down before the process ends,
where it can be: a disk that was full for a moment must not leave sixteen batches in doubt.
"""

from __future__ import annotations

import datetime as dt

from digest.errors import BatchRefusedError, NotSentError
from digest.model.mailing import Batch
from digest.store.entries import Entries
from digest.store.ledger import Ledger
from digest.transports.contract import PartlySentError
from digest.workflows.posters import Outcome


def salvage(
    ledger: Ledger, claimant_id: int, told: list[tuple[Batch, Outcome]], now: dt.datetime
) -> None:
    """Write down what came of every call; what else the claimant has never left, and is planned.

    Nothing may be in the air any more.

    Raises:
        StoreError: the books still cannot be written; what was in the air will be in doubt.
    """
    with ledger.entries() as entries:
        for batch, outcome in told:
            _write(entries, batch, outcome, now)
        entries.give_back_all(claimant_id, now)


def _write(entries: Entries, batch: Batch, outcome: Outcome, now: dt.datetime) -> None:
    if isinstance(outcome, tuple):
        entries.record(batch, outcome, now)
    elif isinstance(outcome, PartlySentError):
        entries.record(batch, outcome.settled, now)
    elif not isinstance(outcome, NotSentError | BatchRefusedError):
        entries.doubt(batch, str(outcome) or type(outcome).__name__, now)

"""Entries: what is written into the ledger in one transaction, be it about one batch or many."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from digest.delivery.states import predecessors
from digest.model.mailing import Batch, DeliveryState, MailingState, Receipt
from digest.store.batches import is_planned, locked, new_batch, read_batch, take
from digest.store.inserting import upsert
from digest.store.ledger_tables import account, batch, delivery, mailing
from digest.store.mailings import CANCELLED

_PLANNED = DeliveryState.PLANNED.value
_SKIPPED = DeliveryState.SKIPPED.value
_SENDING = DeliveryState.SENDING.value
_UNKNOWN = DeliveryState.UNKNOWN.value


def _record_each() -> sa.Update:
    return (
        sa.update(delivery)
        .where(
            delivery.c.id == sa.bindparam("its_id"),
            # Not "=", or PostgreSQL may look through the batch for each of its rows.
            delivery.c.batch_id.is_not_distinct_from(sa.bindparam("its_batch_id")),
            _is_open_to_receipts(),
        )
        .values(
            state=sa.bindparam("its_state"),
            receipt=sa.bindparam("its_receipt"),
            reason=sa.bindparam("its_reason"),
            at=sa.bindparam("its_at"),
        )
    )


def _record_all() -> sa.Update:
    return (
        sa.update(delivery)
        .where(delivery.c.batch_id == sa.bindparam("its_batch_id"), _is_open_to_receipts())
        .values(
            state=sa.bindparam("its_state"),
            reason=sa.bindparam("its_reason"),
            at=sa.bindparam("its_at"),
        )
    )


def _is_open_to_receipts() -> sa.ColumnElement[bool]:
    # An IN cannot be run for many rows at once.
    states = predecessors(DeliveryState.ACCEPTED)
    return sa.or_(*(delivery.c.state == each.value for each in states))


def _close() -> sa.Update:
    is_sending = sa.exists().where(
        delivery.c.batch_id == sa.bindparam("its_id"), delivery.c.state == _SENDING
    )
    its = batch.c.id == sa.bindparam("its_id")
    return sa.update(batch).where(its, ~is_sending).values(is_open=False)


# Written once, see batches.py.
_FREE_AT = sa.select(account.c.free_at).where(account.c.transport == sa.bindparam("its_transport"))
_LOCKED = locked(sa.bindparam("its_id", type_=sa.Integer))
_RECORD_EACH = _record_each()
_RECORD_ALL = _record_all()
_SETTLE = (
    sa.update(batch)
    .where(batch.c.id == sa.bindparam("its_id"))
    .values(receipt=sa.bindparam("its_receipt"), is_open=False)
)
_CLOSE = _close()


class Entries:
    """The statements of one transaction; they are true together or not at all."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def free_at(self, transport: str, *, to_use_it: bool) -> dt.datetime | None:
        """When an account is free for its next call; None: nobody has used it yet.

        Args:
            transport: the account's transport.
            to_use_it: nobody else may read it until this transaction ends.
        """
        free_at = _FREE_AT.with_for_update() if to_use_it else _FREE_AT
        return self._connection.scalar(free_at, {"its_transport": transport})

    def occupy(self, transport: str, until: dt.datetime) -> None:
        """Let nobody use an account until a moment, in whatever process."""
        taken = upsert(self._connection, account)
        self._connection.execute(taken.values(transport=transport, free_at=until))

    def claim(
        self, mailing_id: int, claimant_id: int, limit: int, now: dt.datetime
    ) -> Batch | None:
        """Take up to ``limit`` planned deliveries of a running mailing.

        Nobody else can have the same ones: the statement locks what it takes, and on SQLite
        there is one writer. Suppressed addresses are not taken but skipped.

        Returns:
            None where the mailing does not run, or nothing is planned.
        """
        running = self._connection.execute(_LOCKED, {"its_id": mailing_id}).one_or_none()
        if running is None or running[0] != MailingState.RUNNING.value:
            return None
        batch_id = new_batch(self._connection, mailing_id, claimant_id, running[1], now)
        while take(self._connection, mailing_id, batch_id, limit, now):
            claimed = read_batch(self._connection, batch_id, DeliveryState.SENDING)
            if claimed.recipients:
                return claimed
        self._connection.execute(sa.delete(batch).where(batch.c.id == batch_id))
        return None

    def is_planned(self, mailing_id: int) -> bool:
        """Whether anything of a mailing is still planned."""
        first = sa.select(delivery.c.id).where(is_planned()).limit(1)
        return self._connection.scalar(first, {"its_mailing_id": mailing_id}) is not None

    def record(self, posted: Batch, receipts: tuple[Receipt, ...], now: dt.datetime) -> int:
        """Write down what a transport said of a batch's messages; returns how many it settled.

        Only deliveries still in this batch, and still sending or unknown, are touched:
        a late answer never overwrites what is known better.
        """
        if not receipts:
            return 0
        if _is_one_word(posted, receipts):
            return self._record_one_word(posted, receipts[0], now)
        count = self._record_each(posted, receipts, now)
        self._close(posted)
        return count

    def give_back(self, posted: Batch, now: dt.datetime) -> None:
        """Nothing of the batch left: its deliveries are planned again, or skipped if cancelled."""
        mailing_id = sa.select(batch.c.mailing_id).where(batch.c.id == posted.id)
        again = self.to_be_sent(mailing_id.scalar_subquery(), "", now)
        self._move(posted, _SENDING, again)
        self._close(posted)

    def give_back_all(self, claimant_id: int, now: dt.datetime) -> None:
        """Give back whatever a claimant has open; none of it may have left."""
        its = sa.select(batch.c.id).where(batch.c.is_open, batch.c.claimant_id == claimant_id)
        for each in self._connection.scalars(its.order_by(batch.c.id)).all():
            self.give_back(read_batch(self._connection, each, DeliveryState.SENDING), now)

    def doubt(self, posted: Batch, reason: str, now: dt.datetime) -> int:
        """Bytes of the batch may have left: its deliveries are unknown until evidence comes."""
        doubt: dict[str, object] = {"state": _UNKNOWN, "reason": reason, "at": now}
        count = self._move(posted, _SENDING, doubt)
        self._close(posted)
        return count

    def split(self, refused: Batch, claimant_id: int, now: dt.datetime) -> tuple[Batch, ...]:
        """Two batches out of one that was refused whole, to find the message that is at fault."""
        middle = len(refused.recipients) // 2
        row = self._connection.execute(
            sa.select(batch.c.mailing_id, mailing.c.reference)
            .join_from(batch, mailing)
            .where(batch.c.id == refused.id)
        ).one()
        halves = []
        for part in (refused.recipients[:middle], refused.recipients[middle:]):
            batch_id = new_batch(self._connection, row[0], claimant_id, row[1], now)
            self._connection.execute(
                sa.update(delivery)
                .where(
                    delivery.c.id == sa.bindparam("its_id"),
                    delivery.c.batch_id.is_not_distinct_from(refused.id),
                    delivery.c.state == _SENDING,
                )
                .values(batch_id=batch_id),
                [{"its_id": recipient.delivery_id} for recipient in part],
            )
            halves.append(read_batch(self._connection, batch_id, DeliveryState.SENDING))
        self._close(refused)
        return tuple(halves)

    def replan(self, doubtful: Batch, now: dt.datetime) -> None:
        """Plan a batch's unknown deliveries again: the transport cannot send them twice.

        Of a cancelled mailing nothing is sent again: what is unknown stays so.
        """
        mailing_id = sa.select(batch.c.mailing_id).where(batch.c.id == doubtful.id)
        again = self.to_be_sent(mailing_id.scalar_subquery(), "", now)
        if again["state"] == _PLANNED:
            self._move(doubtful, _UNKNOWN, again)

    def to_be_sent(
        self, mailing_id: int | sa.ScalarSelect[int], reason: str, now: dt.datetime
    ) -> dict[str, object]:
        """What a delivery becomes that is to be sent after all: planned, unless cancelled."""
        state = self._connection.execute(locked(mailing_id)).one()[0]
        is_cancelled = state == MailingState.CANCELLED.value
        return {
            "state": _SKIPPED if is_cancelled else _PLANNED,
            "reason": CANCELLED if is_cancelled else reason,
            "batch_id": None,
            "at": now,
        }

    def _record_one_word(self, posted: Batch, word: Receipt, now: dt.datetime) -> int:
        """One word for all of a batch: a receipt they share stands once, with the batch."""
        said = {"its_state": word.state.value, "its_reason": word.reason, "its_at": now}
        settled = self._connection.execute(_RECORD_ALL, {"its_batch_id": posted.id, **said})
        if settled.rowcount:
            shared = {"its_id": posted.id, "its_receipt": word.receipt}
            self._connection.execute(_SETTLE, shared)
        else:
            self._close(posted)  # all of it was known better, or was never of this batch
        return settled.rowcount

    def _record_each(self, posted: Batch, receipts: tuple[Receipt, ...], now: dt.datetime) -> int:
        said = [
            {
                "its_id": each.delivery_id,
                "its_batch_id": posted.id,
                "its_state": each.state.value,
                "its_receipt": each.receipt,
                "its_reason": each.reason,
                "its_at": now,
            }
            for each in receipts
        ]
        return self._connection.execute(_RECORD_EACH, said).rowcount

    def _move(self, posted: Batch, before: str, values: dict[str, object]) -> int:
        return self._connection.execute(
            sa.update(delivery)
            .where(delivery.c.batch_id == posted.id, delivery.c.state == before)
            .values(values)
        ).rowcount

    def _close(self, posted: Batch) -> None:
        """Say that nothing of a batch is in the air, once that is so."""
        self._connection.execute(_CLOSE, {"its_id": posted.id})


def _is_one_word(posted: Batch, receipts: tuple[Receipt, ...]) -> bool:
    """Whether a transport says the same of all of a batch."""
    if len({each[1:] for each in receipts}) != 1:
        return False
    told = {each.delivery_id for each in receipts}
    return told == {each.delivery_id for each in posted.recipients}

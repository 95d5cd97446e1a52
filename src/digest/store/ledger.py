"""The ledger of deliveries: claim and commit, then call, then record."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from digest.delivery.states import predecessors
from digest.model.mailing import Batch, DeliveryState, MailingState, Receipt
from digest.store.batches import locked, new_batch, read_batch, take
from digest.store.claimants import Claimants
from digest.store.database import Database
from digest.store.mailings import CANCELLED
from digest.store.tables import batch, delivery, mailing

_PLANNED = DeliveryState.PLANNED.value
_SKIPPED = DeliveryState.SKIPPED.value
_SENDING = DeliveryState.SENDING.value
_UNKNOWN = DeliveryState.UNKNOWN.value
_OPEN_TO_RECEIPTS = predecessors(DeliveryState.ACCEPTED)
_CHUNK = 500  # addresses in one statement, well under SQLite's limit of variables


class Ledger:
    """Every delivery's way from planned to what became of it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.claimants = Claimants(database)

    def claim(
        self, mailing_id: int, claimant_id: int, limit: int, now: dt.datetime
    ) -> Batch | None:
        """Take up to ``limit`` planned deliveries of a running mailing, and commit.

        Nobody else can have the same ones: the statement locks what it takes, and on SQLite
        there is one writer. Suppressed addresses are not taken but skipped.

        Returns:
            None where the mailing does not run, or nothing is planned.
        """
        with self._database.writing() as connection:
            running = connection.execute(locked(mailing_id)).one_or_none()
            if running is None or running[0] != MailingState.RUNNING.value:
                return None
            batch_id = new_batch(connection, mailing_id, claimant_id, running[1], now)
            while take(connection, mailing_id, batch_id, limit, now):
                claimed = read_batch(connection, batch_id, DeliveryState.SENDING)
                if claimed.recipients:
                    return claimed
            connection.execute(sa.delete(batch).where(batch.c.id == batch_id))
            return None

    def record(self, posted: Batch, receipts: tuple[Receipt, ...], now: dt.datetime) -> int:
        """Write down what a transport said of a batch's messages; returns how many it settled.

        Only deliveries still in this batch, and still sending or unknown, are touched:
        a late answer never overwrites what is known better.
        """
        if not receipts:
            return 0
        statement = (
            sa.update(delivery)
            .where(
                delivery.c.id == sa.bindparam("its_id"),
                # Not "=", or PostgreSQL may look through the batch for each of its rows.
                delivery.c.batch_id.is_not_distinct_from(posted.id),
                # An IN cannot be run for many rows at once.
                sa.or_(*(delivery.c.state == state.value for state in _OPEN_TO_RECEIPTS)),
            )
            .values(
                state=sa.bindparam("its_state"),
                receipt=sa.bindparam("its_receipt"),
                reason=sa.bindparam("its_reason"),
                at=now,
            )
        )
        said = [
            {
                "its_id": each.delivery_id,
                "its_state": each.state.value,
                "its_receipt": each.receipt,
                "its_reason": each.reason,
            }
            for each in receipts
        ]
        with self._database.writing() as connection:
            return connection.execute(statement, said).rowcount

    def give_back(self, posted: Batch, now: dt.datetime) -> None:
        """Nothing of the batch left: its deliveries are planned again, or skipped if cancelled."""
        with self._database.writing() as connection:
            mailing_id = sa.select(batch.c.mailing_id).where(batch.c.id == posted.id)
            connection.execute(
                sa.update(delivery)
                .where(delivery.c.batch_id == posted.id, delivery.c.state == _SENDING)
                .values(_to_be_sent(connection, mailing_id.scalar_subquery(), "", now))
            )

    def doubt(self, posted: Batch, reason: str, now: dt.datetime) -> None:
        """Bytes of the batch may have left: its deliveries are unknown until evidence comes."""
        with self._database.writing() as connection:
            _doubt(connection, delivery.c.batch_id == posted.id, reason, now)

    def split(self, refused: Batch, claimant_id: int, now: dt.datetime) -> tuple[Batch, ...]:
        """Two batches out of one that was refused whole, to find the message that is at fault."""
        middle = len(refused.recipients) // 2
        halves = []
        with self._database.writing() as connection:
            row = connection.execute(
                sa.select(batch.c.mailing_id, mailing.c.reference)
                .join_from(batch, mailing)
                .where(batch.c.id == refused.id)
            ).one()
            for part in (refused.recipients[:middle], refused.recipients[middle:]):
                batch_id = new_batch(connection, row[0], claimant_id, row[1], now)
                connection.execute(
                    sa.update(delivery)
                    .where(
                        delivery.c.id == sa.bindparam("its_id"),
                        delivery.c.batch_id.is_not_distinct_from(refused.id),
                        delivery.c.state == _SENDING,
                    )
                    .values(batch_id=batch_id),
                    [{"its_id": recipient.delivery_id} for recipient in part],
                )
                halves.append(read_batch(connection, batch_id, DeliveryState.SENDING))
        return tuple(halves)

    def orphan(self, now: dt.datetime) -> int:
        """Doubt what processes that are gone had claimed; returns how many deliveries."""
        with self._database.reading() as connection:
            claimants = frozenset(
                connection.scalars(
                    sa.select(batch.c.claimant_id)
                    .join_from(delivery, batch)
                    .where(
                        delivery.c.mailing_id.in_(sa.select(mailing.c.id)),
                        delivery.c.state == _SENDING,
                    )
                    .distinct()
                )
            )
        dead = self.claimants.dead(claimants)
        if not dead:
            return 0
        with self._database.writing() as connection:
            orphaned = sa.select(batch.c.id).where(batch.c.claimant_id.in_(dead))
            return _doubt(
                connection,
                delivery.c.batch_id.in_(orphaned),
                "the process that was sending it stopped before the answer came",
                now,
            )

    def is_carried(self, mailing_id: int) -> bool:
        """Whether a living process is at a mailing, between two batches as well."""
        with self._database.reading() as connection:
            claimants = frozenset(
                connection.scalars(
                    sa.select(batch.c.claimant_id)
                    .where(batch.c.mailing_id == mailing_id)
                    .distinct()
                )
            )
        return bool(claimants - self.claimants.dead(claimants))

    def unknown(
        self, mailing_id: int, *, doubted_before: dt.datetime | None = None
    ) -> tuple[Batch, ...]:
        """The batches some of whose deliveries are unknown, each with those alone.

        With a moment, only those whose doubt began by then: a call may take a minute to fail,
        and what it posted may show in a transport's logs as late as that.
        """
        doubts = (
            sa.select(delivery.c.batch_id)
            .where(delivery.c.mailing_id == mailing_id, delivery.c.state == _UNKNOWN)
            .group_by(delivery.c.batch_id)
            .order_by(delivery.c.batch_id)
        )
        if doubted_before is not None:
            doubts = doubts.having(sa.func.max(delivery.c.at) <= doubted_before)
        with self._database.reading() as connection:
            batch_ids = connection.scalars(doubts).all()
            state = DeliveryState.UNKNOWN
            return tuple(read_batch(connection, each, state) for each in batch_ids if each)

    def is_whole(self, doubtful: Batch) -> bool:
        """Whether a batch still is what was posted: nothing of it was settled since."""
        with self._database.reading() as connection:
            count = sa.select(sa.func.count()).where(delivery.c.batch_id == doubtful.id)
            return connection.scalar(count) == len(doubtful.recipients)

    def replan(self, doubtful: Batch, now: dt.datetime) -> None:
        """Plan a batch's unknown deliveries again: the transport cannot send them twice.

        Of a cancelled mailing nothing is sent again: what is unknown stays so.
        """
        with self._database.writing() as connection:
            mailing_id = sa.select(batch.c.mailing_id).where(batch.c.id == doubtful.id)
            again = _to_be_sent(connection, mailing_id.scalar_subquery(), "", now)
            if again["state"] == _PLANNED:
                connection.execute(
                    sa.update(delivery)
                    .where(delivery.c.batch_id == doubtful.id, delivery.c.state == _UNKNOWN)
                    .values(again)
                )

    def resolve(
        self,
        mailing_id: int,
        to: DeliveryState,
        addresses: tuple[str, ...],
        reason: str,
        now: dt.datetime,
    ) -> int:
        """A person's word on unknown deliveries, of some addresses or (none given) of all.

        They become ACCEPTED, or PLANNED for sending again (skipped, if the mailing is cancelled);
        returns how many did.
        """
        chunks = [addresses[i : i + _CHUNK] for i in range(0, len(addresses), _CHUNK)] or [()]
        settled = 0
        with self._database.writing() as connection:
            values: dict[str, object] = {"state": to.value, "reason": reason, "at": now}
            if to is DeliveryState.PLANNED:
                values = _to_be_sent(connection, mailing_id, reason, now)
            for chunk in chunks:
                statement = sa.update(delivery).where(
                    delivery.c.mailing_id == mailing_id, delivery.c.state == _UNKNOWN
                )
                if chunk:
                    statement = statement.where(delivery.c.email.in_(chunk))
                settled += connection.execute(statement.values(values)).rowcount
        return settled


def _to_be_sent(
    connection: sa.Connection,
    mailing_id: int | sa.ScalarSelect[int],
    reason: str,
    now: dt.datetime,
) -> dict[str, object]:
    """What a delivery becomes that is to be sent after all: planned, unless it is cancelled."""
    state = connection.execute(locked(mailing_id)).one()[0]
    is_cancelled = state == MailingState.CANCELLED.value
    return {
        "state": _SKIPPED if is_cancelled else _PLANNED,
        "reason": CANCELLED if is_cancelled else reason,
        "batch_id": None,
        "at": now,
    }


def _doubt(
    connection: sa.Connection, which: sa.ColumnElement[bool], reason: str, now: dt.datetime
) -> int:
    return connection.execute(
        sa.update(delivery)
        .where(which, delivery.c.state == _SENDING)
        .values(state=_UNKNOWN, reason=reason, at=now)
    ).rowcount

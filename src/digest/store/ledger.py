"""The ledger of deliveries: claim and commit, then call, then record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from digest.model.mailing import Batch, Claimant, DeliveryState, Receipt
from digest.store.batches import is_planned, read_batch
from digest.store.claimants import Claimants
from digest.store.database import Database
from digest.store.entries import Entries
from digest.store.ledger_tables import account, batch, delivery

_SENDING = DeliveryState.SENDING.value
_IS_UNKNOWN = delivery.c.state == sa.literal_column("'unknown'")  # as its index has it
_LATELY = 10_000  # batches: a mail server's mailing has one for each reader
_CHUNK = 500  # addresses in one statement, well under SQLite's limit of variables


class Ledger:
    """Every delivery's way from planned to what became of it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.claimants = Claimants(database)

    @contextmanager
    def entries(self) -> Iterator[Entries]:
        """A transaction for any number of entries; it is durable once the block has ended."""
        with self._database.writing() as connection:
            yield Entries(connection)

    def claim(
        self, mailing_id: int, claimant_id: int, limit: int, now: dt.datetime
    ) -> Batch | None:
        """Take up to ``limit`` planned deliveries of a running mailing, and commit."""
        with self.entries() as entries:
            return entries.claim(mailing_id, claimant_id, limit, now)

    def record(self, posted: Batch, receipts: tuple[Receipt, ...], now: dt.datetime) -> int:
        """Write down what a transport said of a batch's messages; returns how many it settled."""
        with self.entries() as entries:
            return entries.record(posted, receipts, now)

    def give_back(self, posted: Batch, now: dt.datetime) -> None:
        """Nothing of the batch left: its deliveries are planned again, or skipped if cancelled."""
        with self.entries() as entries:
            entries.give_back(posted, now)

    def doubt(self, posted: Batch, reason: str, now: dt.datetime) -> None:
        """Bytes of the batch may have left: its deliveries are unknown until evidence comes."""
        with self.entries() as entries:
            entries.doubt(posted, reason, now)

    def split(self, refused: Batch, claimant_id: int, now: dt.datetime) -> tuple[Batch, ...]:
        """Two batches out of one that was refused whole, to find the message that is at fault."""
        with self.entries() as entries:
            return entries.split(refused, claimant_id, now)

    def replan(self, doubtful: Batch, now: dt.datetime) -> None:
        """Plan a batch's unknown deliveries again: the transport cannot send them twice."""
        with self.entries() as entries:
            entries.replan(doubtful, now)

    def orphan(self, now: dt.datetime) -> int:
        """Doubt what processes that are gone had claimed; returns how many deliveries."""
        open_batches = sa.select(batch.c.id, batch.c.claimant_id).where(batch.c.is_open)
        with self._database.reading() as connection:
            in_the_air = connection.execute(open_batches).all()
        dead = self.claimants.dead(frozenset(row[1] for row in in_the_air))
        if not dead:
            return 0
        with self._database.writing() as connection:
            left = connection.scalars(
                sa.select(batch.c.id)
                .where(batch.c.is_open, batch.c.claimant_id.in_(dead))
                .order_by(batch.c.id)  # two who do this at once lock the rows in one order
            ).all()
            orphans = (read_batch(connection, each, DeliveryState.SENDING) for each in left)
            reason = "the process that was sending it stopped before the answer came"
            return sum(Entries(connection).doubt(each, reason, now) for each in orphans)

    def carriers(self, mailing_id: int) -> tuple[Claimant, ...]:
        """The living processes that are at a mailing: who claimed something of it lately."""
        newest = sa.select(sa.func.max(batch.c.id)).scalar_subquery()
        lately = (
            sa.select(batch.c.claimant_id)
            .where(batch.c.mailing_id == mailing_id, batch.c.id > newest - _LATELY)
            .distinct()
        )
        with self._database.reading() as connection:
            claimants = frozenset(connection.scalars(lately))
        return self.claimants.alive(claimants)

    def left(self, mailing_id: int) -> int:
        """How many deliveries of a mailing are planned or in the air; indexes know them all."""
        count = sa.select(sa.func.count())
        planned = count.where(is_planned())
        in_the_air = count.select_from(sa.join(batch, delivery)).where(
            batch.c.mailing_id == mailing_id, batch.c.is_open, delivery.c.state == _SENDING
        )
        with self._database.reading() as connection:
            waiting = connection.scalar(planned, {"its_mailing_id": mailing_id}) or 0
            return waiting + (connection.scalar(in_the_air) or 0)

    def free_at(self, *names: str) -> dt.datetime | None:
        """When everything of that name in the table of accounts is free; None: it is now."""
        latest = sa.select(account.c.free_at).where(account.c.transport.in_(names))
        with self._database.reading() as connection:
            return max(connection.scalars(latest), default=None)

    def in_other_hands(self, mailing_id: int, claimant_id: int) -> bool:
        """Whether another living process has something of a mailing in the air."""
        with self._database.reading() as connection:
            others = frozenset(
                connection.scalars(
                    sa.select(batch.c.claimant_id)
                    .where(
                        batch.c.mailing_id == mailing_id,
                        batch.c.is_open,
                        batch.c.claimant_id != claimant_id,
                    )
                    .distinct()
                )
            )
        return bool(others - self.claimants.dead(others))

    def unknown(
        self, mailing_id: int, *, doubted_before: dt.datetime | None = None
    ) -> tuple[Batch, ...]:
        """The batches some of whose deliveries are unknown, each with those alone.

        With a moment, only those whose doubt began by then: a call may take a minute to fail,
        and what it posted may show in a transport's logs as late as that.
        """
        doubts = (
            sa.select(delivery.c.batch_id)
            .where(delivery.c.mailing_id == mailing_id, _IS_UNKNOWN)
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
                values = Entries(connection).to_be_sent(mailing_id, reason, now)
            for chunk in chunks:
                statement = sa.update(delivery).where(
                    delivery.c.mailing_id == mailing_id, _IS_UNKNOWN
                )
                if chunk:
                    statement = statement.where(delivery.c.email.in_(chunk))
                settled += connection.execute(statement.values(values)).rowcount
        return settled

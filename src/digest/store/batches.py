"""Batches: the statements that take planned deliveries together, and read what was taken."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import sqlalchemy as sa

from digest.model.mailing import Batch, DeliveryState, Recipient
from digest.store.tables import batch, delivery, mailing, subscriber, suppression

_PLANNED = DeliveryState.PLANNED.value
_SENDING = DeliveryState.SENDING.value
_SKIPPED = DeliveryState.SKIPPED.value


def new_batch(
    connection: sa.Connection, mailing_id: int, claimant_id: int, reference: str, now: dt.datetime
) -> int:
    """Make an empty batch of a mailing; its reference is random, and there may be thousands."""
    inserted = connection.execute(
        sa.insert(batch)
        .values(
            mailing_id=mailing_id,
            claimant_id=claimant_id,
            reference=f"{reference}-{secrets.token_hex(8)}",
            claimed_at=now,
        )
        .returning(batch.c.id)
    )
    return int(inserted.scalar_one())


def locked(mailing_id: int | sa.ScalarSelect[int]) -> sa.Select[str, str]:
    """A mailing's state and reference, which stay so until the transaction ends.

    Whoever pauses or cancels at this moment waits, and then finds what was planned here.
    """
    return (
        sa.select(mailing.c.state, mailing.c.reference)
        .where(mailing.c.id == mailing_id)
        .with_for_update(read=True)
    )


def take(
    connection: sa.Connection, mailing_id: int, batch_id: int, limit: int, now: dt.datetime
) -> int:
    """Take the next planned deliveries of one variant into a batch; returns how many there were.

    Suppressing skips what is planned; a test, what was given back, and what was being planned
    at that moment it does not see. So the same statement that takes skips the suppressed.
    """
    variant = connection.scalar(_first_variant(mailing_id))
    if variant is None:
        return 0
    # Materialised, because PostgreSQL may otherwise run the limited query once per row.
    due = _planned(mailing_id, variant, limit).cte("due").prefix_with("MATERIALIZED")
    those = sa.outerjoin(due, suppression, suppression.c.email == due.c.email)
    checked = sa.select(due.c.id, suppression.c.reason).select_from(those).subquery("checked")
    is_free = checked.c.reason.is_(None)
    taken = connection.execute(
        sa.update(delivery)
        .where(delivery.c.id == checked.c.id)
        .values(
            state=sa.case((is_free, _SENDING), else_=_SKIPPED),
            reason=sa.func.coalesce(checked.c.reason, ""),
            batch_id=sa.case((is_free, batch_id)),
            at=now,
        )
        .returning(delivery.c.id)  # sqlite3 counts no rows of what begins with WITH
    )
    return len(taken.all())


def _first_variant(mailing_id: int) -> sa.Select[int]:
    """The variant of the first planned delivery that nobody else is taking."""
    return _in_order(sa.select(delivery.c.variant).where(_is_planned(mailing_id))).limit(1)


def _planned(mailing_id: int, variant: int, limit: int) -> sa.Select[int, str]:
    its = delivery.c.variant.between(variant, variant)
    chosen = sa.select(delivery.c.id, delivery.c.email).where(_is_planned(mailing_id), its)
    return _in_order(chosen).limit(limit)


def _is_planned(mailing_id: int) -> sa.ColumnElement[bool]:
    # Between and not equal, so that the index alone has the order and is walked from its first
    # entry: with "=" PostgreSQL may follow the primary key, past all that was sent before.
    is_planned = delivery.c.state.between(_PLANNED, _PLANNED)
    return sa.and_(delivery.c.mailing_id == mailing_id, is_planned)


def _in_order(chosen: sa.Select[Any]) -> sa.Select[Any]:
    """Variant by variant, so that batches are full; what others are taking is passed over."""
    in_order = chosen.order_by(delivery.c.state, delivery.c.variant, delivery.c.id)
    # No such clause on SQLite, where the single writer is the lock.
    return in_order.with_for_update(skip_locked=True)


def read_batch(connection: sa.Connection, batch_id: int, state: DeliveryState) -> Batch:
    """A batch with those of its deliveries that are in a state."""
    head = connection.execute(
        sa.select(batch.c.reference, batch.c.claimed_at).where(batch.c.id == batch_id)
    ).one()
    columns = (delivery.c.id, delivery.c.email, subscriber.c.name, subscriber.c.token)
    rows = connection.execute(
        sa.select(*columns, delivery.c.variant)
        .outerjoin_from(delivery, subscriber, delivery.c.subscriber_id == subscriber.c.id)
        .where(delivery.c.batch_id == batch_id, delivery.c.state == state.value)
        .order_by(delivery.c.id)
    ).all()
    return Batch(
        id=batch_id,
        reference=head[0],
        recipients=tuple(Recipient(row[0], row[1], row[2], row[3] or "") for row in rows),
        posted_at=head[1],
        variant=rows[0][4] if rows else 0,
    )

"""Batches: the statements that take planned deliveries together, and read what was taken.

They are written once and run a thousand times a mailing: to put one together takes SQLAlchemy as
long as the database needs to run it.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from typing import Any

import sqlalchemy as sa

from digest.model.mailing import Batch, DeliveryState, Recipient
from digest.store.ledger_tables import batch, delivery, mailing
from digest.store.tables import subscriber, suppression

_SENDING = DeliveryState.SENDING.value
_SKIPPED = DeliveryState.SKIPPED.value


def new_batch(
    connection: sa.Connection, mailing_id: int, claimant_id: int, reference: str, now: dt.datetime
) -> int:
    """Make an empty batch of a mailing; its reference is random, and there may be thousands."""
    inserted = connection.execute(
        _INSERT,
        {
            "mailing_id": mailing_id,
            "claimant_id": claimant_id,
            "reference": f"{reference}-{secrets.token_hex(8)}",
            "claimed_at": now,
        },
    )
    return int(inserted.scalar_one())


def locked(mailing_id: int | sa.ColumnElement[int] | sa.ScalarSelect[int]) -> sa.Select[str, str]:
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
) -> bool:
    """Take the next planned deliveries of one variant into a batch; False where there are none.

    Suppressing skips what is planned; a test, what was given back, and what was being planned
    at that moment it does not see. So the same statement that takes skips the suppressed.
    """
    its: dict[str, object] = {"its_mailing_id": mailing_id}
    variant = connection.scalar(_FIRST_VARIANT, its)
    if variant is None:
        return False
    its |= {"its_variant": variant, "its_limit": limit, "its_batch_id": batch_id, "its_at": now}
    connection.execute(_TAKE, its)
    return True


def read_batch(connection: sa.Connection, batch_id: int, state: DeliveryState) -> Batch:
    """A batch with those of its deliveries that are in a state."""
    read = _READ_IN_SQLITE if connection.dialect.name == "sqlite" else _READ_IN_POSTGRESQL
    row = connection.execute(read, {"its_id": batch_id, "its_state": state.value}).one()
    return Batch(
        id=batch_id,
        reference=row[0],
        recipients=tuple(sorted(map(Recipient._make, json.loads(row[2] or "[]")))),
        posted_at=row[1],
        variant=row[3] or 0,
    )


def _first_variant() -> sa.Select[int]:
    """The variant of the first planned delivery that nobody else is taking."""
    return _in_order(sa.select(delivery.c.variant).where(is_planned())).limit(1)


def _take() -> sa.Update:
    its = delivery.c.variant == sa.bindparam("its_variant")
    chosen = sa.select(delivery.c.id, delivery.c.email).where(is_planned(), its)
    limit = sa.bindparam("its_limit", type_=sa.Integer)
    # Materialised, because PostgreSQL may otherwise run the limited query once per row.
    due = _in_order(chosen).limit(limit).cte("due").prefix_with("MATERIALIZED")
    those = sa.outerjoin(due, suppression, suppression.c.email == due.c.email)
    checked = sa.select(due.c.id, suppression.c.reason).select_from(those).subquery("checked")
    is_free = checked.c.reason.is_(None)
    return (
        sa.update(delivery)
        .where(delivery.c.id == checked.c.id)
        .values(
            state=sa.case((is_free, _SENDING), else_=_SKIPPED),
            reason=sa.func.coalesce(checked.c.reason, ""),
            batch_id=sa.case((is_free, sa.bindparam("its_batch_id", type_=sa.Integer))),
            at=sa.bindparam("its_at"),
        )
    )


def is_planned() -> sa.ColumnElement[bool]:
    """Whether a delivery of a mailing is planned."""
    # A literal, or the index of what is planned would not be known to have it all.
    is_planned = delivery.c.state == sa.literal_column("'planned'")
    return sa.and_(delivery.c.mailing_id == sa.bindparam("its_mailing_id"), is_planned)


def _in_order(chosen: sa.Select[Any]) -> sa.Select[Any]:
    """Variant by variant, so that batches are full; what others are taking is passed over."""
    in_order = chosen.order_by(delivery.c.mailing_id, delivery.c.variant, delivery.c.id)
    # No such clause on SQLite, where the single writer is the lock.
    return in_order.with_for_update(skip_locked=True)


def _read(an_array: str, together: str) -> sa.Select[Any]:
    """Let the database write the recipients as one JSON text.

    A thousand of them are read in the time in which a hundred come as rows, and the threads that
    post are not kept waiting at each of them. A test's recipients are no subscribers.
    """
    token = sa.func.coalesce(subscriber.c.token, "")
    its = (
        sa.select(delivery.c.id, delivery.c.email, subscriber.c.name, token, delivery.c.variant)
        .outerjoin_from(delivery, subscriber, delivery.c.subscriber_id == subscriber.c.id)
        .where(
            delivery.c.batch_id == sa.bindparam("its_id"),
            delivery.c.state == sa.bindparam("its_state"),
        )
        .subquery("its")
    )
    *recipient, variant = its.c
    recipients = getattr(sa.func, together)(getattr(sa.func, an_array)(*recipient))
    return sa.select(
        batch.c.reference,
        batch.c.claimed_at,
        sa.select(sa.cast(recipients, sa.Text)).scalar_subquery(),
        sa.select(sa.func.max(variant)).scalar_subquery(),
    ).where(batch.c.id == sa.bindparam("its_id"))


_INSERT = sa.insert(batch).returning(batch.c.id)
_FIRST_VARIANT = _first_variant()
_TAKE = _take()
_READ_IN_SQLITE = _read("json_array", "json_group_array")
_READ_IN_POSTGRESQL = _read("json_build_array", "json_agg")

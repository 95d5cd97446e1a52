"""What ESPs tell: kept raw before anything is believed of it, then fact by fact, each once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from digest.delivery.states import predecessors
from digest.model.event import Event, EventKind
from digest.model.mailing import DeliveryState
from digest.store.database import Database
from digest.store.inserting import insert_if_new
from digest.store.ledger_tables import batch, delivery, event, webhook_call
from digest.store.subscribers import suppress_in

_WAITING, _DONE, _UNREADABLE = "waiting", "done", "unreadable"
# Events in a transaction: whoever sends meanwhile waits for no more than these. PostgreSQL lets
# both write at once, and would end one of two that hold what the other one wants.
_AT_ONCE_IN_SQLITE, _AT_ONCE_IN_POSTGRESQL = 100, 1

# What an event makes of the delivery it is about; of the others it makes nothing.
_MAKES: Mapping[EventKind, DeliveryState] = MappingProxyType(
    {
        EventKind.ACCEPTED: DeliveryState.ACCEPTED,
        EventKind.REJECTED: DeliveryState.REJECTED,
        EventKind.DELIVERED: DeliveryState.DELIVERED,
        EventKind.DEFERRED: DeliveryState.DEFERRED,
        EventKind.BOUNCED: DeliveryState.BOUNCED,
        EventKind.COMPLAINED: DeliveryState.COMPLAINED,
    }
)


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call that was kept and is not worked on yet."""

    id: int
    esp: str
    content_type: str
    body: bytes


class Webhooks:
    """The calls and the events of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, esp: str, content_type: str, body: bytes, now: dt.datetime) -> bool:
        """Keep a call as it came in; False where the same was kept before."""
        digest = hashlib.sha256(esp.encode() + b"\n" + body).hexdigest()
        with self._database.writing() as connection:
            kept = connection.execute(
                insert_if_new(connection, webhook_call).values(
                    esp=esp,
                    sha256=digest,
                    content_type=content_type,
                    body=body,
                    came_at=now,
                    state=_WAITING,
                )
            )
            return bool(kept.rowcount)

    def waiting(self, limit: int = 100) -> tuple[KeptCall, ...]:
        """The first calls that nobody has worked on, in the order they came."""
        columns = (webhook_call.c.id, webhook_call.c.esp, webhook_call.c.content_type)
        with self._database.reading() as connection:
            rows = connection.execute(
                sa.select(*columns, webhook_call.c.body)
                .where(webhook_call.c.state == _WAITING)
                .order_by(webhook_call.c.id)
                .limit(limit)
            )
            return tuple(KeptCall(*row) for row in rows)

    def settle(self, call: KeptCall, *, is_read: bool) -> None:
        """Say that a call was worked on, or that its body cannot be read.

        What was read stands with its events: the body of the call is not kept a second time.
        """
        done = {"state": _DONE, "body": b""} if is_read else {"state": _UNREADABLE}
        with self._database.writing() as connection:
            connection.execute(
                sa.update(webhook_call).where(webhook_call.c.id == call.id).values(done)
            )

    def take_in(self, esp: str, told: tuple[Event, ...], now: dt.datetime) -> tuple[int, ...]:
        """Write events down and what follows from each; what was told before changes nothing.

        A delivery moves along as its states allow, whatever order events come in. Who bounced
        for good, complained or left by the ESP's own means is suppressed at once.

        Returns:
            For each new event that is about a delivery: the mailing whose books it may change.
        """
        touched: list[int] = []
        size = _AT_ONCE_IN_SQLITE if self._database.is_sqlite else _AT_ONCE_IN_POSTGRESQL
        for first in range(0, len(told), size):
            with self._database.writing() as connection:
                for each in told[first : first + size]:
                    mailing_id = _take_in(connection, esp, each, now)
                    touched += [] if mailing_id is None else [mailing_id]
        return tuple(touched)


def _take_in(connection: sa.Connection, esp: str, told: Event, now: dt.datetime) -> int | None:
    found = _delivery_of(connection, told)
    row = {
        "esp": esp,
        "event_id": told.id,
        "kind": told.kind.value,
        "email": told.email,
        "at": told.at,
        "delivery_id": found[0] if found else None,
        "is_hard": told.is_hard,
        "reason": told.reason,
        "body": told.body,
    }
    if not connection.execute(insert_if_new(connection, event), row).rowcount:
        return None
    if found and told.kind in _MAKES:
        _move(connection, found[0], told)
    if because := _suppresses(told):
        suppress_in(connection, told.email, because, now)
    return found[1] if found else None


def _delivery_of(connection: sa.Connection, told: Event) -> tuple[int, int] | None:
    """The delivery an event is about, and its mailing; the address has to be its own."""
    ways = (
        (_BY_ID, told.delivery_id),
        (_BY_REFERENCE, told.reference),
        (_BY_RECEIPT, told.message_id),
        (_BY_SHARED_RECEIPT, told.message_id),
    )
    for way, value in ways:
        if value in (None, ""):
            continue
        rows = connection.execute(way, {"its_value": value, "its_email": told.email}).all()
        if len(rows) == 1:  # of two of them nobody could say which is meant
            return rows[0][0], rows[0][1]
    return None


def _move(connection: sa.Connection, delivery_id: int, told: Event) -> None:
    moved = {"its_reason": told.reason, "its_at": told.at}
    own = {"its_id": delivery_id, "its_message_id": told.message_id}
    connection.execute(_MOVE[_MAKES[told.kind]], {**own, **moved})


def _suppresses(told: Event) -> str:
    """Why an address is not to be mailed any more; empty where nothing speaks against it."""
    if told.kind is EventKind.BOUNCED and told.is_hard:
        return "bounced"
    if told.kind is EventKind.COMPLAINED:
        return "complained"
    return "unsubscribed" if told.kind is EventKind.UNSUBSCRIBED else ""


def _by(column: sa.ColumnElement[Any], *also: sa.ColumnElement[bool]) -> sa.Select[int, int]:
    """The deliveries to an address that a column tells; two are enough to see that it does not."""
    return (
        sa.select(delivery.c.id, delivery.c.mailing_id)
        .outerjoin_from(delivery, batch, delivery.c.batch_id == batch.c.id)
        .where(column == sa.bindparam("its_value"), delivery.c.email == sa.bindparam("its_email"))
        .where(*also)
        .limit(2)
    )


def _moving(state: DeliveryState) -> sa.Update:
    before = [each.value for each in predecessors(state) if each is not DeliveryState.PLANNED]
    told = sa.bindparam("its_message_id", type_=sa.Text)
    return (
        sa.update(delivery)
        .where(delivery.c.id == sa.bindparam("its_id"), delivery.c.state.in_(before))
        .values(
            state=state.value,
            reason=sa.bindparam("its_reason"),
            at=sa.bindparam("its_at"),
            receipt=sa.case((told != "", told), else_=delivery.c.receipt),
        )
    )


# Written once, see batches.py.
_BY_ID, _BY_REFERENCE = _by(delivery.c.id), _by(batch.c.reference)
# The index of receipts holds those there are, which has to be said in its own words.
_BY_RECEIPT = _by(delivery.c.receipt, delivery.c.receipt != sa.literal_column("''"))
_BY_SHARED_RECEIPT = _by(batch.c.receipt)
_MOVE: Mapping[DeliveryState, sa.Update] = MappingProxyType(
    {state: _moving(state) for state in _MAKES.values()}
)

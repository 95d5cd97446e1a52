"""Mailings: starting one with its recipients frozen, steering it, and its books."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from digest.audience.variants import Choice, the_only_one
from digest.errors import StoreError
from digest.model.issue import IssueState
from digest.model.mailing import (
    Books,
    Delivery,
    DeliveryState,
    LetterHead,
    Mailing,
    MailingKind,
    MailingPlan,
    MailingState,
)
from digest.model.period import Period
from digest.store.database import Database
from digest.store.ledger_tables import batch, delivery, mailing
from digest.store.planning import plan_deliveries
from digest.store.tables import issue

_PLANNED, _SKIPPED = DeliveryState.PLANNED.value, DeliveryState.SKIPPED.value
CANCELLED = "cancelled"  # the reason of what was planned when its mailing was cancelled


class Mailings:
    """The mailings of one newsletter."""

    def __init__(self, database: Database, newsletter: str) -> None:
        self._database = database
        self._newsletter = newsletter

    def real(self, period: Period) -> Mailing | None:
        """The one real mailing of an issue, or None."""
        with self._database.reading() as connection:
            return self._real(connection, period)

    def of_id(self, mailing_id: int) -> Mailing:
        """A mailing that is known to be there."""
        with self._database.reading() as connection:
            return _mailing(
                connection.execute(sa.select(mailing).where(mailing.c.id == mailing_id)).one()
            )

    def start(self, plan: MailingPlan, now: dt.datetime, choose: Choice = the_only_one) -> Mailing:
        """Freeze the recipients of an issue, or give the mailing somebody else started before.

        Every subscriber becomes one row: planned, or skipped with the reason. The books must
        balance before the transaction ends, or nothing of it has happened. An approved issue
        is being sent from the same moment on: its approval can no longer be voided.

        Args:
            plan: what the mailing is to carry.
            now: the moment.
            choose: which of its variants a subscriber gets.

        Raises:
            StoreError: the books do not balance.
        """
        try:
            with self._database.writing(of_one_moment=True) as connection:
                known = self._real(connection, plan.period)
                if known is not None:
                    return known
                started = self._insert(connection, plan, MailingKind.REAL, now)
                _plan(connection, started.id, choose, now)
                connection.execute(
                    sa.update(issue)
                    .where(
                        issue.c.newsletter == self._newsletter,
                        issue.c.period == plan.period,
                        issue.c.state == IssueState.APPROVED.value,
                    )
                    .values(state=IssueState.SENDING.value)
                )
                return started
        except IntegrityError:  # another process was first: there is one real mailing an issue
            known = self.real(plan.period)
            if known is None:
                raise
            return known

    def start_test(
        self,
        plan: MailingPlan,
        addresses: tuple[str, ...],
        now: dt.datetime,
        *,
        variants: int = 1,
    ) -> Mailing:
        """A test mailing, of every variant to each of some addresses: recorded, counted apart."""
        with self._database.writing() as connection:
            started = self._insert(connection, plan, MailingKind.TEST, now)
            connection.execute(
                sa.insert(delivery),
                [
                    {
                        "mailing_id": started.id,
                        "email": address,
                        "variant": variant,
                        "state": _PLANNED,
                        "at": now,
                    }
                    for address in addresses
                    for variant in range(variants)
                ],
            )
            connection.execute(
                sa.update(mailing)
                .where(mailing.c.id == started.id)
                .values(candidates=len(addresses) * variants)
            )
            return started

    def head(self, mailing_id: int) -> LetterHead:
        """What was frozen of the letter's head when the mailing started."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(mailing.c.head).where(mailing.c.id == mailing_id))
            return LetterHead(**json.loads(row.scalar_one()))

    def steer(self, mailing_id: int, to: MailingState, now: dt.datetime) -> Mailing:
        """Pause, resume or cancel; on cancelling, what is planned is skipped in the same breath.

        A cancelled mailing stays cancelled.
        """
        with self._database.writing() as connection:
            connection.execute(
                sa.update(mailing)
                .where(mailing.c.id == mailing_id, mailing.c.state != MailingState.CANCELLED.value)
                .values(state=to.value)
            )
            if to is MailingState.CANCELLED:
                connection.execute(
                    sa.update(delivery)
                    .where(delivery.c.mailing_id == mailing_id, delivery.c.state == _PLANNED)
                    .values(state=_SKIPPED, reason=CANCELLED, at=now)
                )
            return _mailing(
                connection.execute(sa.select(mailing).where(mailing.c.id == mailing_id)).one()
            )

    def state(self, mailing_id: int) -> MailingState:
        """Whether a mailing runs, rests or has ended."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(mailing.c.state).where(mailing.c.id == mailing_id))
            return MailingState(row.scalar_one())

    def books(self, mailing_id: int, state: str) -> Books:
        """A mailing's account at one moment."""
        with self._database.reading() as connection:
            return _books(connection, mailing_id, state)

    def settle(self, of: Mailing, state_by: Callable[[Books], IssueState]) -> Books:
        """Make the issue's state say what the books say, both at one moment."""
        with self._database.writing() as connection:
            state = state_by(_books(connection, of.id, ""))
            connection.execute(
                sa.update(issue)
                .where(issue.c.newsletter == self._newsletter, issue.c.period == of.period)
                .values(state=state.value)
            )
            return _books(connection, of.id, state.value)

    def deliveries(self, mailing_id: int, state: DeliveryState | None) -> Iterator[Delivery]:
        """The rows of the ledger, in the order they were planned."""
        query = (
            sa.select(
                delivery.c.email,
                delivery.c.state,
                delivery.c.reason,
                sa.func.coalesce(sa.func.nullif(delivery.c.receipt, ""), batch.c.receipt, ""),
                delivery.c.at,
            )
            .outerjoin_from(delivery, batch, delivery.c.batch_id == batch.c.id)
            .where(delivery.c.mailing_id == mailing_id)
            .order_by(delivery.c.id)
        )
        if state is not None:
            query = query.where(delivery.c.state == state.value)
        with self._database.reading() as connection:
            for row in connection.execution_options(yield_per=1000).execute(query):
                yield Delivery(row[0], DeliveryState(row[1]), row[2], row[3], row[4])

    def _real(self, connection: sa.Connection, period: Period) -> Mailing | None:
        row = connection.execute(
            sa.select(mailing).where(
                mailing.c.newsletter == self._newsletter,
                mailing.c.period == period,
                mailing.c.kind == MailingKind.REAL.value,
            )
        ).one_or_none()
        return _mailing(row) if row else None

    def _insert(
        self, connection: sa.Connection, plan: MailingPlan, kind: MailingKind, now: dt.datetime
    ) -> Mailing:
        label = plan.period if kind is MailingKind.REAL else f"{plan.period}-test"
        reference = f"{label}-{secrets.token_hex(4)}"
        connection.execute(
            sa.insert(mailing).values(
                newsletter=self._newsletter,
                period=plan.period,
                kind=kind.value,
                state=MailingState.RUNNING.value,
                sha256=plan.sha256,
                transport=plan.transport,
                reference=reference,
                head=json.dumps(asdict(plan.head)),
                candidates=0,
                started_at=now,
            )
        )
        return _mailing(
            connection.execute(sa.select(mailing).where(mailing.c.reference == reference)).one()
        )


def _plan(connection: sa.Connection, mailing_id: int, choose: Choice, now: dt.datetime) -> None:
    candidates = plan_deliveries(connection, mailing_id, choose, now)
    connection.execute(
        sa.update(mailing).where(mailing.c.id == mailing_id).values(candidates=candidates)
    )
    books = _books(connection, mailing_id, "sending")
    if not books.balance:
        raise StoreError(
            f"The books of the mailing do not balance: {candidates} subscribers, but"
            f" {books.count(DeliveryState.PLANNED)} planned and"
            f" {books.count(DeliveryState.SKIPPED)} skipped. Nothing was sent.",
            hint="Run `digest db check`, and send again.",
        )


def _books(connection: sa.Connection, mailing_id: int, state: str) -> Books:
    head = connection.execute(
        sa.select(mailing.c.period, mailing.c.candidates).where(mailing.c.id == mailing_id)
    ).one()
    rows = connection.execute(
        sa.select(delivery.c.state, sa.func.count())
        .where(delivery.c.mailing_id == mailing_id)
        .group_by(delivery.c.state)
    ).all()
    skipped = connection.execute(
        sa.select(delivery.c.reason, sa.func.count())
        .where(delivery.c.mailing_id == mailing_id, delivery.c.state == _SKIPPED)
        .group_by(delivery.c.reason)
        .order_by(delivery.c.reason)
    ).all()
    return Books(
        issue=Period(head[0]),
        state=state,
        candidates=head[1],
        counts={DeliveryState(name): count for name, count in rows},
        skipped={str(reason): count for reason, count in skipped},
    )


def _mailing(row: sa.Row[tuple[object, ...]]) -> Mailing:
    each = row._mapping  # noqa: SLF001 - SQLAlchemy's documented way to a row's names
    return Mailing(
        id=each[mailing.c.id],
        period=Period(each[mailing.c.period]),
        kind=MailingKind(each[mailing.c.kind]),
        state=MailingState(each[mailing.c.state]),
        sha256=each[mailing.c.sha256],
        transport=each[mailing.c.transport],
        reference=each[mailing.c.reference],
        started_at=each[mailing.c.started_at],
    )

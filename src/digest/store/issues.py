"""Issues: their state, the approvals, the approved bytes, and what is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

import sqlalchemy as sa

from digest.errors import NotAllowedError
from digest.issues.keeping import document_of, issue_of
from digest.model.issue import Approval, Issue, IssueState, IssueStatus
from digest.model.period import Period
from digest.model.rendered import RenderedIssue, sha256_of
from digest.store.database import Database
from digest.store.inserting import insert_if_new, upsert
from digest.store.tables import approval, due, issue, issue_content, rendering

_APPROVABLE = (IssueState.DRAFT, IssueState.CLOSED, IssueState.APPROVED, IssueState.SKIPPED)


# What of a variant is kept; how it came about is known only to whoever rendered it.
_VARIANT = tuple(field.name for field in fields(RenderedIssue) if field.name in rendering.c)


@dataclass(frozen=True, slots=True)
class Due:
    """That an issue is to go out: one row, whoever looks."""

    period: Period
    due_at: dt.datetime
    outcome: str  # "waiting", "sent", "held", "skipped"
    note: str


class Issues:
    """The issues of one newsletter.

    Args:
        newsletter: the newsletter's List-Id, which outlives its title.
    """

    def __init__(self, database: Database, newsletter: str) -> None:
        self._database = database
        self._newsletter = newsletter

    def status(self, period: Period) -> IssueStatus | None:
        """An issue's stored facts, or None where the period was never met."""
        with self._database.reading() as connection:
            return self._status(connection, period)

    def all(self) -> tuple[IssueStatus, ...]:
        """Every issue there is, oldest first."""
        with self._database.reading() as connection:
            periods = connection.scalars(
                sa.select(issue.c.period)
                .where(issue.c.newsletter == self._newsletter)
                .order_by(issue.c.period)
            ).all()
            found = (self._status(connection, Period(each)) for each in periods)
            return tuple(each for each in found if each)

    def open(self, period: Period) -> None:
        """Make a period's issue as a draft, if it was never met."""
        with self._database.writing() as connection:
            connection.execute(
                insert_if_new(connection, issue).values(
                    newsletter=self._newsletter, period=period, state=IssueState.DRAFT.value
                )
            )

    def move(
        self,
        period: Period,
        to: IssueState,
        *,
        only_from: tuple[IssueState, ...] = tuple(IssueState),
    ) -> bool:
        """Change an issue's state, if it is in one of those named; say whether it was."""
        with self._database.writing() as connection:
            return self._moves(connection, period, to, only_from)

    def approve(self, content: Issue, variants: tuple[RenderedIssue, ...], word: Approval) -> None:
        """Keep the exact bytes, what they were made of, and a person's word; an older is voided.

        Raises:
            NotAllowedError: the issue is being sent or has been.
        """
        period = content.period
        with self._database.writing() as connection:
            if not self._moves(connection, period, IssueState.APPROVED, _APPROVABLE):
                current = self._status(connection, period)
                state = current.state.value if current else "unknown"
                raise NotAllowedError(f"Issue {period} is {state}: it can no longer be approved.")
            sha256 = _keep_rendering(connection, variants)
            kept = {"sha256": sha256, "document": document_of(content)}
            connection.execute(upsert(connection, issue_content), [kept])
            self._void(connection, period, word.approved_at, "approved anew")
            connection.execute(
                sa.insert(approval).values(
                    newsletter=self._newsletter,
                    period=period,
                    sha256=word.sha256,
                    approved_by=word.approved_by,
                    approved_at=word.approved_at,
                )
            )

    def void(self, period: Period, at: dt.datetime, because: str) -> None:
        """Take an approval back: the issue is closed again, and waits for a person.

        What is on its way keeps the word it went out on.
        """
        with self._database.writing() as connection:
            if self._moves(connection, period, IssueState.CLOSED, (IssueState.APPROVED,)):
                self._void(connection, period, at, because)

    def last_voided(self, period: Period) -> tuple[Approval, str] | None:
        """The approval that was taken back last, and why; None where none was."""
        with self._database.reading() as connection:
            row = connection.execute(
                sa.select(
                    approval.c.sha256,
                    approval.c.approved_by,
                    approval.c.approved_at,
                    approval.c.voided_because,
                )
                .where(*self._is(approval, period), approval.c.voided_at.is_not(None))
                .order_by(approval.c.id.desc())
                .limit(1)
            ).one_or_none()
        if row is None:
            return None
        return Approval(sha256=row[0], approved_by=row[1], approved_at=row[2]), row[3]

    def keep_rendering(self, variants: tuple[RenderedIssue, ...]) -> str:
        """Keep rendered bytes that a test mailing carries; returns their SHA-256."""
        with self._database.writing() as connection:
            return _keep_rendering(connection, variants)

    def rendering(self, sha256: str) -> tuple[RenderedIssue, ...]:
        """The bytes kept under a sum, in the order of the variants."""
        with self._database.reading() as connection:
            rows = connection.execute(
                sa.select(*(rendering.c[name] for name in _VARIANT))
                .where(rendering.c.sha256 == sha256)
                .order_by(rendering.c.position)
            )
            return tuple(RenderedIssue(*row) for row in rows)

    def content(self, sha256: str) -> Issue | None:
        """What an approval's bytes were made of; None where an older version approved them."""
        with self._database.reading() as connection:
            document = connection.scalar(
                sa.select(issue_content.c.document).where(issue_content.c.sha256 == sha256)
            )
        return None if document is None else issue_of(document)

    def make_due(self, period: Period, due_at: dt.datetime, now: dt.datetime) -> Due:
        """The row that says an issue is due, made at the first look and never twice."""
        with self._database.writing() as connection:
            connection.execute(
                insert_if_new(connection, due).values(
                    newsletter=self._newsletter,
                    period=period,
                    due_at=due_at,
                    outcome="waiting",
                    note="",
                    at=now,
                )
            )
            connection.execute(
                sa.update(due)
                .where(*self._is(due, period), due.c.outcome == "waiting", due.c.due_at != due_at)
                .values(due_at=due_at, at=now)
            )
            row = connection.execute(
                sa.select(due.c.due_at, due.c.outcome, due.c.note).where(*self._is(due, period))
            )
            return Due(period, *row.one())

    def settle_due(self, period: Period, outcome: str, note: str, now: dt.datetime) -> bool:
        """Say what became of a due issue; False where another process has said it before."""
        with self._database.writing() as connection:
            settled = connection.execute(
                sa.update(due)
                .where(*self._is(due, period), due.c.outcome == "waiting")
                .values(outcome=outcome, note=note, at=now)
            )
            return settled.rowcount == 1

    def _is(self, table: sa.Table, period: Period) -> tuple[sa.ColumnElement[bool], ...]:
        return table.c.newsletter == self._newsletter, table.c.period == period

    def _status(self, connection: sa.Connection, period: Period) -> IssueStatus | None:
        state = connection.scalar(sa.select(issue.c.state).where(*self._is(issue, period)))
        if state is None:
            return None
        word = connection.execute(
            sa.select(approval.c.sha256, approval.c.approved_by, approval.c.approved_at).where(
                *self._is(approval, period), approval.c.voided_at.is_(None)
            )
        ).one_or_none()
        return IssueStatus(
            period=period,
            state=IssueState(state),
            approval=Approval(sha256=word[0], approved_by=word[1], approved_at=word[2])
            if word
            else None,
        )

    def _moves(
        self,
        connection: sa.Connection,
        period: Period,
        to: IssueState,
        only_from: tuple[IssueState, ...],
    ) -> bool:
        """Move the issue if it may; it is locked, so whoever comes next finds it moved."""
        moved = connection.execute(
            sa.update(issue)
            .where(*self._is(issue, period), issue.c.state.in_([each.value for each in only_from]))
            .values(state=to.value)
        )
        return moved.rowcount == 1

    def _void(
        self, connection: sa.Connection, period: Period, at: dt.datetime, because: str
    ) -> None:
        connection.execute(
            sa.update(approval)
            .where(*self._is(approval, period), approval.c.voided_at.is_(None))
            .values(voided_at=at, voided_because=because)
        )


def _keep_rendering(connection: sa.Connection, variants: tuple[RenderedIssue, ...]) -> str:
    sha256 = sha256_of(variants)
    for position, variant in enumerate(variants):
        connection.execute(
            insert_if_new(connection, rendering).values(
                sha256=sha256,
                position=position,
                **{name: getattr(variant, name) for name in _VARIANT},
            )
        )
    return sha256

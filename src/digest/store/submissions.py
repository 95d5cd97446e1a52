"""Submissions and their revisions."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from digest.errors import ChangedMeanwhileError
from digest.model.period import Period
from digest.model.submission import Submission
from digest.store.database import Database
from digest.store.inserting import insert_if_new
from digest.store.tables import submission, submission_revision


class Submissions:
    """What the members handed in, as it stands and as it stood."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, submission_id: str) -> Submission | None:
        """One submission, or None."""
        found = self._find(submission.c.id == submission_id)
        return found[0] if found else None

    def all(self) -> tuple[Submission, ...]:
        """Every submission in every state, in a lasting order."""
        return self._find(sa.true())

    def of_source(self, source: str) -> dict[str, Submission]:
        """A source's submissions by their key."""
        return {each.key: each for each in self._find(submission.c.source == source)}

    def of_issue(self, period: Period) -> tuple[Submission, ...]:
        """Every submission, in any state, whose issue or second issue this is."""
        return self._find(sa.or_(submission.c.issue == period, submission.c.repeat == period))

    def periods(self) -> tuple[Period, ...]:
        """Every period a submission stands in."""
        columns = (submission.c.issue, submission.c.repeat)
        with self._database.reading() as connection:
            names = connection.scalars(
                sa.union(*(sa.select(column).where(column.is_not(None)) for column in columns))
            )
            return tuple(sorted(Period(name) for name in names))

    def save(
        self,
        submissions: tuple[Submission, ...],
        at: dt.datetime,
        *,
        read: tuple[Submission, ...] = (),
    ) -> None:
        """Keep submissions as they now are, all or none; a new revision goes into the history.

        Args:
            submissions: as they are to be.
            at: the moment of the change.
            read: as they were when the change was decided; so an editor's change and a source's
                that come at the same moment are never laid one over the other.

        Raises:
            ChangedMeanwhileError: one of those read has changed since.
        """
        with self._database.writing() as connection:
            for before in read:
                _must_be_unchanged(connection, before)
            for each in submissions:
                _save(connection, each, at)

    def _find(self, condition: sa.ColumnElement[bool]) -> tuple[Submission, ...]:
        with self._database.reading() as connection:
            documents = connection.scalars(
                sa.select(submission.c.document).where(condition).order_by(submission.c.id)
            )
            return tuple(Submission.model_validate_json(document) for document in documents)


def _must_be_unchanged(connection: sa.Connection, before: Submission) -> None:
    document = connection.scalar(
        sa.select(submission.c.document).where(submission.c.id == before.id).with_for_update()
    )
    if document is None or Submission.model_validate_json(document) != before:
        raise ChangedMeanwhileError(
            f"Submission {before.id} was changed by somebody else at the same moment.",
            hint="Nothing was saved; look at it, and run the command again.",
        )


def _save(connection: sa.Connection, each: Submission, at: dt.datetime) -> None:
    document = each.model_dump_json()
    searched = {
        "state": each.state.value,
        "issue": each.issue,
        "repeat": each.repeat,
        "revision": each.revision,
        "document": document,
    }
    changed = connection.execute(
        sa.update(submission).where(submission.c.id == each.id).values(searched)
    )
    if not changed.rowcount:
        connection.execute(
            sa.insert(submission).values(id=each.id, source=each.source, key=each.key, **searched)
        )
    connection.execute(
        insert_if_new(connection, submission_revision).values(
            submission_id=each.id, revision=each.revision, at=at, document=document
        )
    )

"""Submissions and their revisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, TypeVar

import sqlalchemy as sa

from digest.errors import ChangedMeanwhileError
from digest.intake.duplicates import keys_of
from digest.model.period import Period
from digest.model.submission import Submission, SubmissionState
from digest.store.database import Database
from digest.store.inserting import insert_if_new
from digest.store.tables import submission, submission_key, submission_revision

T = TypeVar("T")
_PORTION = 500
_MOST_ALIKE = 50  # what more than that share, a home page say, tells nothing


@dataclass(frozen=True, slots=True)
class Revised:
    """How a submission stands, without what it says."""

    revision: int
    at: dt.datetime  # of that revision
    state: SubmissionState


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

    def of_keys(self, source: str, keys: Collection[str]) -> dict[str, Submission]:
        """Those of a source's submissions that have these keys, by their key."""
        found: dict[str, Submission] = {}
        for some in _portions(keys):
            ours = sa.and_(submission.c.source == source, submission.c.key.in_(some))
            found |= {each.key: each for each in self._find(ours)}
        return found

    def of_parcels(self, source: str, paths: Collection[str]) -> Iterator[Submission]:
        """The submissions that a source's parcels gave, and those they give no more."""
        for some in _portions(paths):
            yield from self._find(
                sa.and_(submission.c.source == source, submission.c.path.in_(some))
            )

    def recognised_by(self, source: str, keys: Collection[str]) -> tuple[Submission, ...]:
        """The submissions of a source that have one of these keys to be recognised by."""
        found: dict[str, Submission] = {}
        for some in _portions(keys):
            has_key = sa.select(submission_key.c.submission_id).where(
                submission_key.c.key.in_(some)
            )
            ours = sa.and_(submission.c.source == source, submission.c.id.in_(has_key))
            found |= {each.id: each for each in self._find(ours)}
        return tuple(found.values())

    def keys_of_parcels(self, source: str, paths: Collection[str]) -> dict[str, set[str]]:
        """The keys of the submissions that a source's parcels gave, by the parcel's path."""
        found: dict[str, set[str]] = {}
        columns = (submission.c.path, submission.c.key)
        with self._database.reading() as connection:
            for some in _portions(paths):
                ours = sa.and_(submission.c.source == source, submission.c.path.in_(some))
                for path, key in connection.execute(sa.select(*columns).where(ours)):
                    found.setdefault(path, set()).add(key)
        return found

    def of_ids(self, ids: Collection[str]) -> dict[str, Submission]:
        """Those of some ids that there are, by their id."""
        some_found = (self._find(submission.c.id.in_(some)) for some in _portions(ids))
        return {each.id: each for found in some_found for each in found}

    def revised(self, ids: Collection[str]) -> dict[str, Revised]:
        """How often some submissions were revised, and when last, by their id."""
        last, found = submission_revision.c, dict[str, Revised]()
        is_last = sa.and_(last.submission_id == submission.c.id)
        is_last &= last.revision == submission.c.revision
        columns = (submission.c.id, submission.c.revision, last.at, submission.c.state)
        joined = sa.select(*columns).join(submission_revision, is_last)
        with self._database.reading() as connection:
            for some in _portions(ids):
                rows = connection.execute(joined.where(submission.c.id.in_(some)))
                found |= {row[0]: Revised(row[1], row[2], SubmissionState(row[3])) for row in rows}
        return found

    def ids_there(self, ids: Collection[str]) -> frozenset[str]:
        """Those of some ids that a submission has."""
        with self._database.reading() as connection:
            return frozenset(_ids_there(connection, ids))

    def doubted(self, source: str) -> Iterator[Submission]:
        """A source's submissions that have findings, one after the other."""
        ours = sa.and_(submission.c.source == source, submission.c.is_doubted)
        with self._database.reading() as connection:
            documents = connection.execution_options(yield_per=_PORTION).scalars(
                sa.select(submission.c.document).where(ours).order_by(submission.c.id)
            )
            yield from map(Submission.model_validate_json, documents)

    def alike(self) -> Iterator[tuple[Submission, ...]]:
        """Groups of a few submissions that share a key they can be recognised by."""
        shared = (
            sa.select(submission_key.c.key)
            .group_by(submission_key.c.key)
            .having(sa.func.count().between(2, _MOST_ALIKE))
        )
        pairs = (
            sa.select(submission_key.c.key, submission.c.document)
            .join(submission, submission.c.id == submission_key.c.submission_id)
            .where(submission_key.c.key.in_(shared))
            .order_by(submission_key.c.key, submission.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execution_options(yield_per=_PORTION).execute(pairs)
            for _key, few in groupby(rows, key=lambda row: str(row.key)):
                yield tuple(Submission.model_validate_json(row.document) for row in few)

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
        new: Collection[str] = (),
    ) -> None:
        """Keep submissions as they now are, all or none; a new revision goes into the history.

        Args:
            submissions: as they are to be.
            at: the moment of the change.
            read: as they were when the change was decided; so an editor's change and a source's
                that come at the same moment are never laid one over the other.
            new: ids that nothing was known of when the change was decided.

        Raises:
            ChangedMeanwhileError: one of those read has changed since, or one of the new is there.
        """
        with self._database.writing() as connection:
            _must_be_unchanged(connection, read)
            _save(connection, submissions, frozenset(new), at)

    def _find(self, condition: sa.ColumnElement[bool]) -> tuple[Submission, ...]:
        with self._database.reading() as connection:
            documents = connection.scalars(
                sa.select(submission.c.document).where(condition).order_by(submission.c.id)
            )
            return tuple(Submission.model_validate_json(document) for document in documents)

    def in_state(self, state: SubmissionState) -> tuple[Submission, ...]:
        """Every submission in a state, in a lasting order."""
        return self._find(submission.c.state == state.value)


def _must_be_unchanged(connection: sa.Connection, read: tuple[Submission, ...]) -> None:
    columns = (submission.c.id, submission.c.document)
    for some in _portions(read):
        ids = [each.id for each in some]
        rows = connection.execute(
            sa.select(*columns).where(submission.c.id.in_(ids)).with_for_update()
        )
        documents = {row[0]: row[1] for row in rows}
        for before in some:
            if not _is_same(documents.get(before.id), before):
                raise ChangedMeanwhileError(
                    f"Submission {before.id} was changed by somebody else at the same moment.",
                    hint="Nothing was saved; look at it, and run the command again.",
                )


def _is_same(document: str | None, before: Submission) -> bool:
    if document is None or document == before.model_dump_json():
        return document is not None
    return Submission.model_validate_json(document) == before  # an older program wrote it


def _save(
    connection: sa.Connection,
    submissions: tuple[Submission, ...],
    new: frozenset[str],
    at: dt.datetime,
) -> None:
    """Rows for all of them in a handful of statements: a collecting saves hundreds at once."""
    if not submissions:
        return
    there = _ids_there(connection, [each.id for each in submissions if each.id not in new])
    rows = [_row(each) for each in submissions]
    _update(connection, [row for row in rows if row["id"] in there])
    _insert(connection, [row for row in rows if row["id"] not in there], is_news=bool(new))
    keys = [key for each in submissions for key in _keys(each)]
    if keys:
        connection.execute(sa.insert(submission_key), keys)
    revisions = [
        {
            "submission_id": row["id"],
            "revision": row["revision"],
            "at": at,
            "document": row["document"],
        }
        for row in rows
    ]
    connection.execute(insert_if_new(connection, submission_revision), revisions)


def _update(connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    its: sa.BindParameter[str] = sa.bindparam("its_id")
    changed: dict[str, Any] = {name: sa.bindparam(name) for name in rows[0] if name != "id"}
    ours = sa.update(submission).where(submission.c.id == its).values(changed)
    connection.execute(ours, [{"its_id": row["id"], **row} for row in rows])
    keys = sa.delete(submission_key).where(submission_key.c.submission_id == its)
    connection.execute(keys, [{"its_id": row["id"]} for row in rows])


def _insert(connection: sa.Connection, rows: list[dict[str, Any]], *, is_news: bool) -> None:
    if not rows:
        return
    if not is_news:
        connection.execute(sa.insert(submission), rows)
        return
    inserted = connection.execute(insert_if_new(connection, submission), rows)
    if inserted.rowcount != len(rows):
        raise ChangedMeanwhileError(
            "Somebody else took in the same records at the same moment.",
            hint="Nothing was saved; run the command again.",
        )


def _keys(each: Submission) -> Iterator[dict[str, Any]]:
    for key in keys_of(each.content):
        yield {"submission_id": each.id, "key": key}


def _row(each: Submission) -> dict[str, Any]:
    return {
        "id": each.id,
        "source": each.source,
        "key": each.key,
        "state": each.state.value,
        "issue": each.issue,
        "repeat": each.repeat,
        "revision": each.revision,
        "document": each.model_dump_json(),
        "path": each.document,
        "is_doubted": bool(each.findings),
    }


def _ids_there(connection: sa.Connection, ids: Collection[str]) -> set[str]:
    return {
        found
        for some in _portions(ids)
        for found in connection.scalars(sa.select(submission.c.id).where(submission.c.id.in_(some)))
    }


def _portions(whole: Collection[T]) -> Iterator[list[T]]:
    """Pieces that fit into one statement's variables on every database."""
    rest = iter(whole)
    while portion := list(islice(rest, _PORTION)):
        yield portion

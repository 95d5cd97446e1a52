"""Calls: what was answered to whom, so that the same question gets the same answer.

Whoever begins a call has it for a minute; after that its process counts as gone, and the call
may be begun anew. The moment it was begun tells one holder from the next.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from digest.store.database import Database
from digest.store.inserting import insert_if_new
from digest.store.tables import api_call

KEPT_DAYS = 30
_ABANDONED = dt.timedelta(minutes=1)  # a call is answered in well under a second


@dataclass(frozen=True, slots=True)
class Question:
    """A call: whose it is, under which Idempotency-Key, and what it asks."""

    organisation: str
    key: str
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to it."""

    status: int  # as HTTP has them
    document: str  # JSON


class Standing(StrEnum):
    """How a call stands that has no answer for us to give again."""

    OURS = "ours"  # nobody answers it but we
    IN_PROGRESS = "in progress"  # somebody else is at it
    ANOTHER = "another"  # the key came before, with another body


class Calls:
    """The calls of the last days, and their answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, question: Question, at: dt.datetime) -> Answer | Standing:
        """Take a call up, or say what became of it before; calls long past are forgotten."""
        with self._database.writing() as connection:
            connection.execute(
                sa.delete(api_call).where(
                    api_call.c.organisation == question.organisation,
                    api_call.c.at < at - dt.timedelta(days=KEPT_DAYS),
                )
            )
            taken = connection.execute(
                insert_if_new(connection, api_call).values(
                    organisation=question.organisation,
                    key=question.key,
                    body_sha256=question.body_sha256,
                    at=at,
                )
            )
            return Standing.OURS if taken.rowcount else _met_again(connection, question, at)

    def finish(self, question: Question, begun: dt.datetime, answer: Answer) -> None:
        """Keep the answer to a call that was begun at that moment."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(api_call)
                .where(*_held(question, begun))
                .values(status=answer.status, answer=answer.document)
            )

    def let_go(self, question: Question, begun: dt.datetime) -> None:
        """Give a call back that came to nothing: it may be begun anew at once."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(api_call).where(*_held(question, begun)))


def _met_again(connection: sa.Connection, question: Question, at: dt.datetime) -> Answer | Standing:
    query = sa.select(api_call.c.body_sha256, api_call.c.status, api_call.c.answer, api_call.c.at)
    found = connection.execute(query.where(*_is(question)).with_for_update()).one_or_none()
    if found is None:  # given back a moment ago
        return Standing.IN_PROGRESS
    body_sha256, status, document, begun = found
    if body_sha256 != question.body_sha256:
        return Standing.ANOTHER
    if status is not None:
        return Answer(status, document)
    if begun > at - _ABANDONED:
        return Standing.IN_PROGRESS
    connection.execute(sa.update(api_call).where(*_held(question, begun)).values(at=at))
    return Standing.OURS


def _is(question: Question) -> tuple[sa.ColumnElement[bool], ...]:
    return (api_call.c.organisation == question.organisation, api_call.c.key == question.key)


def _held(question: Question, begun: dt.datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (*_is(question), api_call.c.at == begun, api_call.c.status.is_(None))

"""Who claims deliveries, and whether they still live.

A claim must count as orphaned the moment its process is gone, however it went.
So a claimant holds a lock that the operating system (SQLite: ``flock`` on a file beside the
database) or PostgreSQL (an advisory lock of the session) takes back when the process dies;
a process number alone may be somebody else's by then.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from digest.errors import StoreError
from digest.model.mailing import Claimant
from digest.store.database import Database
from digest.store.ledger_tables import claimant

_ADVISORY = 0x64696765  # the first key of our advisory locks; the second is the claimant's id


class Claimants:
    """The processes that claim, and the lock each of them holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def enter(self, now: dt.datetime) -> Iterator[int]:
        """Be a claimant for as long as the block runs; yields the claimant's id."""
        with self._database.writing() as connection:
            inserted = connection.execute(
                sa.insert(claimant)
                .values(host=socket.gethostname(), pid=os.getpid(), since=now)
                .returning(claimant.c.id)
            )
            claimant_id = int(inserted.scalar_one())
        with self._holding(claimant_id):
            yield claimant_id

    def dead(self, claimant_ids: frozenset[int]) -> frozenset[int]:
        """Those whose process is gone."""
        if self._database.is_sqlite:
            return frozenset(each for each in claimant_ids if _is_released(self._lock_file(each)))
        with self._database.reading() as connection:
            return frozenset(each for each in claimant_ids if _take_advisory(connection, each))

    def alive(self, claimant_ids: frozenset[int]) -> tuple[Claimant, ...]:
        """Those whose process still runs, in the order they came."""
        living = claimant_ids - self.dead(claimant_ids)
        its = sa.select(claimant.c.host, claimant.c.pid, claimant.c.since)
        with self._database.reading() as connection:
            rows = connection.execute(
                its.where(claimant.c.id.in_(living)).order_by(claimant.c.id)
            ).all()
        return tuple(Claimant(host, pid, since) for host, pid, since in rows)

    @contextmanager
    def _holding(self, claimant_id: int) -> Iterator[None]:
        if self._database.is_sqlite:
            with _file_lock(self._lock_file(claimant_id)):
                yield
            return
        with self._database.session() as connection:  # the lock ends with the session
            connection.execute(sa.select(sa.func.pg_advisory_lock(_ADVISORY, claimant_id)))
            try:
                yield
            finally:
                # PostgreSQL takes a moment to end a session; a broken one holds nothing.
                with suppress(DBAPIError):
                    unlock = sa.func.pg_advisory_unlock(_ADVISORY, claimant_id)
                    connection.execute(sa.select(unlock))

    def _lock_file(self, claimant_id: int) -> Path:
        path = self._database.path
        if path is None:
            raise StoreError("A mailing needs a database in a file: [database] url has none.")
        real = path.resolve()  # one folder, by whatever way a process came to the database
        return real.with_name(real.name + "-claims") / f"{claimant_id}.lock"


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    """Hold a file's lock; the file appears under its name only once the lock is held."""
    with ExitStack() as held:
        with _plain_errors(path):  # of the lock alone: what fails in the block is not about it
            path.parent.mkdir(exist_ok=True)
            unnamed = path.with_suffix(".new")
            file = held.enter_context(unnamed.open("w"))
            fcntl.flock(file, fcntl.LOCK_EX)
            unnamed.replace(path)
        try:
            yield
        finally:
            with suppress(OSError):  # a name left over locks nothing
                path.unlink()


def _is_released(path: Path) -> bool:
    with _plain_errors(path):
        try:
            with path.open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except BlockingIOError:
            return False
        except FileNotFoundError:
            return True
        return True


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"The lock {path} could not be used: {error}.",
            hint="Make the folder of the database writable for this user.",
        ) from error


def _take_advisory(connection: sa.Connection, claimant_id: int) -> bool:
    """Whether nobody holds the lock; it is given back with the transaction."""
    return bool(
        connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_ADVISORY, claimant_id)))
    )

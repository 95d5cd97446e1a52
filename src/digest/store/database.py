"""One database: its transactions, and what goes wrong said plainly."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import ConnectionPoolEntry

from digest.errors import StoreError

# What SQLite says (https://www.sqlite.org/rescode.html) and PostgreSQL, and the way out of it.
_HINTS = (
    ("database or disk is full", "Free some space on the disk and run the same command again."),
    ("disk i/o error", "Check the disk (full, removed, or failing) and run the command again."),
    ("readonly database", "Make the database file and its folder writable for this user."),
    ("unable to open database file", "Check that the folder exists and this user may write to it."),
    ("database is locked", "Another process is writing; wait for it to finish and try again."),
    ("malformed", "Restore a backup made with `digest db backup`; `digest db check` tells more."),
    ("connection to server", "Check that PostgreSQL runs, and what [database] url says of it."),
    ("not a database", "The file named by [database] url is something else; name another."),
)
_BUSY_MS = 30_000  # a writer's turn is short; thirty seconds is a stuck process, not a busy one


class Database:
    """An engine, and its two kinds of transaction.

    Args:
        url: an SQLAlchemy URL, ``sqlite:///PATH`` or ``postgresql+psycopg://…``.
    """

    def __init__(self, url: str) -> None:
        try:
            self.url = sa.make_url(url)
            self.engine = sa.create_engine(self.url)
        except (exc.ArgumentError, ModuleNotFoundError, ValueError) as error:
            raise StoreError(
                f"[database] url: this database cannot be opened: {_cause(error)}",
                hint="Write sqlite:///digest.db, or postgresql+psycopg://… with the extra"
                " member-digest[postgres] installed.",
            ) from error
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            event.listen(self.engine, "do_connect", _make_private)
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        # PostgreSQL otherwise lets each statement of a transaction see another moment.
        one_moment = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading = self.engine.execution_options(**one_moment)
        self._writing = self.engine.execution_options(digest_writes=True)
        self._writing_of_one_moment = self._writing.execution_options(**one_moment)

    @property
    def path(self) -> Path | None:
        """The database's file, where it is one."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that only reads: one moment of the database, never blocking a writer."""
        with self._plain_errors(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self, *, of_one_moment: bool = False) -> Iterator[sa.Connection]:
        """A transaction that writes: everything in it happens, or nothing does.

        Args:
            of_one_moment: every statement sees the database as the first one did, as it always
                is on SQLite; a row that somebody else changes meanwhile is then an error.
        """
        engine = self._writing_of_one_moment if of_one_moment else self._writing
        with self._plain_errors(), engine.begin() as connection:
            yield connection

    @contextmanager
    def session(self) -> Iterator[sa.Connection]:
        """A PostgreSQL session of its own, outside any transaction, closed after the block."""
        outside = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with self._plain_errors(), outside.connect() as connection:
            connection.detach()  # never back into the pool: what the session holds ends with it
            yield connection

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except exc.DBAPIError as error:
            if isinstance(error, exc.IntegrityError):
                raise  # a law of the schema; the one who broke it knows what it means
            cause = str(error.orig).strip() or type(error.orig).__name__
            hint = next((way for words, way in _HINTS if words in cause.lower()), "")
            name = self.path or self.url.render_as_string(hide_password=True)
            raise StoreError(f"The database {name} refused: {cause}.", hint=hint) from error

    def ping(self) -> None:
        """Ask the database for the smallest thing.

        Raises:
            StoreError: it does not answer.
        """
        with self.reading() as connection:
            connection.execute(sa.select(1))

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _cause(error: Exception) -> str:
    """Why a URL is of no use, without the password that may stand in it."""
    if isinstance(error, ValueError):  # it quotes a piece of the URL, cut anywhere
        return "a number in it (its port, most likely) cannot be read"
    return re.sub(r"//.*@", "//…@", str(error))


def _make_private(
    _dialect: Dialect, _entry: ConnectionPoolEntry, arguments: list[str], options: dict[str, Any]
) -> None:
    """Make a new database's file before SQLite does, for this user alone.

    It holds addresses and the tokens of links; SQLite gives the files beside it the same mode.
    A file that is there is never opened: closing it would let go of the locks on it
    (https://www.sqlite.org/howtocorrupt.html, 2.2). What cannot be made, SQLite then says.
    """
    name = arguments[0]
    if name != ":memory:" and not options.get("uri"):
        with suppress(OSError):
            Path(name).resolve().touch(0o600, exist_ok=False)


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """WAL: readers and a writer live together; FULL: a commit survives a power cut."""
    connection.isolation_level = None  # SQLAlchemy begins transactions itself, see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (f"busy_timeout = {_BUSY_MS}", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        _switch_to_wal(cursor)
    cursor.close()


def _switch_to_wal(cursor: sqlite3.Cursor) -> None:
    """Switch a new database to WAL; SQLite does not wait by itself for another who is at it."""
    until = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: sa.Connection) -> None:
    """A writer takes the write lock at once, so that it can wait for it and never deadlocks."""
    writes = connection.get_execution_options().get("digest_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""What was taken in whole, so that what did not change is not read again."""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from digest.store.database import Database
from digest.store.inserting import upsert
from digest.store.tables import source_parcel

_COLLECTING = 0x636F6C6C656374  # "collect": PostgreSQL's advisory lock


@dataclass(frozen=True, slots=True)
class TakenParcel:
    """A parcel of a source as it was taken in."""

    path: str
    # "": something of it is still to come, so it is read again; None: so it is, for it was read
    # under other circumstances
    fingerprint: str | None
    records: int


class Parcels:
    """The memory of what every source gave."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, source: str, circumstances: str) -> dict[str, TakenParcel]:
        """A source's parcels by path; read under other circumstances, one is to be read again."""
        same = source_parcel.c.circumstances == circumstances
        columns = (
            source_parcel.c.path,
            sa.case((same, source_parcel.c.fingerprint)),
            source_parcel.c.records,
        )
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*columns).where(source_parcel.c.source == source))
            return {row[0]: TakenParcel(*row) for row in rows}

    def keep(self, source: str, circumstances: str, taken: Iterable[TakenParcel]) -> None:
        """Remember parcels, each in place of what was known of its path."""
        rows = [
            {
                "source": source,
                "path": each.path,
                "fingerprint": each.fingerprint,
                "circumstances": circumstances,
                "records": each.records,
            }
            for each in taken
        ]
        if not rows:
            return
        with self._database.writing() as connection:
            connection.execute(upsert(connection, source_parcel), rows)

    def forget(self, source: str, paths: Iterable[str]) -> None:
        """Forget parcels a source gives no more."""
        pairs = [{"of": source, "at": path} for path in paths]
        ours = sa.delete(source_parcel).where(
            source_parcel.c.source == sa.bindparam("of"),
            source_parcel.c.path == sa.bindparam("at"),
        )
        if pairs:
            with self._database.writing() as connection:
                connection.execute(ours, pairs)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one who collects, for as long as the block runs; waits for another to end.

        Two at once would do no harm to a submission, but might remember as taken in what the
        other has since found changed. The lock ends with the process, however it goes.
        """
        path = self._database.path
        if not self._database.is_sqlite:
            with self._database.session() as connection:
                connection.execute(sa.select(sa.func.pg_advisory_lock(_COLLECTING)))
                yield
        elif path is None:
            yield  # in memory: nobody else can come
        else:
            real = path.resolve()
            with real.with_name(f"{real.name}-collecting.lock").open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield

"""What was taken in whole, so that what did not change is not read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from digest.store.database import Database
from digest.store.tables import source_parcel


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
            _delete(connection, source, [row["path"] for row in rows])
            connection.execute(sa.insert(source_parcel), rows)

    def forget(self, source: str, paths: Iterable[str]) -> None:
        """Forget parcels a source gives no more."""
        with self._database.writing() as connection:
            _delete(connection, source, paths)


def _delete(connection: sa.Connection, source: str, paths: Iterable[object]) -> None:
    pairs = [{"of": source, "at": path} for path in paths]
    if pairs:
        connection.execute(
            sa.delete(source_parcel).where(
                source_parcel.c.source == sa.bindparam("of"),
                source_parcel.c.path == sa.bindparam("at"),
            ),
            pairs,
        )

"""How the sources fare, from one collecting to the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace

import sqlalchemy as sa

from digest.store.database import Database
from digest.store.inserting import insert_if_new
from digest.store.tables import source_health

_RECENT = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source's health as of its last collecting."""

    source: str
    strikes: int = 0  # failures since it last answered
    failing_since: dt.datetime | None = None
    last_error: str | None = None
    answered_at: dt.datetime | None = None
    news_at: dt.datetime | None = None  # when it last gave something new; first: when it was met


class Health:
    """The health of all sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, SourceHealth]:
        """Every source that was ever collected, by its name."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(source_health)).mappings()
            return {row["source"]: SourceHealth(**row) for row in rows}

    def answered(self, source: str, now: dt.datetime, *, has_news: bool) -> SourceHealth:
        """A source was read to its end."""
        with self._database.writing() as connection:
            before = _of(connection, source)
            news_at = now if has_news or before.news_at is None else before.news_at
            after = SourceHealth(source, answered_at=now, news_at=news_at)
            _keep(connection, after)
        return after

    def is_well(self, source: str, now: dt.datetime) -> SourceHealth | None:
        """A source's health where it answered not long ago and nothing was wrong since.

        To write that it still is would be news to those who watch the database.
        """
        health = self.all().get(source)
        if health is None or health.answered_at is None or health.strikes:
            return None
        return health if now - health.answered_at < _RECENT else None

    def failed(self, source: str, now: dt.datetime, error: str) -> SourceHealth:
        """A source could not be read, or not to its end."""
        with self._database.writing() as connection:
            before = _of(connection, source)
            after = replace(
                before,
                strikes=before.strikes + 1,
                failing_since=before.failing_since or now,
                last_error=error,
            )
            _keep(connection, after)
        return after


def _of(connection: sa.Connection, source: str) -> SourceHealth:
    """A source's health, its row held until the transaction ends."""
    first = insert_if_new(connection, source_health).values(source=source, strikes=0)
    connection.execute(first)
    ours = sa.select(source_health).where(source_health.c.source == source).with_for_update()
    return SourceHealth(**connection.execute(ours).mappings().one())


def _keep(connection: sa.Connection, health: SourceHealth) -> None:
    ours = sa.update(source_health).where(source_health.c.source == health.source)
    connection.execute(ours.values(asdict(health)))

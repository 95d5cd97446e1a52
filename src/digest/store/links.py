"""What is known of links: the last outcome of asking for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from digest.model.link import LinkOutcome, Reach
from digest.store.database import Database
from digest.store.inserting import upsert
from digest.store.tables import link_check

_PORTION = 500
_WHY = ": "  # between how far one came, and why no further


class Links:
    """The outcomes, one an address."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, addresses: Collection[str]) -> dict[str, LinkOutcome]:
        """What is known of some addresses."""
        found: dict[str, LinkOutcome] = {}
        columns = (link_check.c.url, link_check.c.checked_at, link_check.c.outcome)
        wanted = tuple(addresses)
        with self._database.reading() as connection:
            for start in range(0, len(wanted), _PORTION):
                some = link_check.c.url.in_(wanted[start : start + _PORTION])
                for url, checked_at, outcome in connection.execute(sa.select(*columns).where(some)):
                    reach, _, words = outcome.partition(_WHY)
                    found[url] = LinkOutcome(url, checked_at, Reach(reach), words)
        return found

    def keep(self, outcomes: Iterable[LinkOutcome]) -> None:
        """Keep outcomes in the place of older ones; the latest of two at the same moment stays."""
        rows = [
            {
                "url": each.url,
                "checked_at": each.checked_at,
                "outcome": f"{each.reach.value}{_WHY}{each.words}",
            }
            for each in outcomes
        ]
        if rows:
            with self._database.writing() as connection:
                connection.execute(upsert(connection, link_check), sorted(rows, key=_url))


def _url(row: dict[str, object]) -> str:
    """In one order for everybody: two who write the same rows never wait for each other."""
    return str(row["url"])

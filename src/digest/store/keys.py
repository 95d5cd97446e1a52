"""Keys: who may push news in. A key is shown once; what is kept of it is its SHA-256."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

import sqlalchemy as sa

from digest.store.database import Database
from digest.store.tables import api_key

_PREFIX = "dk_"  # by which scanners for secrets find one that was published by mistake
_RANDOM_BYTES = 24  # 32 characters; nobody guesses 192 bits, so a plain hash is enough


class Keys:
    """The keys of organisations; each of them may have several."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, organisation: str, at: dt.datetime) -> str:
        """Make one more key for an organisation, by its id; it cannot be shown again."""
        key = _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
        with self._database.writing() as connection:
            connection.execute(
                sa.insert(api_key).values(
                    organisation=organisation, digest=_digest(key), created_at=at
                )
            )
        return key

    def revoke(self, organisation: str, at: dt.datetime) -> int:
        """Make every key of an organisation worthless; returns how many still stood."""
        with self._database.writing() as connection:
            revoked = connection.execute(
                sa.update(api_key)
                .where(api_key.c.organisation == organisation, api_key.c.revoked_at.is_(None))
                .values(revoked_at=at)
            )
            return revoked.rowcount

    def holder(self, key: str) -> str | None:
        """The id of the organisation a standing key belongs to, or None.

        Every standing key is compared, each in constant time: how long it takes says nothing.
        """
        asked = _digest(key)
        query = sa.select(api_key.c.organisation, api_key.c.digest).where(
            api_key.c.revoked_at.is_(None)
        )
        with self._database.reading() as connection:
            standing = connection.execute(query).all()
        holders = [each[0] for each in standing if hmac.compare_digest(each[1], asked)]
        return holders[0] if holders else None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

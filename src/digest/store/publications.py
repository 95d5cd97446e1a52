"""What is out: the issues whose mailing was started, and the pages older versions kept of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from digest.model.mailing import MailingKind
from digest.model.period import Period
from digest.store.database import Database
from digest.store.ledger_tables import mailing
from digest.store.tables import rendering


@dataclass(frozen=True, slots=True)
class Publication:
    """An issue that is out."""

    period: Period
    sha256: str  # of its approved bytes
    at: dt.datetime  # when its mailing was started


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A web page of an issue, as a version before the archive kept it beside the email."""

    language: str
    preheader: str
    calendar: str
    html: str


class Publications:
    """The issues of one newsletter that readers know.

    Args:
        database: where mailings are.
        newsletter: the newsletter's List-Id.
    """

    def __init__(self, database: Database, newsletter: str) -> None:
        self._database = database
        self._newsletter = newsletter

    def all(self) -> tuple[Publication, ...]:
        """Every issue whose real mailing was started, the oldest first."""
        started = (
            sa.select(mailing.c.period, mailing.c.sha256, mailing.c.started_at)
            .where(
                mailing.c.newsletter == self._newsletter,
                mailing.c.kind == MailingKind.REAL.value,
            )
            .order_by(mailing.c.period)
        )
        with self._database.reading() as connection:
            rows = connection.execute(started)
            return tuple(Publication(Period(row[0]), row[1], row[2]) for row in rows)

    def pages(self, sha256: str) -> tuple[KeptPage, ...]:
        """The pages that were kept under a sum, the newsletter's first language first."""
        columns = (
            rendering.c.language,
            rendering.c.preheader,
            rendering.c.calendar,
            rendering.c.archive_html,
        )
        kept = (
            sa.select(*columns)
            .where(rendering.c.sha256 == sha256, rendering.c.archive_html != "")
            .order_by(rendering.c.position)
        )
        with self._database.reading() as connection:
            return tuple(KeptPage(*row) for row in connection.execute(kept))

"""The audience: subscribers, and the addresses never to be mailed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from digest.model.mailing import DeliveryState
from digest.model.subscriber import Consent, Subscriber, Suppression
from digest.store.database import Database
from digest.store.inserting import insert_if_new
from digest.store.ledger_tables import delivery
from digest.store.tables import subscriber, suppression

_CHUNK = 500  # rows looked up in one statement, well under SQLite's limit of variables


class Subscribers:
    """Everybody who asked for the newsletter, and everybody who must not get it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Iterator[tuple[Subscriber, Suppression | None]]:
        """Every subscriber in the order of their addresses, with what suppresses them."""
        query = (
            sa.select(subscriber, suppression.c.reason, suppression.c.at)
            .outerjoin_from(subscriber, suppression, subscriber.c.email == suppression.c.email)
            .order_by(subscriber.c.email)
        )
        with self._database.reading() as connection:
            for row in connection.execution_options(yield_per=1000).execute(query):
                yield _subscriber(row), _suppression(row)

    def count(self) -> int:
        """How many subscribers there are."""
        with self._database.reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(subscriber)) or 0

    def add(self, people: Iterable[Subscriber]) -> Iterator[tuple[Subscriber, str | None]]:
        """Add subscribers in chunks, each chunk all or nothing.

        Yields:
            Each subscriber with None, or with the reason it was not added
            (it is on file already, or its address is suppressed).
        """
        chunk: list[Subscriber] = []
        for person in people:
            chunk.append(person)
            if len(chunk) == _CHUNK:
                yield from self._add(chunk)
                chunk = []
        yield from self._add(chunk)

    def suppressions(self) -> tuple[Suppression, ...]:
        """Every address never to be mailed."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(suppression).order_by(suppression.c.email))
            return tuple(Suppression(*row) for row in rows)

    def suppressed(self, email: str) -> Suppression | None:
        """What suppresses an address, or None."""
        with self._database.reading() as connection:
            row = connection.execute(
                sa.select(suppression).where(suppression.c.email == email)
            ).one_or_none()
            return Suppression(*row) if row else None

    def suppress(self, email: str, reason: str, at: dt.datetime) -> bool:
        """Never mail an address again; what is planned for it is skipped in the same breath.

        Returns:
            False where the address was suppressed before; the first reason stays.
        """
        with self._database.writing() as connection:
            return suppress_in(connection, email, reason, at)

    def unsubscribe(self, token: str, at: dt.datetime) -> str | None:
        """Suppress the subscriber with this token; returns the address, None for a wrong token."""
        with self._database.writing() as connection:
            email = _email_of(connection, token)
            if email is not None:
                suppress_in(connection, email, "unsubscribed", at)
            return email

    def language_of(self, token: str) -> str | None:
        """The language the subscriber with this token reads; None where nobody knows."""
        with self._database.reading() as connection:
            return connection.scalar(
                sa.select(subscriber.c.language).where(subscriber.c.token == token)
            )

    def speak(self, token: str, language: str) -> bool:
        """Keep the language the subscriber with this token wants; False for a wrong token."""
        with self._database.writing() as connection:
            kept = connection.execute(
                sa.update(subscriber).where(subscriber.c.token == token).values(language=language)
            )
            return kept.rowcount == 1

    def email_of(self, token: str) -> str | None:
        """The address a token belongs to, or None."""
        with self._database.reading() as connection:
            return _email_of(connection, token)

    def _add(self, chunk: list[Subscriber]) -> Iterator[tuple[Subscriber, str | None]]:
        if not chunk:
            return
        emails = [person.email for person in chunk]
        verdicts: list[tuple[Subscriber, str | None]] = []
        with self._database.writing() as connection:
            on_file = _those(connection, subscriber, emails)
            suppressed = _those(connection, suppression, emails)
            rows = []
            for person in chunk:
                reason = None
                if person.email in suppressed:
                    reason = "the address is suppressed and is never mailed again"
                elif person.email in on_file:
                    reason = "the address is subscribed already"
                else:
                    on_file.add(person.email)
                    rows.append(_row(person))
                verdicts.append((person, reason))
            if rows:
                connection.execute(insert_if_new(connection, subscriber), rows)
        yield from verdicts


def _those(connection: sa.Connection, table: sa.Table, emails: list[str]) -> set[str]:
    return set(connection.scalars(sa.select(table.c.email).where(table.c.email.in_(emails))))


def _row(person: Subscriber) -> dict[str, object]:
    return {
        "email": person.email,
        "name": person.name,
        "language": person.language,
        "tags": ";".join(person.tags),
        "country": person.country,
        "consent_at": person.consent.at,
        "consent_source": person.consent.source,
        "token": secrets.token_urlsafe(16),
    }


def _subscriber(row: sa.Row[tuple[object, ...]]) -> Subscriber:
    each = row._mapping  # noqa: SLF001 - SQLAlchemy's documented way to a row's names
    return Subscriber(
        email=each[subscriber.c.email],
        consent=Consent(each[subscriber.c.consent_at], each[subscriber.c.consent_source]),
        name=each[subscriber.c.name],
        language=each[subscriber.c.language],
        tags=tuple(filter(None, each[subscriber.c.tags].split(";"))),
        country=each[subscriber.c.country],
    )


def _suppression(row: sa.Row[tuple[object, ...]]) -> Suppression | None:
    each = row._mapping  # noqa: SLF001 - SQLAlchemy's documented way to a row's names
    if each[suppression.c.reason] is None:
        return None
    return Suppression(each[subscriber.c.email], each[suppression.c.reason], each[suppression.c.at])


def _email_of(connection: sa.Connection, token: str) -> str | None:
    return connection.scalar(sa.select(subscriber.c.email).where(subscriber.c.token == token))


def suppress_in(connection: sa.Connection, email: str, reason: str, at: dt.datetime) -> bool:
    """Suppress an address, and skip what is planned for it; False where it was before."""
    suppressed = connection.execute(
        insert_if_new(connection, suppression).values(email=email, reason=reason, at=at)
    )
    if not suppressed.rowcount:
        return False
    connection.execute(
        sa.update(delivery)
        .where(
            delivery.c.subscriber_id.in_(
                sa.select(subscriber.c.id).where(subscriber.c.email == email)
            ),
            delivery.c.state == DeliveryState.PLANNED.value,
        )
        .values(state=DeliveryState.SKIPPED.value, reason=reason, at=at)
    )
    return True

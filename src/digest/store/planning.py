"""Planning: every subscriber becomes a delivery, in the few statements a million of them allow."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from digest.audience.variants import NOTHING_FOR_THEM, Choice
from digest.model.mailing import DeliveryState
from digest.store.ledger_tables import delivery
from digest.store.tables import subscriber, suppression

_PLANNED, _SKIPPED = DeliveryState.PLANNED.value, DeliveryState.SKIPPED.value
_NONE = -1  # no variant is for them

# What subscribers wish, each different wish once, with the variant that follows from it.
_wish = sa.Table(
    "wish",
    sa.MetaData(),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("tags", sa.Text, nullable=False),
    sa.Column("variant", sa.Integer, nullable=False),
    prefixes=["TEMPORARY"],
)


def plan_deliveries(
    connection: sa.Connection, mailing_id: int, choose: Choice, now: dt.datetime
) -> int:
    """One row per subscriber, planned, or skipped with the reason; returns how many there are.

    Whoever is suppressed is skipped for that, whatever their wishes.
    """
    candidates = connection.scalar(sa.select(sa.func.count()).select_from(subscriber)) or 0
    _wish.create(connection, checkfirst=False)  # what fails takes it along, with all the rest
    _work_out_wishes(connection, choose)
    connection.execute(_planned(mailing_id, now))
    _wish.drop(connection, checkfirst=False)
    if connection.dialect.name == "postgresql":
        # It has not seen the new rows yet, and would sort all that is planned for every claim.
        connection.execute(sa.text(f"ANALYZE {delivery.name}"))
    return candidates


def _work_out_wishes(connection: sa.Connection, choose: Choice) -> None:
    """Ask the rule once for every different wish: there are few, however many subscribers."""
    language = sa.func.coalesce(subscriber.c.language, "")
    wishes = connection.execute(sa.select(language, subscriber.c.tags).distinct()).all()
    rows = []
    for spoken, tags in wishes:
        variant = choose(spoken or None, tuple(filter(None, tags.split(";"))))
        rows.append(
            {"language": spoken, "tags": tags, "variant": _NONE if variant is None else variant}
        )
    if rows:
        connection.execute(sa.insert(_wish), rows)


def _planned(mailing_id: int, now: dt.datetime) -> sa.Insert:
    is_suppressed = suppression.c.email.is_not(None)
    is_left_out = _wish.c.variant == _NONE
    wished = sa.and_(
        _wish.c.language == sa.func.coalesce(subscriber.c.language, ""),
        _wish.c.tags == subscriber.c.tags,
    )
    return sa.insert(delivery).from_select(
        ["mailing_id", "subscriber_id", "email", "variant", "state", "reason", "at"],
        sa.select(
            sa.literal(mailing_id),
            subscriber.c.id,
            subscriber.c.email,
            sa.case((is_left_out, 0), else_=_wish.c.variant),
            sa.case((sa.or_(is_suppressed, is_left_out), _SKIPPED), else_=_PLANNED),
            sa.case(
                (is_suppressed, suppression.c.reason), (is_left_out, NOTHING_FOR_THEM), else_=""
            ),
            sa.literal(now, delivery.c.at.type),
        )
        .join_from(subscriber, _wish, wished)
        .outerjoin(suppression, subscriber.c.email == suppression.c.email)
        .order_by(subscriber.c.id),
    )

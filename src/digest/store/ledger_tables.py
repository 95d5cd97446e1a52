"""The tables of the ledger: mailings, what was claimed and posted, and what ESPs told of it."""

from __future__ import annotations

import sqlalchemy as sa

from digest.store.moments import UtcDateTime
from digest.store.tables import metadata, texts

mailing = sa.Table(
    "mailing",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    *texts("newsletter", "period", "kind", "state", "sha256", "transport"),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("head", sa.Text, nullable=False),  # sender, List-Id …: frozen with the recipients
    sa.Column("candidates", sa.Integer, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.ForeignKeyConstraint(["newsletter", "period"], ["issue.newsletter", "issue.period"]),
)
sa.Index(
    "uq_mailing_real",
    mailing.c.newsletter,
    mailing.c.period,
    unique=True,
    sqlite_where=mailing.c.kind == "real",
    postgresql_where=mailing.c.kind == "real",
)

# A process that claims. Whether it still runs is asked of the operating system or PostgreSQL.
claimant = sa.Table(
    "claimant",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),
)

# Deliveries claimed together and posted in one call.
batch = sa.Table(
    "batch",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mailing_id", sa.ForeignKey("mailing.id"), nullable=False),
    sa.Column("claimant_id", sa.ForeignKey("claimant.id"), nullable=False),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("claimed_at", UtcDateTime, nullable=False),
    # Whether its claimant is still at it: something of it is sending.
    sa.Column("is_open", sa.Boolean, nullable=False, server_default=sa.true()),
    # The one receipt of all its messages, where the transport gives one a call.
    sa.Column("receipt", sa.Text, nullable=False, server_default=sa.text("''"), index=True),
)
sa.Index(
    "ix_batch_open",
    batch.c.mailing_id,
    sqlite_where=batch.c.is_open,
    postgresql_where=batch.c.is_open,
)

# The ledger: one mailing x one subscriber.
delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mailing_id", sa.ForeignKey("mailing.id"), nullable=False),
    sa.Column("subscriber_id", sa.Integer),  # none on a test; stays when a subscriber is erased
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("variant", sa.Integer, nullable=False, server_default=sa.text("0")),  # its position
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("batch_id", sa.ForeignKey("batch.id")),
    sa.Column("receipt", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("reason", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("subscriber_id", "mailing_id"),
)
# A million rows become planned, sending and accepted one after the other. So an index holds only
# the rows somebody looks for, and most of a row's changes touch none.
sa.Index(
    "ix_delivery_planned",  # what a claim walks along, from the first of a variant on
    *(delivery.c[each] for each in ("mailing_id", "variant", "id")),
    sqlite_where=delivery.c.state == "planned",
    postgresql_where=delivery.c.state == "planned",
)
sa.Index(
    "ix_delivery_unknown",
    delivery.c.mailing_id,
    delivery.c.batch_id,
    sqlite_where=delivery.c.state == "unknown",
    postgresql_where=delivery.c.state == "unknown",
)
sa.Index(
    "ix_delivery_batch_id",
    delivery.c.batch_id,
    sqlite_where=delivery.c.batch_id.is_not(None),
    postgresql_where=delivery.c.batch_id.is_not(None),
)
sa.Index(
    "ix_delivery_receipt",  # an event may name its message by the ESP's own id alone
    delivery.c.receipt,
    delivery.c.email,
    sqlite_where=delivery.c.receipt != "",
    postgresql_where=delivery.c.receipt != "",
)

# When each account is free for its next call: all who post through it keep to this.
account = sa.Table(
    "account",
    metadata,
    sa.Column("transport", sa.Text, primary_key=True),
    sa.Column("free_at", UtcDateTime, nullable=False),
)

# What ESPs told, as it came in: it is answered first, and worked on later.
webhook_call = sa.Table(
    "webhook_call",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("esp", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),  # of the ESP's name and the body
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("came_at", UtcDateTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # "waiting", "done", "unreadable"
)
sa.Index("ix_webhook_call_state", webhook_call.c.state, webhook_call.c.id)

# Each fact once, however often it was told.
event = sa.Table(
    "event",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    *texts("esp", "event_id", "kind", "email"),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("delivery_id", sa.ForeignKey("delivery.id"), index=True),
    sa.Column("is_hard", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # the vendor's own
    sa.UniqueConstraint("esp", "event_id"),
)

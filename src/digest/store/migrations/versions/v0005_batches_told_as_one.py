"""Indexes of the rows somebody looks for, receipts by the batch, and when an account is free.

Revision: 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring the tables forward."""
    _tell_open_batches()
    op.add_column(
        "batch", sa.Column("receipt", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.create_index("ix_batch_receipt", "batch", ["receipt"])
    for name in ("ix_delivery_batch_id", "ix_delivery_claim", "ix_delivery_receipt"):
        op.drop_index(name, table_name="delivery")
    _index("ix_delivery_planned", ["mailing_id", "variant", "id"], "state = 'planned'")
    _index("ix_delivery_unknown", ["mailing_id", "batch_id"], "state = 'unknown'")
    _index("ix_delivery_batch_id", ["batch_id"], "batch_id IS NOT NULL")
    _index("ix_delivery_receipt", ["receipt", "email"], "receipt != ''")
    op.create_table(
        "account",
        sa.Column("transport", sa.Text(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("transport", name="pk_account"),
    )


def _tell_open_batches() -> None:
    """A batch is open while something of it is sending, its process living or not."""
    op.add_column(
        "batch", sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    batch = sa.table("batch", sa.column("id"), sa.column("is_open", sa.Boolean()))
    delivery = sa.table("delivery", sa.column("batch_id"), sa.column("state"))
    is_sending = sa.exists().where(delivery.c.batch_id == batch.c.id, delivery.c.state == "sending")
    op.execute(sa.update(batch).where(~is_sending).values(is_open=sa.false()))
    _index("ix_batch_open", ["mailing_id"], "is_open", table="batch")


def _index(name: str, columns: list[str], of: str, table: str = "delivery") -> None:
    where = sa.text(of)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)

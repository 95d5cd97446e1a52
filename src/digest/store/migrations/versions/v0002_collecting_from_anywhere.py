"""Collecting from anywhere: parcels, health, duplicates, pictures, pushed submissions.

Revision: 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column(
        "submission", sa.Column("path", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column(
        "submission",
        sa.Column("is_doubted", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_submission_source_path", "submission", ["source", "path"])
    op.create_table(
        "submission_key",
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name="fk_submission_key_submission_id_submission",
        ),
        sa.PrimaryKeyConstraint("submission_id", "key", name="pk_submission_key"),
    )
    op.create_index("ix_submission_key_key", "submission_key", ["key"])
    op.create_table(
        "source_parcel",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("circumstances", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "path", name="pk_source_parcel"),
    )
    op.create_table(
        "source_health",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("failing_since", _MOMENT),
        sa.Column("last_error", sa.Text()),
        sa.Column("answered_at", _MOMENT),
        sa.Column("news_at", _MOMENT),
        sa.PrimaryKeyConstraint("source", name="pk_source_health"),
    )
    op.create_table(
        "picture",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_picture"),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("digest", name="uq_api_key_digest"),
    )
    op.create_table(
        "api_call",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("answer", sa.Text()),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "key", name="pk_api_call"),
    )

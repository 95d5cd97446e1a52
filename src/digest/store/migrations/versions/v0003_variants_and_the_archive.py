"""Variants by language and segment, content kept with its approval, and what is known of links.

Revision: 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.DateTime(timezone=True)
_KEPT = "sha256, language, position, subject, preheader, html, text, calendar, archive_html"


def upgrade() -> None:
    """Bring the tables forward."""
    _tell_variants_apart()
    op.add_column(
        "delivery", sa.Column("variant", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.drop_index("ix_delivery_mailing_id_state", table_name="delivery")
    op.create_index("ix_delivery_claim", "delivery", ["mailing_id", "state", "variant", "id"])
    op.create_table(
        "issue_content",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_issue_content"),
    )
    op.create_table(
        "link_check",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("checked_at", _MOMENT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_link_check"),
    )


def _tell_variants_apart() -> None:
    """A language may have several variants now: a rendering's key is its position.

    SQLite cannot change a table's key: the rows move to a table made anew.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("rendering", _segment())
        op.drop_constraint("pk_rendering", "rendering", type_="primary")
        op.create_primary_key("pk_rendering", "rendering", ["sha256", "position"])
        op.alter_column("rendering", "archive_html", server_default=sa.text("''"))
        return
    op.rename_table("rendering", "rendering_before")
    op.create_table(
        "rendering",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        _segment(),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("subject", "preheader", "html", "text", "calendar")
        ),
        sa.Column("archive_html", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.PrimaryKeyConstraint("sha256", "position", name="pk_rendering"),
    )
    op.execute(f"INSERT INTO rendering ({_KEPT}) SELECT {_KEPT} FROM rendering_before")  # noqa: S608 - no word in it is anybody's
    op.drop_table("rendering_before")


def _segment() -> sa.Column[str]:
    return sa.Column("segment", sa.Text(), nullable=False, server_default=sa.text("''"))

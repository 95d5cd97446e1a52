"""Every table but those of the ledger (beside). Migrations bring a database to them."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from digest.store.moments import UtcDateTime

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def texts(*names: str) -> Iterator[sa.Column[str]]:
    """Columns that hold a text each, and always one."""
    return (sa.Column(name, sa.Text, nullable=False) for name in names)


# What the network's members handed in. The document is the whole Submission as JSON;
# the columns beside it are what is searched for.
submission = sa.Table(
    "submission",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    *texts("source", "key", "state"),
    sa.Column("issue", sa.Text, index=True),
    sa.Column("repeat", sa.Text, index=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False, server_default=sa.text("''")),  # of its parcel
    sa.Column("is_doubted", sa.Boolean, nullable=False, server_default=sa.false()),  # has findings
    sa.UniqueConstraint("source", "key"),
)
sa.Index("ix_submission_source_path", submission.c.source, submission.c.path)

# What each submission said before: a revision is written once and never changed.
submission_revision = sa.Table(
    "submission_revision",
    metadata,
    sa.Column("submission_id", sa.ForeignKey("submission.id"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)

# What a submission can be recognised by in others: its link, its organisations on its day.
submission_key = sa.Table(
    "submission_key",
    metadata,
    sa.Column("submission_id", sa.ForeignKey("submission.id"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Index("ix_submission_key_key", "key"),
)

# What was taken in whole, so that what did not change is not read again.
source_parcel = sa.Table(
    "source_parcel",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("circumstances", sa.Text, nullable=False),  # what it was read with, as a hash
    sa.Column("records", sa.Integer, nullable=False),
)

# How a source fares: what fails once is no alarm, what stays silent is worth a word.
source_health = sa.Table(
    "source_health",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("strikes", sa.Integer, nullable=False),  # failures since it last answered
    sa.Column("failing_since", UtcDateTime),
    sa.Column("last_error", sa.Text),
    sa.Column("answered_at", UtcDateTime),
    sa.Column("news_at", UtcDateTime),  # when it last gave something new
)

# Pictures that were copied: which address gave which file of images/.
picture = sa.Table(
    "picture",
    metadata,
    sa.Column("reference", sa.Text, primary_key=True),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

# Keys of organisations that push; of each only its SHA-256.
api_key = sa.Table(
    "api_key",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("revoked_at", UtcDateTime),
)

# What was answered to a push, so that the same question gets the same answer.
api_call = sa.Table(
    "api_call",
    metadata,
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),  # its Idempotency-Key
    sa.Column("body_sha256", sa.Text, nullable=False),
    sa.Column("status", sa.Integer),  # none while it is being answered
    sa.Column("answer", sa.Text),
    sa.Column("at", UtcDateTime, nullable=False),
)

issue = sa.Table(
    "issue",
    metadata,
    sa.Column("newsletter", sa.Text, primary_key=True),  # its List-Id
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
)

# A person's word on the exact bytes. A voided approval stays, with the reason.
approval = sa.Table(
    "approval",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    *texts("newsletter", "period", "sha256", "approved_by"),
    sa.Column("approved_at", UtcDateTime, nullable=False),
    sa.Column("voided_at", UtcDateTime),
    sa.Column("voided_because", sa.Text),
    sa.ForeignKeyConstraint(["newsletter", "period"], ["issue.newsletter", "issue.period"]),
)
sa.Index(
    "uq_approval_standing",
    approval.c.newsletter,
    approval.c.period,
    unique=True,
    sqlite_where=approval.c.voided_at.is_(None),
    postgresql_where=approval.c.voided_at.is_(None),
)

# The rendered bytes a mailing carries, one row per variant, found by the sum of all variants.
rendering = sa.Table(
    "rendering",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),  # everybody's in the first language is 0
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("segment", sa.Text, nullable=False, server_default=sa.text("''")),
    *texts("subject", "preheader", "html", "text", "calendar"),
    sa.Column("archive_html", sa.Text, nullable=False, server_default=sa.text("''")),  # until 0003
)

# What an approved issue says, as JSON, by the sum of its rendering: the archive is made of it.
issue_content = sa.Table(
    "issue_content",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
)

# What became of asking for a link: it is not asked again for a while.
link_check = sa.Table(
    "link_check",
    metadata,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("checked_at", UtcDateTime, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
)

# That an issue is due is this row, never a scheduler's memory.
due = sa.Table(
    "due",
    metadata,
    sa.Column("newsletter", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),  # "waiting", "sent", "held", "skipped"
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

subscriber = sa.Table(
    "subscriber",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.Text, nullable=False, unique=True),  # in lower case
    sa.Column("name", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("tags", sa.Text, nullable=False),  # ";" between
    sa.Column("country", sa.Text),
    sa.Column("consent_at", UtcDateTime, nullable=False),
    sa.Column("consent_source", sa.Text, nullable=False),
    sa.Column("token", sa.Text, nullable=False, unique=True),  # random; ends the unsubscribe link
)

suppression = sa.Table(
    "suppression",
    metadata,
    sa.Column("email", sa.Text, primary_key=True),  # in lower case
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

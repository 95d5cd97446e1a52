"""What collecting does with a record that was made regular: new, updated or unchanged."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable
from enum import StrEnum

from digest.intake.merging import merged_changed
from digest.intake.normalising import Regular
from digest.intake.overlay import findings_under, laid_over
from digest.intake.remarks import place_of
from digest.model.finding import Finding
from digest.model.record import Provenance
from digest.model.submission import Submission, SubmissionState

_ID_LENGTH = 12  # base32 letters: 60 bits
_ID_BYTES = 10  # as many as give whole letters
_NOT_ITS_OWN = frozenset({"source-gone", "cancelled"})  # said by collecting, not by the record


class Verdict(StrEnum):
    """What became of a record."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def id_of(source: str, key: str) -> str:
    """A submission's id: short, and the same for the same record of the same source."""
    digest = hashlib.sha256(f"{source}\0{key}".encode()).digest()
    return base64.b32encode(digest[:_ID_BYTES]).decode().lower()[:_ID_LENGTH]


def decide(
    existing: Submission | None,
    regular: Regular,
    provenance: Provenance,
    *,
    trust: str,
    now: dt.datetime,
) -> tuple[Verdict, Submission]:
    """Decide about a record and give the submission it makes or changes.

    An editor's edits, decision and placing stay; fields nobody edited follow the source.
    A record that only moved within its file is unchanged, and knows its new place.

    Args:
        existing: the submission of the same id, if there is one.
        regular: the record as it is now.
        provenance: where it comes from.
        trust: of its source; "hold" keeps what is new for an editor.
        now: aware, UTC.
    """
    if existing is None:
        return Verdict.NEW, _new(regular, provenance, trust=trust, now=now)
    return _followed(existing, regular, provenance)


def _followed(
    existing: Submission, regular: Regular, provenance: Provenance
) -> tuple[Verdict, Submission]:
    """A submission as its source has it now, under what was edited and decided here."""
    where, source = place_of(provenance), regular.content
    findings = (
        *findings_under(regular.findings, source, existing.edits, where),
        *merged_changed(existing, source, where),
    )
    is_same = (
        existing.source_content == source
        and existing.folder == provenance.folder
        and _said(existing.findings) == _said(findings)
    )
    changed = existing.model_copy(
        update={
            "where": where,
            "folder": provenance.folder,
            "source_content": source,
            "content": laid_over(source, existing.edits),
            "findings": findings,
            "revision": existing.revision if is_same else existing.revision + 1,
        }
    )
    return (Verdict.UNCHANGED if is_same else Verdict.UPDATED), changed


def _new(regular: Regular, provenance: Provenance, *, trust: str, now: dt.datetime) -> Submission:
    is_held = trust == "hold"
    return Submission(
        id=id_of(provenance.source, provenance.key),
        source=provenance.source,
        key=provenance.key,
        where=place_of(provenance),
        folder=provenance.folder,
        arrived_at=now,
        state=SubmissionState.HELD if is_held else SubmissionState.ACCEPTED,
        reason=f"waits for an editor (source {provenance.source})" if is_held else None,
        source_content=regular.content,
        content=regular.content,
        findings=regular.findings,
    )


def _said(findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """What findings say of the record, wherever it is said."""
    return tuple((each.code, each.message) for each in findings if each.code not in _NOT_ITS_OWN)

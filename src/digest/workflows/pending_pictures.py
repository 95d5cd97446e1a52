"""Pending pictures: copied later, for items that no source gives a second time."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator

from digest.errors import ChangedMeanwhileError
from digest.intake.deciding import decide
from digest.intake.merging import MERGED_CHANGED
from digest.intake.normalising import Regular
from digest.intake.overlay import findings_under
from digest.intake.particulars import MISSING_ALT
from digest.model.finding import Finding
from digest.model.record import Provenance
from digest.model.submission import Submission, SubmissionState
from digest.workflows.desk import Desk
from digest.workflows.pictures import UNAVAILABLE


def copy_pending(desk: Desk, sources: Iterable[str], now: dt.datetime) -> None:
    """Try the pictures again that could not be had when their items were taken in.

    Each is saved by itself; one whose item changes at this very moment is left to the next time.

    Args:
        desk: what is worked with.
        sources: those whose items come once: what is pushed, and what editors add.
        now: the moment.

    Raises:
        StoreError: a copy cannot be kept.
    """
    for source in sources:
        for before in tuple(filter(_is_pending, desk.submissions.doubted(source))):
            after = _tried_again(desk, before, now)
            if after != before:
                with contextlib.suppress(ChangedMeanwhileError):
                    desk.submissions.save((after,), now, read=(before,))


def _is_pending(submission: Submission) -> bool:
    is_wanted = submission.state is not SubmissionState.REJECTED
    return is_wanted and any(each.code == UNAVAILABLE for each in submission.findings)


def _tried_again(desk: Desk, before: Submission, now: dt.datetime) -> Submission:
    """A submission as if its source had given it anew, with what has become of its picture."""
    source = before.source_content
    if source.image is None:
        return before
    copy, remark = desk.album.copied(source.image, {}, now)
    said = (each for each in _said(before) if copy is not None or each.code != MISSING_ALT)
    remarks = (remark.at(before.where),) if remark else ()
    regular = Regular(source.model_copy(update={"image": copy}), (*said, *remarks))
    provenance = Provenance(before.source, before.key, before.where, folder=before.folder)
    return decide(before, regular, provenance, trust="hold", now=now)[1]


def _said(submission: Submission) -> Iterator[Finding]:
    """What was said of a record, but of its picture; not what comes of edits and merges."""
    source, edits, where = submission.source_content, submission.edits, submission.where
    derived = findings_under((), source, edits, where)
    for each in submission.findings:
        if each not in derived and each.code not in (UNAVAILABLE, MERGED_CHANGED):
            yield each

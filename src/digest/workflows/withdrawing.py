"""What is said of a submission that is withdrawn, called off, or comes too late."""

from __future__ import annotations

from digest.model.finding import Finding, Severity
from digest.model.period import Period
from digest.model.submission import Submission, SubmissionState
from digest.sources.contract import Parcel

_GONE = "source-gone"
_CANCELLED = "cancelled"
_BY_SOURCE = "its source says it is cancelled"
_BY_EDITOR = "an editor says it is cancelled"


def as_gone(submission: Submission) -> Submission:
    """A submission that its source gives no more: kept, and said."""
    if any(each.code == _GONE for each in submission.findings):
        return submission
    finding = Finding(
        code=_GONE,
        severity=Severity.WARNING,
        where=submission.where,
        message=f"Submission {submission.id} is no longer in the source {submission.source};"
        " it is kept.",
        hint=f"If it was withdrawn: digest submissions reject {submission.id}",
    )
    return submission.model_copy(update={"findings": (*submission.findings, finding)})


def is_missed(submission: Submission, parcel: Parcel) -> bool:
    """Whether it should still be there: not what a calendar leaves out because it is over."""
    content = submission.source_content
    last = content.ends or content.starts or content.deadline
    return parcel.since is None or last is None or last >= parcel.since


def called_off(before: Submission, after: Submission, out: frozenset[Period]) -> Submission:
    """A submission that is said not to take place, or to take place after all.

    What readers know of stays where it is, and the archive says so. What they do not know of is
    held, once: an editor who accepts it again has the last word. Not cancelled after all, it is
    back.

    Args:
        before: as it was.
        after: as it is now said.
        out: the issues that are on their way, or have arrived.
    """
    if not after.content.cancelled:
        return _back(after, out) if before.content.cancelled else after
    is_out = not out.isdisjoint({before.issue, before.repeat})
    was_said = before.content.cancelled or _is_found(before)
    said = after
    if after.source_content.cancelled:
        findings = (each for each in after.findings if each.code != _CANCELLED)
        said = after.model_copy(update={"findings": (*findings, _finding(after, is_out=is_out))})
    if is_out:
        return said.model_copy(update={"repeat": after.repeat if after.repeat in out else None})
    if was_said or before.state is not SubmissionState.ACCEPTED:
        return said
    reason = _BY_SOURCE if after.source_content.cancelled else _BY_EDITOR
    return said.model_copy(update={"state": SubmissionState.HELD, "reason": reason})


def _back(after: Submission, out: frozenset[Period]) -> Submission:
    """Shown again; where its issue went out without it, in the next one."""
    if after.state is not SubmissionState.HELD or after.reason not in (_BY_SOURCE, _BY_EDITOR):
        return after
    update: dict[str, object] = {"state": SubmissionState.ACCEPTED, "reason": None}
    if after.issue in out:
        update |= {"issue": None, "placed": None}
    return after.model_copy(update=update)


def _is_found(submission: Submission) -> bool:
    return any(each.code == _CANCELLED for each in submission.findings)


def _finding(submission: Submission, *, is_out: bool) -> Finding:
    called = f"Submission {submission.id} is cancelled, says its source"
    if is_out:
        message = f"{called}; readers know of it, and the archive and its calendars say so."
        hint = f"If it takes place: digest submissions edit {submission.id} --set cancelled=no"
    else:
        message = f"{called}; it is held."
        hint = f"To show it all the same: digest submissions accept {submission.id}"
    return Finding(
        code=_CANCELLED,
        severity=Severity.WARNING,
        where=submission.where,
        message=message,
        hint=hint,
    )


def too_late(before: Submission | None, after: Submission) -> tuple[Finding, ...]:
    """What comes too late for its issue, and would be over before the next one."""
    if after.issue is not None or after.removed_from or (before and before.issue is None):
        return ()
    return (
        Finding(
            code="missed",
            severity=Severity.WARNING,
            where=after.where,
            message=f"Submission {after.id} came after its issue was closed, and is over before"
            " the next one.",
            hint=f"To show it all the same: digest issue place PERIOD {after.id}",
        ),
    )

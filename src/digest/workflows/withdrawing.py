"""What is said of a submission that its source withdraws, calls off, or gives too late."""

from __future__ import annotations

from digest.model.finding import Finding, Severity
from digest.model.submission import Submission, SubmissionState
from digest.sources.contract import Parcel

_GONE = "source-gone"


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


def called_off(before: Submission | None, after: Submission, *, is_cancelled: bool) -> Submission:
    """A cancelled event is held, once: an editor who accepts it again has the last word."""
    if not is_cancelled or before is None:
        return after
    finding = Finding(
        code="cancelled",
        severity=Severity.WARNING,
        where=after.where,
        message=f"Submission {after.id} is cancelled, says its source; it is held.",
        hint=f"To show it all the same: digest submissions accept {after.id}",
    )
    findings = {"findings": (*after.findings, finding)}
    if any(each.code == finding.code for each in before.findings):
        return after.model_copy(update=findings)
    held = {"state": SubmissionState.HELD, "reason": "its source says it is cancelled"}
    is_shown = before.state is SubmissionState.ACCEPTED
    return after.model_copy(update=findings | (held if is_shown else {}))


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

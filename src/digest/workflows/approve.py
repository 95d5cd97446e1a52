"""Approve: a person's word, bound to the exact bytes, and void after any change of them."""

from __future__ import annotations

import datetime as dt

from digest.errors import NotAllowedError, RenderError
from digest.issues.keeping import read_alike
from digest.issues.life import ON_ITS_WAY
from digest.model.finding import Severity
from digest.model.issue import Approval, IssueState, IssueStatus
from digest.model.period import Period
from digest.model.rendered import sha256_of
from digest.workflows.assemble import assembled, rendered, status_of
from digest.workflows.check import checked
from digest.workflows.desk import Desk


def approve(desk: Desk, period: Period, by: str, now: dt.datetime) -> Approval:
    """Bind an approval to the bytes as they are now; approving a draft closes it.

    Raises:
        NotAllowedError: a finding blocks, or the issue is on its way.
    """
    status = status_of(desk, period)
    if status.state in ON_ITS_WAY:
        raise NotAllowedError(
            f"Issue {period} is {status.state}: what was sent can no longer be approved.",
            hint=f"`digest status {period}` shows its books.",
        )
    issue = assembled(desk, period)
    variants = rendered(desk, issue)
    blocking = [each for each in checked(desk, issue, variants) if each.severity is Severity.ERROR]
    if blocking:
        listing = "".join(f"\n  - {each.where}: {each.message}" for each in blocking)
        raise NotAllowedError(
            f"Issue {period} cannot be approved: {len(blocking)} finding(s) block it.{listing}",
            hint=f"Mend them; `digest check {period}` tells how.",
        )
    word = Approval(sha256=sha256_of(variants), approved_by=by, approved_at=now)
    desk.issues.approve(issue, variants, word)
    return word


def standing(desk: Desk, period: Period, now: dt.datetime) -> IssueStatus:
    """An issue's facts, after voiding an approval whose bytes are no longer what would be sent."""
    status = status_of(desk, period)
    if status.state is not IssueState.APPROVED or status.approval is None:
        return status
    if _is_still(desk, period, status.approval.sha256):
        return status
    desk.issues.void(period, now, "the content changed after the approval")
    return status_of(desk, period)


def _is_still(desk: Desk, period: Period, sha256: str) -> bool:
    """Whether an issue is what was approved: its bytes, and the content they were made of.

    Texts that were shortened to fit can change where the email does not show it. A template
    too broken to give any bytes gives others.
    """
    issue = assembled(desk, period)
    kept = desk.issues.content(sha256)
    try:
        same_bytes = sha256_of(rendered(desk, issue)) == sha256
    except RenderError:
        return False
    return same_bytes and (kept is None or read_alike(kept, issue))


def void_stale(desk: Desk, now: dt.datetime) -> tuple[Period, ...]:
    """Void every approval whose content has changed; returns the issues that lost theirs."""
    approved = [each for each in desk.issues.all() if each.state is IssueState.APPROVED]
    return tuple(
        each.period
        for each in approved
        if standing(desk, each.period, now).state is not IssueState.APPROVED
    )


def close(desk: Desk, period: Period) -> IssueStatus:
    """Close a draft: from now on late items go to the next issue.

    Raises:
        NotAllowedError: the issue is past that.
    """
    status = status_of(desk, period)
    if status.state not in (IssueState.DRAFT, IssueState.CLOSED):
        raise NotAllowedError(f"Issue {period} is {status.state}: it is closed already.")
    desk.issues.move(period, IssueState.CLOSED, only_from=(IssueState.DRAFT,))
    return status_of(desk, period)

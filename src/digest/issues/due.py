"""What becomes of an issue whose time to be sent has come. A pure rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from digest.model.settings import IssueSettings, Missed


class Verdict(StrEnum):
    """What is to happen now."""

    SEND = "send"
    WAIT = "wait"  # for a person's approval, as long as the grace lasts
    HOLD = "hold"  # never sent by itself from now on
    SKIP = "skip"  # there is nothing in it


@dataclass(frozen=True, slots=True)
class DueIssue:
    """What the verdict depends on."""

    due_at: dt.datetime
    is_approved: bool
    is_empty: bool


def judge(issue: DueIssue, settings: IssueSettings, missed: Missed, now: dt.datetime) -> Verdict:
    """Send what is approved and not too late; an empty issue is never sent by itself."""
    if issue.is_empty and settings.on_empty == "skip":
        return Verdict.SKIP
    if now - issue.due_at > missed.grace:
        return Verdict.HOLD
    return Verdict.SEND if issue.is_approved and not issue.is_empty else Verdict.WAIT

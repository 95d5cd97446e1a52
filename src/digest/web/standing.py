"""Where an issue stands and what comes next, in an editor's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from digest.model.issue import IssueState
from digest.workflows.preview import Look

_SENTENCES: Mapping[IssueState, str] = {
    IssueState.DRAFT: "Still fills. Its cut-off is {cut_off}; then it waits for an approval.",
    IssueState.CLOSED: "Takes no more items by itself, and waits for an approval.",
    IssueState.APPROVED: "Approved by {by} on {at}. What you see here is what will be sent.",
    IssueState.SENDING: "Is on its way. What you see here is what is being sent.",
    IssueState.SENT: "Was sent. What you see here is what readers got.",
    IssueState.NEEDS_ATTENTION: "Was sent, but the outcome of some messages is not known.",
    IssueState.SKIPPED: "Was skipped, because nothing stood in it.",
}
_STALE = "{by} approved it on {at}, but it has changed since: approve it again."
_COMMANDS: Mapping[IssueState, str] = {
    IssueState.DRAFT: "digest approve {period}",
    IssueState.CLOSED: "digest approve {period}",
    IssueState.APPROVED: "digest send {period}",
    IssueState.SENDING: "digest status {period}",
    IssueState.SENT: "digest status {period}",
    IssueState.NEEDS_ATTENTION: "digest recover {period}",
    IssueState.SKIPPED: "digest approve {period}",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """An issue's state as a page says it."""

    label: str
    sentence: str
    send_at: str
    command: str  # what an editor would type next


def standing_of(look: Look) -> Standing:
    """Where the issue of a look stands."""
    state, approval = look.status.state, look.status.approval
    is_stale = look.is_stale and not look.is_on_its_way
    at = approval.approved_at.astimezone(look.send_at.tzinfo) if approval else None
    sentence = (_STALE if is_stale else _SENTENCES[state]).format(
        cut_off=moment(look.cut_off),
        by=approval.approved_by if approval else "",
        at=moment(at) if at else "",
    )
    return Standing(
        label="approval void" if is_stale else state.value.replace("-", " "),
        sentence=sentence,
        send_at=moment(look.send_at),
        command=_COMMANDS[IssueState.CLOSED if is_stale else state].format(
            period=look.status.period
        ),
    )


def moment(at: dt.datetime) -> str:
    """A day and a time, as the preview writes them."""
    return f"{at.day} {at:%B %Y, %H:%M}"

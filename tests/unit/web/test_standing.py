import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from digest.model.issue import Approval, IssueState, IssueStatus
from digest.model.period import Period
from digest.model.rendered import sha256_of
from digest.web.standing import standing_of
from digest.workflows.preview import Look
from fakes.newsroom import a_variant

BERLIN = ZoneInfo("Europe/Berlin")
APPROVED_AT = dt.datetime(2023, 9, 1, 7, tzinfo=dt.UTC)
SHA = sha256_of((a_variant(),))


def a_look(state, sha256=None):
    approval = sha256 and Approval(sha256=sha256, approved_by="Ada", approved_at=APPROVED_AT)
    return Look(
        status=IssueStatus(period=Period("2023-10"), state=state, approval=approval),
        variants=(a_variant(),),
        findings=(),
        cut_off=dt.datetime(2023, 9, 26, 18, tzinfo=BERLIN),
        send_at=dt.datetime(2023, 10, 1, 9, tzinfo=BERLIN),
    )


@pytest.mark.parametrize(
    ("look", "label", "says", "command"),
    [
        (a_look(IssueState.DRAFT), "draft", "26 September 2023, 18:00", "digest approve 2023-10"),
        (a_look(IssueState.CLOSED), "closed", "waits for an approval", "digest approve 2023-10"),
        (
            a_look(IssueState.APPROVED, SHA),
            "approved",
            "Approved by Ada on 1 September 2023, 09:00",
            "digest send 2023-10",
        ),
        (
            a_look(IssueState.APPROVED, "0" * 64),
            "approval void",
            "it has changed since",
            "digest approve 2023-10",
        ),
        (a_look(IssueState.SENDING, SHA), "sending", "on its way", "digest status 2023-10"),
        (a_look(IssueState.SENT, "0" * 64), "sent", "what readers got", "digest status 2023-10"),
        (
            a_look(IssueState.NEEDS_ATTENTION, SHA),
            "needs attention",
            "not known",
            "digest recover 2023-10",
        ),
        (a_look(IssueState.SKIPPED), "skipped", "nothing stood in it", "digest approve 2023-10"),
    ],
)
def test_every_state_has_its_words_and_a_next_step(look, label, says, command):
    standing = standing_of(look)
    assert standing.label == label
    assert says in standing.sentence
    assert standing.command == command
    assert standing.send_at == "1 October 2023, 09:00"

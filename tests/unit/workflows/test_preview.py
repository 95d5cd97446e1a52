import pytest

from digest.model.issue import IssueState, IssueStatus
from digest.model.period import Period
from digest.workflows.preview import newest_unsent

# What a look shows of a real issue is tested through the page, in tests/unit/web.


def issues(**states):
    return tuple(
        IssueStatus(period=Period(f"2023-{month[1:]}"), state=state)
        for month, state in states.items()
    )


@pytest.mark.parametrize(
    ("there_are", "newest"),
    [
        ({}, None),
        ({"m09": IssueState.SENT}, "2023-09"),
        ({"m09": IssueState.SENT, "m10": IssueState.DRAFT}, "2023-10"),
        ({"m09": IssueState.APPROVED, "m10": IssueState.SENT}, "2023-09"),
        ({"m10": IssueState.DRAFT, "m09": IssueState.DRAFT}, "2023-10"),
    ],
)
def test_the_newest_issue_that_is_not_sent(there_are, newest):
    assert newest_unsent(issues(**there_are)) == newest

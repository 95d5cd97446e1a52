import datetime as dt

import pytest

from digest.issues.due import DueIssue, Verdict, judge
from digest.model.settings import IssueSettings, Missed

DUE_AT = dt.datetime(2023, 10, 1, 7, tzinfo=dt.UTC)
SIX_HOURS = Missed(send_within="6h")


def verdict(*, approved, empty, on_empty, late):
    issue = DueIssue(DUE_AT, is_approved=approved, is_empty=empty)
    return judge(issue, IssueSettings(on_empty=on_empty), SIX_HOURS, DUE_AT + late)


NO_TIME, HOURS_6 = dt.timedelta(0), dt.timedelta(hours=6)
A_MOMENT_MORE = HOURS_6 + dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("approved", "late", "expected"),
    [
        (True, NO_TIME, Verdict.SEND),
        (True, HOURS_6, Verdict.SEND),
        (True, A_MOMENT_MORE, Verdict.HOLD),
        (False, NO_TIME, Verdict.WAIT),
        (False, HOURS_6, Verdict.WAIT),
        (False, A_MOMENT_MORE, Verdict.HOLD),
        (True, dt.timedelta(days=1000), Verdict.HOLD),
    ],
)
def test_an_issue_with_something_in_it(approved, late, expected):
    for on_empty in ("hold", "skip"):
        assert verdict(approved=approved, empty=False, on_empty=on_empty, late=late) is expected


@pytest.mark.parametrize("approved", [True, False])
@pytest.mark.parametrize(
    ("on_empty", "late", "expected"),
    [
        ("skip", NO_TIME, Verdict.SKIP),
        ("skip", A_MOMENT_MORE, Verdict.SKIP),
        ("hold", NO_TIME, Verdict.WAIT),
        ("hold", A_MOMENT_MORE, Verdict.HOLD),
    ],
)
def test_an_empty_issue_is_never_sent_by_itself(approved, on_empty, late, expected):
    assert verdict(approved=approved, empty=True, on_empty=on_empty, late=late) is expected

import datetime as dt

import pytest

from digest.store.health import SourceHealth
from digest.workflows.health import remarks_on

NOW = dt.datetime(2023, 9, 30, tzinfo=dt.UTC)


def days_ago(count):
    return NOW - dt.timedelta(days=count)


@pytest.mark.parametrize(
    ("health", "silent_after", "code"),
    [
        (SourceHealth("feed"), 60, None),
        (SourceHealth("feed", answered_at=NOW, news_at=days_ago(60)), 60, None),
        (SourceHealth("feed", answered_at=NOW, news_at=days_ago(61)), 60, "source-silent"),
        (SourceHealth("feed", answered_at=NOW, news_at=days_ago(999)), None, None),
        (SourceHealth("feed", strikes=2, failing_since=days_ago(2), last_error="x"), 60, None),
        (SourceHealth("feed", 3, days_ago(2), "it is away"), 60, "source-failing"),
        (SourceHealth("feed", 1, days_ago(1), "x", NOW, days_ago(99)), 60, None),
    ],
)
def test_what_is_said_of_a_sources_health(health, silent_after, code):
    remarks = remarks_on(health, silent_after, NOW)
    assert [each.code for each in remarks] == ([code] if code else [])
    for each in remarks:
        assert each.where == "source feed"
        assert each.hint


def test_a_failing_source_is_said_with_its_cause():
    (remark,) = remarks_on(SourceHealth("feed", 4, days_ago(2), "it is away"), 60, NOW)
    assert "4 times in a row since 2023-09-28: it is away" in remark.message

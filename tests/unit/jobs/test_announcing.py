import datetime as dt

import pytest

from digest.jobs.announcing import Announcements

NOW = dt.datetime(2023, 9, 1, 9, tzinfo=dt.UTC)
A_MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("said", "fresh"),
    [
        ([("waits",), ("waits",), ("waits",)], [("waits",), (), ()]),
        ([("waits",), ("waits", "sent"), ()], [("waits",), ("sent",), ()]),
        ([("b", "a", "b")], [("b", "a")]),
        ([("waits",)] + [()] * 59 + [("waits",)], [("waits",)] + [()] * 59 + [("waits",)]),
        ([("waits",)] * 121, [("waits",), *[()] * 59] * 2 + [("waits",)]),
    ],
    ids=["again", "something new", "twice in one tick", "an hour later", "every hour"],
)
def test_a_sentence_is_told_once_an_hour(said, fresh):
    announcements = Announcements()
    told = [announcements.fresh(each, NOW + n * A_MINUTE) for n, each in enumerate(said)]
    assert told == fresh


def test_what_was_said_long_ago_is_forgotten():
    announcements = Announcements()
    for n in range(1000):
        announcements.fresh((f"sentence {n}",), NOW + n * A_MINUTE)
    assert len(announcements._said) <= 61

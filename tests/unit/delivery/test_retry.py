"""Retrying waits longer and longer, listens to the transport, and comes to an end."""

import pytest

from digest.delivery.retry import Retry
from digest.errors import NotSentError


def not_sent(retry_after):
    return NotSentError("the transport said no", retry_after=retry_after)


@pytest.mark.parametrize(
    ("retry_after", "tried", "expected"),
    [
        (0, 1, 2.0),
        (0, 2, 4.0),
        (0, 3, 8.0),
        (0, 7, 120.0),  # 128, capped
        (0, 8, None),  # the last try was made
        (0, 9, None),
        (30, 1, 30.0),  # what the transport asks for counts
        (300, 2, 300.0),  # also above the cap
        (3, 3, 8.0),
        (3601, 1, None),  # that long is a person's matter
        (None, 1, None),  # trying again is pointless
    ],
)
def test_the_wait_after_so_many_tries(retry_after, tried, expected):
    assert Retry().wait(not_sent(retry_after), tried) == expected


def test_every_retry_comes_to_an_end():
    retry = Retry(tries=3)
    waits = [retry.wait(not_sent(0), tried) for tried in range(1, 5)]
    assert waits == [2.0, 4.0, None, None]

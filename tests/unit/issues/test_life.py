"""What an issue's books say it is."""

import itertools

import pytest

from digest.issues.life import state_by_books
from digest.model.issue import IssueState
from digest.model.mailing import Books, DeliveryState
from digest.model.period import Period

SENDING, SENT, TROUBLE = IssueState.SENDING, IssueState.SENT, IssueState.NEEDS_ATTENTION
OPEN = ("planned", "sending", "unknown")
SETTLED = ("accepted", "delivered", "deferred", "bounced", "complained", "rejected")


def state(*states, skipped=0):
    counts = {DeliveryState(each): 1 for each in states}
    return state_by_books(
        Books(Period("2023-09"), "sending", len(states) + skipped, counts, {"suppressed": skipped})
    )


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), SENT),
        (SETTLED, SENT),
        *(((each,), SENT) for each in SETTLED),
        (("planned",), SENDING),
        (("sending",), SENDING),
        (("unknown",), TROUBLE),
        (("planned", "sending"), SENDING),
        (("planned", "unknown"), SENDING),  # it still goes on
        (("sending", "unknown"), SENDING),
        (OPEN, SENDING),
    ],
)
def test_each_state(states, expected):
    assert state(*states) is expected
    assert state(*states, skipped=3) is expected  # who is skipped keeps nothing open


def test_what_is_settled_changes_nothing():
    for size in range(len(OPEN) + 1):
        for states in itertools.combinations(OPEN, size):
            assert state(*states) is state(*states, *SETTLED)


def test_a_state_with_nobody_in_it_counts_for_nothing():
    nobody = dict.fromkeys(DeliveryState, 0)
    assert state_by_books(Books(Period("2023-09"), "sending", 0, nobody)) is SENT

"""What may become of a delivery: the transition table, as data.

Nothing goes back to planned but what certainly did not leave (from sending), and what is
resolved: by evidence, by a replay that cannot send twice, or by a person (from unknown).
What is learned later may overtake the receipt: a webhook can be faster than the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from digest.model.mailing import DeliveryState as State

_LEARNED = (State.DELIVERED, State.DEFERRED, State.BOUNCED, State.COMPLAINED)

TRANSITIONS: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        State.PLANNED: (State.SENDING, State.SKIPPED),
        State.SENDING: (
            State.PLANNED,
            State.ACCEPTED,
            State.REJECTED,
            State.UNKNOWN,
            *_LEARNED,
        ),
        State.UNKNOWN: (State.PLANNED, State.ACCEPTED, State.REJECTED, *_LEARNED),
        State.ACCEPTED: (State.REJECTED, *_LEARNED),  # an ESP may think better of it
        State.DEFERRED: (State.DELIVERED, State.BOUNCED, State.COMPLAINED),
        State.DELIVERED: (State.BOUNCED, State.COMPLAINED),  # some bounces come afterwards
        State.BOUNCED: (),
        State.COMPLAINED: (),
        State.REJECTED: (),
        State.SKIPPED: (),
    }
)


def may_become(before: State, after: State) -> bool:
    """Whether a delivery may go from one state to another; staying is no transition."""
    return after in TRANSITIONS[before]


def predecessors(state: State) -> tuple[State, ...]:
    """Give the states from which a delivery may come into a state, in the model's order."""
    return tuple(before for before in State if state in TRANSITIONS[before])

"""The transition table is the contract's."""

import itertools

import pytest

from digest.delivery.states import TRANSITIONS, may_become, predecessors
from digest.model.mailing import DeliveryState as State

CONTRACT = {
    State.PLANNED: "sending skipped",
    State.SENDING: "planned accepted rejected unknown delivered deferred bounced complained",
    State.UNKNOWN: "planned accepted rejected delivered deferred bounced complained",
    State.ACCEPTED: "rejected delivered deferred bounced complained",
    State.DEFERRED: "delivered bounced complained",
    State.DELIVERED: "bounced complained",
    State.BOUNCED: "",
    State.COMPLAINED: "",
    State.REJECTED: "",
    State.SKIPPED: "",
}


@pytest.mark.parametrize(("before", "after"), list(itertools.product(State, State)))
def test_a_state_becomes_what_the_contract_says_and_nothing_else(before, after):
    assert may_become(before, after) == (after.value in CONTRACT[before].split())


@pytest.mark.parametrize("state", State)
def test_predecessors_are_the_table_read_backwards(state):
    assert set(predecessors(state)) == {each for each in State if may_become(each, state)}


def test_only_what_did_not_leave_or_is_resolved_is_planned_again():
    assert predecessors(State.PLANNED) == (State.SENDING, State.UNKNOWN)


def test_every_state_is_in_the_table():
    assert set(TRANSITIONS) == set(State)


def test_everything_can_come_to_an_end():
    ends = {state for state, following in TRANSITIONS.items() if not following}
    for state in State:
        reached, seen = {state}, set()
        while reached - seen:
            seen |= reached
            reached = {after for each in reached for after in TRANSITIONS[each]} | reached
        assert reached & ends

"""A law of all ESPs: whatever stands in an answer, everybody's outcome has a name."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery.headers import is_clean
from digest.errors import TransportError
from digest.model.mailing import DeliveryState, Receipt
from digest.transports.esp import Response
from fakes.letters import a_batch, a_letter
from fakes.outcomes import faults_of, outcome
from fakes.ways import ESPS, SECRETS, clock, way_of

OUTCOMES = {"accepted", "rejected", "planned again", "refused", "unknown"}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
STATUSES = st.sampled_from([200, 201, 202, 204, 207, 301, 400, 401, 402, 403, 404, 409])
MORE_STATUSES = st.sampled_from([413, 420, 422, 429, 451, 500, 502, 503, 599])


class Overheard:
    """A wire whose answers are kept; or one that gives an answer of a test's."""

    def __init__(self, wire):
        self.answers, self.next = [], None
        self._wire = wire

    def call(self, request):
        if self.next is not None:
            return self.next
        self.answers.append(self._wire.call(request))
        return self.answers[-1]

    def close(self):
        self._wire.close()


@pytest.fixture(params=ESPS, scope="module")
def overheard(request, tmp_path_factory):
    """A transport, and what its ESP answered to a post, a look-up and a probe."""
    with way_of(request.param, tmp_path_factory.mktemp("workspace")) as way:
        transport = way.transport
        wire = transport._wire = Overheard(transport._wire)
        batch = a_batch()
        batch = replace(batch, recipients=batch.recipients[: transport.capabilities.batch_size])
        transport.post(a_letter(), batch)
        transport.lookup(a_letter(), batch, clock())
        transport.probe()
        yield transport, batch, tuple(wire.answers)


def places(value, path=()):
    """Every place in an answer."""
    yield path
    if isinstance(value, dict | list):
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(each, (*path, name))


@st.composite
def spoilt(draw, answers):
    """One of the answers, with anything in any place of it, under any status."""
    answer = draw(st.sampled_from(answers))
    told = json.loads(answer.body) if answer.body else {}
    for _ in range(draw(st.integers(0, 3))):
        told = put(told, draw(st.sampled_from(list(places(told)))), draw(VALUES))
    status = draw(st.just(answer.status) | STATUSES | MORE_STATUSES)
    headers = draw(st.just(answer.headers) | st.just({}))
    return Response(status, headers, json.dumps(told).encode())


def put(value, path, new):
    if not path:
        return new
    changed = deepcopy(value)
    within = changed
    for name in path[:-1]:
        within = within[name]
    within[path[-1]] = new
    return changed


def said_well(transport, error):
    return not [*faults_of(error, names=(transport.name,), secrets=SECRETS, readers=())]


@given(st.data())
def test_anything_in_any_place_of_an_answer_leaves_everybody_with_an_outcome(overheard, data):
    transport, batch, answers = overheard
    transport._wire.next = data.draw(spoilt(answers))
    by_number, error = outcome(transport, a_letter(), batch)
    assert by_number.keys() == {each.delivery_id for each in batch.recipients}
    assert set(by_number.values()) <= OUTCOMES
    assert error is None or said_well(transport, error)


@given(st.data())
def test_anything_in_any_place_of_evidence_is_evidence_or_is_told(overheard, data):
    transport, batch, answers = overheard
    transport._wire.next = data.draw(spoilt(answers))
    error, found = None, ()
    try:
        found = transport.lookup(a_letter(), batch, clock())
    except TransportError as caught:
        error = caught
    assert error is None or said_well(transport, error)
    for each in found:
        assert type(each) is Receipt
        assert each.delivery_id in {one.delivery_id for one in batch.recipients}
        assert each.state in {DeliveryState.ACCEPTED, DeliveryState.REJECTED}
        assert isinstance(each.receipt, str)


@given(st.data())
def test_anything_in_any_place_of_a_proof_proves_it_or_is_told(overheard, data):
    transport, _batch, answers = overheard
    transport._wire.next = data.draw(spoilt(answers))
    error, proof = None, f"{transport.name}: "
    try:
        proof = transport.probe()
    except TransportError as caught:
        error = caught
    assert error is None or said_well(transport, error)
    assert proof.startswith(f"{transport.name}: ")
    assert is_clean(proof)

"""An answer in an ESP's own form is a named outcome for each recipient, and a sentence."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from fakes.letters import a_batch, a_letter
from fakes.outcomes import faults_of, outcome
from fakes.refusals import AGAIN, INSIDE, QUOTING, READERS, REFUSED, SUSPENDED, UNKNOWN, WRONG_KEY
from fakes.sockets import answering, serving
from fakes.ways import ESPS, SECRETS, at

EVERYTHING = [*WRONG_KEY.items(), *SUSPENDED.items(), *INSIDE, *QUOTING]


@pytest.mark.parametrize(
    ("esp", "told"),
    EVERYTHING,
    ids=[f"{esp} {told.status} {told.outcomes} {n}" for n, (esp, told) in enumerate(EVERYTHING)],
)
def test_an_answer_in_the_vendors_own_form_is_a_named_outcome(esp, told, tmp_path):
    body = told.body if isinstance(told.body, str) else json.dumps(told.body)
    headers = {name.replace("-", "_"): value for name, value in told.headers.items()}
    with (
        serving(answering(told.status, body.encode(), **headers)) as address,
        at(esp, address, tmp_path) as transport,
    ):
        size = transport.capabilities.batch_size
        batch = replace(a_batch(), recipients=a_batch().recipients[:size])
        by_number, error = outcome(transport, a_letter(), batch)
    everybodys = told.outcomes if isinstance(told.outcomes, tuple) else (told.outcomes,) * size
    assert tuple(by_number.values()) == everybodys[: len(batch.recipients)]
    if {AGAIN, REFUSED, UNKNOWN} & set(everybodys):
        assert told.words in error.message
        assert told.hint in error.hint
        assert (getattr(error, "retry_after", None) is not None) == told.later
        assert not [*faults_of(error, names=(esp,), secrets=SECRETS, readers=READERS)]
    else:
        assert error is None


def test_no_esp_is_left_out():
    assert WRONG_KEY.keys() == SUSPENDED.keys() == ESPS.keys()
    assert {esp for esp, _ in INSIDE} == ESPS.keys()

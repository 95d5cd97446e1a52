"""Mandrill when things go wrong, and our calls and our fake's answers held to its description."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import requests
from pydantic import SecretStr

from digest.errors import NotSentError, OutcomeUnknownError
from digest.transports.mandrill import Mandrill
from fakes.accounts import clock, opener
from fakes.letters import a_batch, a_letter, a_recipient
from fakes.mandrill import FakeMandrill

DESCRIPTION = Path(__file__).parents[3] / "shared" / "specs" / "mandrill.json"


@pytest.fixture
def fake():
    with FakeMandrill() as server:
        yield server


@pytest.fixture
def opened(fake):
    with opener(fake, lambda key="key-test": Mandrill(SecretStr(key)), batch_size=1) as opening:
        yield opening


def one(number=1):
    return a_batch(a_recipient(number))


def found(transport, batch):
    receipts = transport.lookup(a_letter(), batch, clock())
    return [(each.delivery_id, each.state.value) for each in receipts]


@pytest.mark.parametrize("fault", ["lose-answer", "error-after", "half", "html"])
def test_an_answer_that_is_lost_or_spoilt_is_unknown_and_the_look_up_knows(fake, opened, fault):
    fake.script.append(fault)
    transport = opened()
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), one())
    assert found(transport, one()) == [(1, "accepted")]
    assert found(transport, one(2)) == []


def test_without_the_index_nothing_is_found_and_the_probe_says_so(fake, opened):
    fake.fields = []
    transport = opened()
    transport.post(a_letter(), one())
    assert found(transport, one()) == []
    assert "Custom Metadata" in transport.probe()


def test_who_is_rejected_is_rejected_with_the_reason(fake, opened):
    fake.reasons["reader1@example.com"] = "hard-bounce"
    [receipt] = opened().post(a_letter(), one())
    assert (receipt.state.value, receipt.reason.split(": ")[1]) == ("rejected", "hard-bounce")


def test_an_unsigned_domain_stops_the_mailing(fake, opened):
    fake.reasons["reader1@example.com"] = "unsigned"
    with pytest.raises(NotSentError, match="unsigned") as caught:
        opened().post(a_letter(), one())
    assert caught.value.retry_after is None


def test_a_wrong_key_needs_a_person(opened):
    for call in (lambda: opened("wrong").post(a_letter(), one()), opened("wrong").probe):
        with pytest.raises(NotSentError, match="Invalid API key") as caught:
            call()
        assert caught.value.retry_after is None


@pytest.fixture(scope="module")
def described():
    """Give a check of a value against one of the description's schemas."""
    if not DESCRIPTION.is_file():
        pytest.skip(f"{DESCRIPTION} is not here")
    whole = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    # It forbids beside the key what the other half of each request then describes.
    del whole["components"]["schemas"]["ApiKey"]["additionalProperties"]

    def check(value, name):
        schema = {"$ref": f"#/components/schemas/{name}", "components": whole["components"]}
        jsonschema.Draft202012Validator(schema).validate(value)

    return check


ESP = Mandrill(SecretStr("key-test"))
CALLS = [
    (ESP.request(a_letter(), one(), clock()), "MessagesSendRequest", "MessagesSendResponse"),
    (ESP.lookup(one(), None, clock()), "MessagesSearchRequest", "MessagesSearchResponse"),
    (ESP.probe(), "MetadataListRequest", "MetadataListResponse"),
]


def sent(fake, request, body=None):
    address = fake.url + request.path
    return requests.post(address, data=body or request.body, headers=request.headers, timeout=5)


@pytest.mark.shared
@pytest.mark.parametrize(("request_", "asked", "answered"), CALLS)
def test_a_call_and_its_answer_are_what_mandrill_describes(
    fake, described, request_, asked, answered
):
    sent(fake, CALLS[0][0])
    described(json.loads(request_.body), asked)
    answer = sent(fake, request_)
    assert answer.status_code == 200
    assert answer.json()
    described(answer.json(), answered)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"to": "a@example.org"}, "to"),
        ({"track_opens": "no"}, "track_opens"),
        ({"html": 7}, "html"),
    ],
)
def test_the_description_does_tell_a_wrong_call(described, change, path):
    call = json.loads(CALLS[0][0].body)
    call["message"] |= change
    with pytest.raises(jsonschema.ValidationError) as caught:
        described(call, "MessagesSendRequest")
    assert caught.value.path[-1] == path


@pytest.mark.shared
def test_a_wrong_key_is_answered_as_mandrill_describes(fake, described):
    answer = sent(fake, CALLS[2][0], b'{"key": "wrong"}')
    assert answer.status_code == 401
    described(answer.json() | {"code": 401}, "InvalidKeyError")

"""Brevo when things go wrong, and held to its own description."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import requests
import yaml
from pydantic import SecretStr

from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, TransportError
from digest.transports.brevo import Brevo, BrevoSettings
from fakes.accounts import clock, opener_by_settings, told
from fakes.brevo import FakeBrevo
from fakes.letters import a_batch, a_letter, a_recipient

DESCRIPTION = Path(__file__).parents[3] / "shared" / "specs" / "brevo.yaml"
SEND, EVENTS, ACCOUNT = "/smtp/email", "/smtp/statistics/events", "/account"
ALL = [(1, "accepted"), (2, "accepted"), (3, "accepted")]


def settings(url):
    return BrevoSettings(kind="brevo", api_key={"env": "KEY"}, base_url=url)


@pytest.fixture
def fake():
    with FakeBrevo() as server:
        yield server


@pytest.fixture
def opened():
    with opener_by_settings(settings) as opening:
        yield opening


@pytest.mark.parametrize("fault", ["lose-answer", "error-after", "half", "html"])
def test_an_answer_that_is_lost_is_told_by_the_look_up_and_by_the_same_call(fake, opened, fault):
    transport, batch = opened(fake.url), a_batch()
    fake.script.append(fault)
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), batch)
    assert told(transport.lookup(a_letter(), batch, clock())) == ALL
    assert told(transport.post(a_letter(), batch)) == ALL
    assert len(fake.taken) == 3


def test_a_call_that_never_came_is_taken_by_being_made_again(fake, opened):
    transport, batch = opened(fake.url), a_batch()
    fake.script.append("error-before")
    with pytest.raises(OutcomeUnknownError):
        transport.post(a_letter(), batch)
    assert told(transport.lookup(a_letter(), batch, clock())) == []
    assert told(transport.post(a_letter(), batch)) == ALL
    assert len(fake.taken) == 3


def test_an_address_brevo_cannot_read_refuses_the_batch_and_leaves_no_key(fake, opened):
    strange = a_batch(a_recipient(1), a_recipient(2, email="{a}@example.com"))
    fake.senders.clear()
    transport = opened(fake.url)
    with pytest.raises(BatchRefusedError, match="sender is not valid"):
        transport.post(a_letter(), strange)
    fake.senders.add("example.org")
    assert len(transport.post(a_letter(), strange)) == 2


def test_more_than_brevo_takes_is_refused_by_it(fake, opened):
    batch = a_batch(*(a_recipient(each) for each in range(2001)))
    with pytest.raises(BatchRefusedError, match="messageVersions"):
        opened(fake.url).post(a_letter(), batch)


def test_what_our_own_is_told_back_with_every_message(fake, opened):
    opened(fake.url).post(a_letter(), a_batch())
    assert [json.loads(each.marks["custom"]) for each in fake.taken] == [
        {"digest_batch": "2023-09-1a2b3c4d-1", "digest_delivery": str(number)}
        for number in (1, 2, 3)
    ]


def test_a_wrong_key_needs_a_person(fake, opened):
    transport = opened(fake.url, key="key-wrong")
    for ask in (lambda: transport.post(a_letter(), a_batch()), transport.probe):
        with pytest.raises(NotSentError, match="401") as caught:
            ask()
        assert caught.value.retry_after is None
        assert "key-wrong" not in caught.value.message


def test_an_account_without_transactional_email_is_told_by_the_probe(fake, opened):
    fake.is_enabled = False
    with pytest.raises(TransportError, match="not enabled"):
        opened(fake.url).probe()


@pytest.fixture(scope="module")
def described():
    """Give a check of a value against one of the description's schemas."""
    if not DESCRIPTION.is_file():
        pytest.skip(f"{DESCRIPTION} is not here")
    whole = yaml.load(DESCRIPTION.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

    def check(value, path, where, method="get"):
        operation = whole["paths"][path][method]
        part = operation["requestBody"] if where == "request" else operation["responses"][where]
        if "$ref" in part:
            part = whole["components"]["responses"][part["$ref"].rpartition("/")[2]]
        wanted = part["content"]["application/json"]["schema"]
        whole_schema = wanted | {"components": whole["components"]}
        jsonschema.Draft202012Validator(whole_schema).validate(value)

    return check


def sent(fake, request):
    return requests.request(
        request.method,
        fake.url + request.path,
        headers=request.headers,
        data=request.body,
        timeout=5,
    )


@pytest.fixture
def esp(fake):
    return Brevo(SecretStr(fake.key))


@pytest.mark.shared
def test_our_call_is_what_brevo_describes(described, esp):
    message = json.loads(esp.request(a_letter(), a_batch(), clock()).body)
    described(message, SEND, "request", "post")
    message["messageVersions"][0]["to"] = "reader1@example.com"
    with pytest.raises(jsonschema.ValidationError):
        described(message, SEND, "request", "post")


@pytest.mark.shared
def test_the_fakes_answers_are_what_brevo_describes(described, fake, esp):
    answer = sent(fake, esp.request(a_letter(), a_batch(), clock()))
    assert answer.status_code == 201
    described(answer.json(), SEND, "201", "post")
    refused = sent(fake, esp.request(a_letter(), a_batch(), clock()))
    assert refused.status_code == 400
    described(refused.json(), SEND, "400", "post")
    events = sent(fake, esp.lookup(a_batch(), None, clock()))
    assert len(events.json()["events"]) == 3
    described(events.json(), EVENTS, "200")
    described(sent(fake, esp.probe()).json(), ACCOUNT, "200")

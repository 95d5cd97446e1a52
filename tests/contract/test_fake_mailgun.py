"""Our requests, and our fake's answers, held to Mailgun's own description."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
import requests
import yaml
from pydantic import SecretStr

from digest.transports.mailgun import Mailgun
from fakes.letters import a_batch, a_letter
from fakes.mailgun import FakeMailgun
from fakes.mailgun_rules import parse_form

DESCRIPTION = Path(__file__).parents[3] / "shared" / "specs" / "mailgun.yaml"
MESSAGES = "/v3/{domain_name}/messages"
LOGS = "/v1/analytics/logs"
DOMAIN = "/v4/domains/{name}"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DESCRIPTION.is_file(), reason=f"{DESCRIPTION} is not here"),
]


@pytest.fixture(scope="module")
def described():
    """Give a check of a value against one of the description's schemas."""
    whole = yaml.load(DESCRIPTION.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

    def schema(path, method, where, media):
        operation = whole["paths"][path][method]
        part = operation["requestBody"] if where == "request" else operation["responses"][where]
        return part["content"][media]["schema"]

    def check(value, path, where, *, method="post", media="application/json"):
        wanted = schema(path, method, where, media) | {"components": whole["components"]}
        jsonschema.Draft202012Validator(wanted).validate(value)

    return check


@pytest.fixture
def fake():
    with FakeMailgun() as server:
        yield server


@pytest.fixture
def esp(fake):
    return Mailgun(fake.domain, SecretStr(fake.key))


def sent(fake, request):
    return requests.request(
        request.method,
        fake.url + request.path,
        headers=request.headers,
        data=request.body,
        timeout=5,
    )


def posted(fake, esp):
    return sent(fake, esp.request(a_letter(), a_batch(), dt.datetime.now(dt.UTC)))


def as_described(form):
    """Give a form as the description types it: lists only where a name may come again."""
    repeated = {"to", "o:tag"}
    return {name: list(v) if name in repeated else v[0] for name, v in form.items()}


def test_our_form_is_what_mailgun_describes(described, esp):
    request = esp.request(a_letter(), a_batch(), dt.datetime.now(dt.UTC))
    form = as_described(parse_form(request.headers["Content-Type"], request.body))
    described(form, MESSAGES, "request", media="multipart/form-data")


@pytest.mark.parametrize(
    "spoilt", [{"to": "a@example.org"}, {"o:tracking": "maybe"}, {"o:testmode": "no"}]
)
def test_the_description_does_tell_a_wrong_form(described, esp, spoilt):
    request = esp.request(a_letter(), a_batch(), dt.datetime.now(dt.UTC))
    form = as_described(parse_form(request.headers["Content-Type"], request.body))
    with pytest.raises(jsonschema.ValidationError):
        described(form | spoilt, MESSAGES, "request", media="multipart/form-data")


def test_our_question_is_what_mailgun_describes(described, esp):
    request = esp.lookup(a_batch(), "page", dt.datetime.now(dt.UTC))
    described(json.loads(request.body), LOGS, "request")


def test_a_success_is_what_mailgun_describes(described, fake, esp):
    answer = posted(fake, esp)
    assert answer.status_code == 200
    described(answer.json(), MESSAGES, "200")


@pytest.mark.parametrize(
    ("fault", "status"), [("throttle", 429), ("error-before", 500), ("error-after", 500)]
)
def test_a_failure_is_what_mailgun_describes(described, fake, esp, fault, status):
    fake.faults.script.append(fault)
    answer = posted(fake, esp)
    assert answer.status_code == status
    described(answer.json(), MESSAGES, str(status))


def test_a_wrong_key_is_answered_as_mailgun_describes(described, fake):
    answer = posted(fake, Mailgun(fake.domain, SecretStr("wrong")))
    assert answer.status_code == 401
    described(answer.json(), MESSAGES, "401")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"to": "nobody"}, "not a valid address"),
        ({"to": "a@example.org, b@example.org,, c"}, "not a valid address"),
        ({"to": ""}, "to parameter is missing"),
        ({"from": ""}, "from parameter is missing"),
        ({"subject": ""}, "subject parameter is missing"),
        ({"text": ""}, "Need at least one"),
        ({"o:tracking": "maybe"}, "o:tracking"),
        ({"h:X-Long": "x" * 17_000}, "16KB"),
        ({"recipient-variables": "{"}, "not valid JSON"),
        ({"recipient-variables": "{}"}, "no recipient-variables"),
    ],
)
def test_a_bad_form_is_refused_as_mailgun_describes(described, fake, change, words):
    form = {
        "from": "news@example.org",
        "to": "a@example.org",
        "subject": "News",
        "text": "Hello",
        "recipient-variables": '{"a@example.org": {"token": "t"}}',
    }
    answer = requests.post(
        f"{fake.url}/v3/{fake.domain}/messages",
        data=form | change,
        auth=("api", fake.key),
        timeout=5,
    )
    assert answer.status_code == 400
    assert words in answer.json()["message"]
    described(answer.json(), MESSAGES, "400")
    assert fake.taken == []


def test_the_logs_are_what_mailgun_describes(described, fake, esp):
    fake.events = {"reader2@example.com": "rejected"}
    batch = a_batch()
    posted(fake, esp)
    answer = sent(fake, esp.lookup(batch, None, dt.datetime.now(dt.UTC)))
    assert len(answer.json()["items"]) == 3
    described(answer.json(), LOGS, "200")


def test_a_question_that_cannot_be_read_is_answered_as_mailgun_describes(described, fake, esp):
    request = esp.lookup(a_batch(), None, dt.datetime.now(dt.UTC))
    answer = requests.post(
        fake.url + request.path, headers=request.headers, data=b'{"start": "today"}', timeout=5
    )
    assert answer.status_code == 400
    described(answer.json(), LOGS, "400")


def test_the_domain_is_what_mailgun_describes(described, fake, esp):
    answer = sent(fake, esp.probe())
    assert answer.status_code == 200
    described(answer.json(), DOMAIN, "200", method="get")

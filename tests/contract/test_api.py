"""Pushed in, as a client meets it: `digest run` as a process, over a real socket."""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import re
import shlex
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import httpx
import pytest
from fastapi.openapi.models import OpenAPI
from jsonschema import Draft202012Validator

from fakes.commands import an_editor
from fakes.newsroom import at_once

PAGE = Path(__file__).parents[2] / "docs" / "sources" / "api.md"
SOURCE = '\n[[source]]\nname = "pushed"\nkind = "api"\n'
TALK = {"title": "A talk", "dates": "8 September 2023"}
NUMBERS = itertools.count(1)
logging.getLogger("httpx").setLevel(logging.WARNING)


class Member:
    """An organisation with its key, and the newsletter it posts to."""

    def __init__(self, url, key):
        self.url, self.key = url, key
        self.schemas = httpx.get(f"{url}/api/openapi.json").json()

    def post(self, fields=None, *, call=None, body=None, **headers):
        """Post fields, or a body as it is; None as a header leaves it out."""
        sent = {
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": call or f"call-{next(NUMBERS)}",
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        answer = httpx.post(
            f"{self.url}/api/submissions",
            content=json.dumps(fields).encode() if body is None else body,
            headers=[(name, value) for name, value in sent.items() if value is not None],
            timeout=60,
        )
        self.hold_against_the_description(answer)
        return answer

    def hold_against_the_description(self, answer):
        """Every answer must be as the description says; a schema of one that is not fails."""
        responses = self.schemas["paths"]["/api/submissions"]["post"]["responses"]
        (media_type, content), *_ = responses[str(answer.status_code)]["content"].items()
        assert answer.headers["content-type"] == media_type
        schema = {**content["schema"], "components": self.schemas["components"]}
        Draft202012Validator(schema).validate(answer.json())
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


@pytest.fixture(scope="module")
def editor(tmp_path_factory):
    """A workspace that is open for pushed news, and in which nothing was collected."""
    editor = an_editor(tmp_path_factory.mktemp("pushed") / "workspace")
    config = editor.folder / "config.toml"
    editor.write("config.toml", config.read_text("utf-8") + SOURCE)
    return editor


@contextlib.contextmanager
def running(folder, log):
    """`digest run` in a folder, its log in a file; gives its URL, and insists on a quiet end."""
    with (
        log.open("w") as file,
        subprocess.Popen(
            [sys.executable, "-m", "digest", "run", "--port", "0"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
        ) as process,
    ):
        try:
            said = process.stdout.readline()
            assert "http://" in said, log.read_text("utf-8")
            yield re.search(r"http://[0-9.:]+", said)[0]
        finally:
            process.terminate()
            assert process.wait(20) == 0


@pytest.fixture(scope="module")
def served(editor):
    """The URL of `digest run`, and the file its log goes to."""
    log = editor.folder / "run.log"
    with running(editor.folder, log) as url:
        yield url, log


@pytest.fixture(scope="module")
def member(editor, served):
    return Member(served[0], editor.do("organisations", "key", "IMA")["key"])


@pytest.fixture
def another(editor, served):
    """An organisation that nobody else of these tests posts as often as."""
    return Member(served[0], editor.do("organisations", "key", "icom-france")["key"])


def problem(answer):
    return answer.status_code, answer.json()["code"]


def pushed_by(editor, title):
    return [each for each in editor.submissions().values() if each["title"] == title]


def test_news_is_taken_in_and_its_sender_told_what_became_of_it(editor, member):
    answer = member.post({**TALK, "title": "First news", "colour": "blue"})
    said = answer.json()
    assert answer.status_code == 201
    assert (said["state"], said["issue"]) == ("held", "2023-09")
    assert [each["code"] for each in said["findings"]] == ["unknown-field"]
    (kept,) = pushed_by(editor, "First news")
    assert (kept["id"], kept["source"], kept["state"]) == (said["id"], "pushed", "held")
    assert kept["organisations"][0]["id"] == "irish-museums-association"


def test_the_same_id_is_an_update(editor, member):
    first = member.post({**TALK, "title": "Second news", "id": 2})
    again = member.post({**TALK, "title": "Second news", "id": 2})
    changed = member.post({**TALK, "title": "Second news, changed", "id": 2})
    assert [each.status_code for each in (first, again, changed)] == [201, 200, 200]
    assert len({each.json()["id"] for each in (first, again, changed)}) == 1
    assert pushed_by(editor, "Second news") == []
    assert len(pushed_by(editor, "Second news, changed")) == 1


@pytest.mark.parametrize("call", ["repeated", '"repeated-in-quotes"'])
def test_the_same_request_again_gets_the_same_answer(editor, member, call):
    title = f"Repeated {call}"
    answers = [member.post({**TALK, "title": title}, call=call) for _ in range(3)]
    answers.append(member.post({**TALK, "title": title}, call=call.strip('"')))
    assert {(each.status_code, each.content) for each in answers} == {(201, answers[0].content)}
    assert len(pushed_by(editor, title)) == 1
    other = member.post({**TALK, "title": "Something else"}, call=call)
    assert problem(other) == (422, "idempotency-key-reused")
    assert pushed_by(editor, "Something else") == []


def test_a_rejection_is_the_same_again_too(member):
    answers = [member.post({"place": "Cork"}, call="rejected") for _ in range(2)]
    assert [problem(each) for each in answers] == [(422, "rejected")] * 2
    assert answers[0].content == answers[1].content
    assert "no title and no text" in answers[0].json()["detail"]


def test_of_the_same_request_eight_times_at_once_one_is_carried_out(editor, another):
    fields = {**TALK, "title": "Eight times"}
    answers = at_once(lambda _number: another.post(fields, call="eight"), 8)
    assert {each.status_code for each in answers} <= {201, 409}
    taken = {each.content for each in answers if each.status_code == 201}
    assert len(taken) == 1
    assert another.post(fields, call="eight").content in taken
    assert len(pushed_by(editor, "Eight times")) == 1


def test_the_same_id_eight_times_at_once_is_one_submission(editor, another):
    def post(number):
        return another.post({**TALK, "title": "One id", "id": "x", "place": f"Town {number}"})

    answers = at_once(post, 8)
    assert {each.status_code for each in answers} <= {200, 201}
    assert len({each.json()["id"] for each in answers}) == 1
    assert len(pushed_by(editor, "One id")) == 1


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Authorization": None}, (401, "no-key")),
        ({"Authorization": "Basic aTppbWE="}, (401, "wrong-key")),
        ({"Authorization": "Bearer"}, (401, "wrong-key")),
        ({"Authorization": "Bearer dk_" + "x" * 32}, (401, "wrong-key")),
        ({"Authorization": "Bearer dk_" + "x" * 9_000}, (401, "wrong-key")),
        ({"Idempotency_Key": None}, (400, "idempotency-key")),
        ({"Idempotency_Key": ""}, (400, "idempotency-key")),
        ({"Idempotency_Key": '"half'}, (400, "idempotency-key")),
        ({"Idempotency_Key": "x" * 256}, (400, "idempotency-key")),
        ({"Idempotency_Key": "a b"}, (400, "idempotency-key")),
        ({"Idempotency_Key": b"caf\xe9"}, (400, "idempotency-key")),
        ({"Content_Type": None}, (415, "not-json")),
        ({"Content_Type": "text/plain"}, (415, "not-json")),
        ({"Content_Type": "application/x-www-form-urlencoded"}, (415, "not-json")),
        ({"Content_Encoding": "gzip"}, (415, "not-json")),
    ],
)  # fmt: skip
def test_who_asks_wrongly_is_told_what_to_do(member, headers, expected):
    answer = member.post(TALK, **headers)
    assert problem(answer) == expected
    assert answer.json()["hint"]
    assert ("www-authenticate" in answer.headers) is (answer.status_code == 401)


def test_the_scheme_is_met_in_any_case_and_json_with_its_charset(member):
    headers = {
        "Authorization": f"bearer  {member.key}",
        "Content_Type": "Application/JSON; charset=utf-8",
    }
    assert member.post(TALK, **headers).status_code == 201


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "malformed")),
        (b"not json", (400, "malformed")),
        (b'{"title": "a"', (400, "malformed")),
        (b'[{"title": "a"}]', (400, "malformed")),
        (b"null", (400, "malformed")),
        (b'{"title": NaN}', (400, "malformed")),
        (b'{"title": "a", "title": "b"}', (400, "malformed")),
        (b'{"title": "\\ud800"}', (400, "malformed")),
        (b'{"title": "\xff\xfe"}', (400, "malformed")),
        (b'{"title":' * 11_000 + b"1" + b"}" * 11_000, (413, "too-large")),
        (b'{"title":' * 10_000 + b"1" + b"}" * 9_999, (400, "malformed")),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", (413, "too-large")),
        (b'{"a":' + b"[" * 49_000 + b"]" * 49_000 + b"}", (400, "malformed")),
        (b'{"title": "' + b"x" * 99_986 + b'"}', (201, None)),
        (b'{"title": "' + b"x" * 99_988 + b'"}', (413, "too-large")),
        (b'{"title": "a\\u0000"}', (422, "rejected")),
        (b'{"title": {"a": 1}}', (201, None)),
        (b'{"title": "a", "dates": 1e400, "id": ' + b"9" * 50_000 + b"}", (422, "rejected")),
        (b'{"text": "' + b"*_[" * 33_000 + b'"}', (201, None)),
    ],
    ids=lambda value: None if isinstance(value, bytes) else str(value),
)  # fmt: skip
def test_a_hostile_body_is_answered_and_does_no_harm(another, body, expected):
    answer = another.post(body=body)
    assert (answer.status_code, answer.json().get("code")) == expected


def test_of_five_megabytes_no_more_is_read_than_may_be(another):
    def pieces():
        for _ in range(80):
            yield b"x" * 65_536

    assert problem(another.post(body=b"x" * 5_000_000)) == (413, "too-large")
    assert problem(another.post(body=pieces())) == (413, "too-large")
    assert another.post(TALK).status_code == 201


def test_a_request_that_breaks_off_disturbs_nobody(another, served):
    head = (
        "POST /api/submissions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {another.key}\r\nIdempotency-Key: half\r\nContent-Length: 999\r\n"
    )
    host, _, port = served[0].removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f'{head}\r\n{{"title": "Half a'.encode())
    assert another.post(TALK, call="half").status_code == 201


def test_a_revoked_key_is_worthless_at_once(editor, served):
    name = "university-of-st-andrews"
    members = [Member(served[0], editor.do("organisations", "key", name)["key"]) for _ in range(2)]
    assert [each.post(TALK).status_code for each in members] == [201, 201]
    assert editor.do("organisations", "key", name, "--revoke") == {
        "organisation": name,
        "revoked": 2,
    }
    assert [problem(each.post(TALK)) for each in members] == [(401, "wrong-key")] * 2


def test_who_posts_too_often_hears_when_to_come_again(editor, served, member):
    name = "slovenian-museum-association"
    often = Member(served[0], editor.do("organisations", "key", name)["key"])
    said = Counter(often.post(body=b"no json").status_code for _ in range(61))
    assert said == {400: 60, 429: 1}
    refused = often.post(TALK)
    assert problem(refused) == (429, "too-often")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert member.post(TALK).status_code == 201  # nobody else waits for it


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/api/submissions", (405, "method")),
        ("DELETE", "/api/submissions", (405, "method")),
        ("POST", "/api/submissions/", (404, "not-here")),
        ("GET", "/api/", (404, "not-here")),
        ("GET", "/api/docs", (404, "not-here")),
    ],
)
def test_beside_the_path_there_is_nothing(served, method, path, expected):
    answer = httpx.request(method, served[0] + path)
    assert problem(answer) == expected
    assert answer.headers["content-type"] == "application/problem+json"
    if expected[0] == 405:
        assert answer.headers["allow"] == "POST"


def test_the_description_is_served(served):
    answer = httpx.get(f"{served[0]}/api/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert list(OpenAPI.model_validate(answer.json()).paths) == ["/api/submissions"]


def test_the_example_of_the_docs_is_true(served, member):
    command, answered = re.search(
        r"```sh\n(curl .*?)```.*?```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL
    ).groups()
    curl, url, *options = shlex.split(command.replace("\\\n", " "))
    assert curl == "curl"
    pairs = tuple(zip(options[::2], options[1::2], strict=True))
    headers = dict(value.split(": ", 1) for name, value in pairs if name == "--header")
    (data,) = (value for name, value in pairs if name == "--data")
    headers["Authorization"] = headers["Authorization"].replace("$DIGEST_KEY", member.key)
    answer = httpx.post(
        url.replace("https://news.example.org", served[0]), headers=headers, content=data.encode()
    )
    assert answer.status_code == 201
    assert answer.json() == json.loads(answered)


def test_its_picture_is_asked_for_when_collecting(editor, member):
    """Nobody lets a picture of somebody else's lead to this machine; that is said only then."""
    said = member.post({**TALK, "title": "A picture", "image": "http://127.0.0.1:1/a.jpg"}).json()
    assert "image-unavailable" in [each["code"] for each in said["findings"]]
    editor.do("collect", "--source", "members")
    (before,) = pushed_by(editor, "A picture")
    collected = editor.do("collect", "--source", "pushed")
    (after,) = pushed_by(editor, "A picture")
    assert (before["image"], after["image"]) == ("http://127.0.0.1:1/a.jpg", None)
    assert "unusable-image" in [each["code"] for each in collected["findings"]]


def test_collecting_finds_nothing_there_and_takes_nothing_away(editor, member):
    member.post({**TALK, "title": "Still here"})
    (report,) = editor.do("collect", "--source", "pushed")["sources"]
    assert (report["found"], report["error"]) == (0, None)
    assert len(pushed_by(editor, "Still here")) == 1


def test_without_the_source_the_door_is_closed(tmp_path):
    editor = an_editor(tmp_path / "workspace")
    key = editor.do("organisations", "key", "IMA")["key"]
    with running(editor.folder, tmp_path / "log") as url:
        assert problem(Member(url, key).post(TALK)) == (404, "not-open")
        assert problem(Member(url, "dk_" + "x" * 32).post(TALK)) == (401, "wrong-key")


def test_nothing_of_a_key_or_a_body_is_logged(member, served):
    secret = "a word that stands nowhere else"
    member.post({**TALK, "title": secret})
    member.post({"title": f"{secret}\x07"})
    member.post(body=secret.encode())
    log = served[1].read_text("utf-8")
    assert "Traceback" not in log
    assert member.key not in log
    assert secret not in log

"""Answers that are none: each recipient has a named outcome, and a sentence says why."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import replace

import pytest

from digest.errors import TransportError
from fakes.letters import a_batch, a_letter
from fakes.outcomes import faults_of, outcome
from fakes.sockets import answering, page, read_request, serving
from fakes.ways import ESPS, SECRETS, at, clock

READERS = tuple(each.email for each in a_batch().recipients)
SECONDS = 0.4  # for an answer, in these tests


def a_byte_at_a_time(answer):
    def behave(connection):
        read_request(connection)
        for byte in answer:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)

    return behave


def without_an_end(connection):
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n")
    for _ in range(10):
        connection.sendall(b" " * 1_000_000)


HTML = b"<!DOCTYPE html><html><body>Please sign in to the network</body></html>"
NO_ANSWERS = {
    "HTML": answering(200, HTML, Content_Type="text/html"),
    "half of its JSON": answering(200, b'{"id": "<2023'),
    "an empty object": answering(200, b"{}"),
    "an empty list": answering(200, b"[]"),
    "null": answering(200, b"null"),
    "a number nobody can read": answering(200, b'{"id": ' + b"9" * 10_000 + b"}"),
    "no text": answering(200, b"\xff\xfe\x00{"),
    "204": answering(204),
    "200 and nothing": answering(200),
    "202 and nothing": answering(202),
    "a success nobody knows": answering(299, b'{"ok": true}'),
    "ten megabytes": without_an_end,
    "a byte at a time": a_byte_at_a_time(page(200, b"{}")),
    "a byte of its body at a time": lambda connection: (
        read_request(connection),
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"),
        [(connection.sendall(b" "), time.sleep(0.05)) for _ in range(60)],
    ),
    "500": answering(500, b"Internal Server Error"),
    "502": answering(502, HTML),
    "503": answering(503, b'{"message": "try later"}', Retry_After=1),
    "504": answering(504),
    "see there": answering(303, Location="https://news.example.org/"),
}
REFUSED = {
    "moved": answering(301, Location="{url}/elsewhere"),
    "found": answering(302, Location="{url}/elsewhere"),
    "moved for now": answering(307, Location="{url}/elsewhere"),
    "moved for good": answering(308, Location="{url}/elsewhere"),
    "not allowed in": answering(401, HTML),
    "not allowed": answering(403, HTML),
    "not there": answering(404, HTML),
    "a proxy that asks": answering(407, HTML),
}


@pytest.fixture(params=ESPS)
def esp(request):
    return request.param


@pytest.fixture
def through(esp, tmp_path):
    """Give the transport of an ESP at an address, with little patience."""
    with ExitStack() as open_ones:
        yield lambda address: open_ones.enter_context(at(esp, address, tmp_path, SECONDS))


def a_batch_for(transport):
    batch = a_batch()
    return replace(batch, recipients=batch.recipients[: transport.capabilities.batch_size])


def posted(transport):
    """Post, and make sure that it comes to an end, and that an error says what it must."""
    started_at = time.monotonic()
    by_number, error = outcome(transport, a_letter(), a_batch_for(transport))
    assert time.monotonic() - started_at < SECONDS * 6
    names = (transport.name, "127.0.0.1")
    assert error is not None
    assert not [*faults_of(error, names=names, secrets=SECRETS, readers=READERS)]
    return set(by_number.values()), error


@pytest.mark.parametrize("answer", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_no_answer_leaves_everybody_unknown(through, answer):
    with serving(answer) as address:
        outcomes, error = posted(through(address))
    assert outcomes == {"unknown"}
    assert "digest recover" in error.hint


@pytest.mark.parametrize("answer", REFUSED.values(), ids=REFUSED)
def test_who_is_not_let_in_sent_nothing_and_a_person_must_act(through, answer):
    with serving(answer) as address:
        outcomes, error = posted(through(address))
    assert (outcomes, error.retry_after) == ({"planned again"}, None)
    assert any(each in error.hint for each in ("config.toml", "proxy"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed_with_the_key(through, status):
    calls = []

    def behave(connection):
        calls.append(read_request(connection))
        connection.sendall(page(status, Location="/elsewhere"))

    with serving(behave) as address:
        posted(through(address))
    assert len(calls) == 1


def test_an_account_that_is_throttled_is_left_alone_for_a_while(through):
    with serving(answering(429, b"{}")) as address:
        outcomes, error = posted(through(address))
    assert outcomes == {"planned again"}
    assert 1 <= error.retry_after <= 600


QUESTIONS = {
    "HTML": NO_ANSWERS["HTML"],
    "half of its JSON": NO_ANSWERS["half of its JSON"],
    "null": NO_ANSWERS["null"],
    "204": NO_ANSWERS["204"],
    "ten megabytes": NO_ANSWERS["ten megabytes"],
    "a byte at a time": NO_ANSWERS["a byte at a time"],
    "not allowed": REFUSED["not allowed"],
    "moved": REFUSED["moved"],
    "500": NO_ANSWERS["500"],
    "hung up": read_request,
}


@pytest.mark.parametrize("answer", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("ask", ["probe", "lookup"])
def test_a_question_without_an_answer_says_so_and_settles_nothing(through, answer, ask):
    with serving(answer) as address:
        transport = through(address)
        arguments = (a_letter(), a_batch_for(transport), clock()) if ask == "lookup" else ()
        if ask == "lookup" and not transport.capabilities.lookup:
            assert transport.lookup(*arguments) == ()
            return
        with pytest.raises(TransportError) as caught:
            getattr(transport, ask)(*arguments)
    names = (transport.name, "127.0.0.1")
    assert not [*faults_of(caught.value, names=names, secrets=SECRETS, readers=READERS)]

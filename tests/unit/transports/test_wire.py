"""One call on a real socket: what proves that nothing left, and what does not."""

import socket
import time

import pytest

from digest.errors import NotSentError, OutcomeUnknownError
from digest.transports.esp import Request, Response
from digest.transports.wire import Wire
from fakes.sockets import read_request, reset, serving

POST = Request("POST", "/v3/messages", {"Authorization": "Basic c2VjcmV0"}, b"x" * 200_000)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def call(address, request=POST, scheme="http", **times):
    wire = Wire(f"{scheme}://{address}", **({"connect_seconds": 5, "read_seconds": 5} | times))
    try:
        return wire.call(request)
    finally:
        wire.close()


def test_an_answer_is_read_to_its_end():
    seen = []

    def answer(connection):
        seen.append(read_request(connection))
        connection.sendall(b"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}")

    with serving(answer) as address:
        response = call(address)
    assert (response.status, response.body, response.headers["retry-after"]) == (429, b"{}", "7")
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert body == POST.body
    assert b"POST /v3/messages HTTP/1.1" in head
    assert b"Authorization: Basic c2VjcmV0" in head
    assert b"Content-Length: 200000" in head
    assert b"chunked" not in head.lower()


def test_an_answer_in_chunks_is_read_too():
    def answer(connection):
        read_request(connection)
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
        )

    with serving(answer) as address:
        assert call(address).body == b"{}"


def test_a_connection_is_kept_between_calls():
    connections = []

    def answer(connection):
        connections.append(connection)
        while read_request(connection):
            connection.sendall(OK)

    with serving(answer) as address:
        wire = Wire(f"http://{address}", connect_seconds=5, read_seconds=5)
        for _ in range(3):
            wire.call(POST)
        wire.close()
    assert len(connections) == 1


def a_closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"


def test_a_refused_connection_sent_nothing():
    with pytest.raises(NotSentError, match="refuses connections") as caught:
        call(a_closed_port())
    assert caught.value.retry_after > 0


def test_a_name_that_cannot_be_resolved_sent_nothing():
    with pytest.raises(NotSentError, match="cannot be resolved"):
        call("nowhere.invalid")


def test_a_connection_that_never_comes_about_sent_nothing():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:  # fill the queue that nobody empties
            each.settimeout(0)
            each.connect_ex(address)
        with pytest.raises(NotSentError, match="no connection came about in time"):
            call(f"127.0.0.1:{address[1]}", connect_seconds=0.2)
        for each in waiting:
            each.close()


@pytest.mark.parametrize(
    "answer",
    [
        lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        lambda connection: connection.close(),
        reset,
    ],
    ids=["speaks no TLS", "closes", "resets"],
)
def test_a_secure_connection_that_fails_sent_nothing(answer):
    def behave(connection):
        connection.recv(5)
        answer(connection)

    with serving(behave) as address, pytest.raises(NotSentError):
        call(address, scheme="https")


def test_a_key_no_header_can_carry_sent_nothing_and_is_not_shown():
    request = Request("POST", "/", {"Authorization": "Basic secret\r\nX: 1"}, b"x")
    with serving(read_request) as address, pytest.raises(NotSentError) as caught:
        call(address, request)
    assert "secret" not in caught.value.message


def half(connection):
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id": ')


def drip(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(50):
        connection.sendall(b" ")
        time.sleep(0.05)


def drip_before(connection):
    for byte in b"HTTP/1.1 200 OK\r\nX-And-So-On: " * 9:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def drip_in_chunks(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(50):
        connection.sendall(b"0")
        time.sleep(0.05)


def endless(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
    while True:
        connection.sendall(b" " * 65_536)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda connection: connection.close(), "without an answer"),
        (reset, "reset"),
        (half, "broke off"),
        (lambda _connection: time.sleep(1.2), "in time"),
        (drip, "in time"),
        (drip_before, "in time"),
        (drip_in_chunks, "in time"),
        (endless, "no end"),
        (lambda connection: connection.sendall(b"\x00\xff not HTTP\r\n\r\n"), "failed"),
    ],
    ids=[
        "closes",
        "resets",
        "half an answer",
        "silence",
        "drip",
        "drip of a header",
        "drip of a chunk",
        "endless",
        "not HTTP",
    ],
)
def test_once_the_body_left_no_whole_answer_means_unknown(answer, words):
    def behave(connection):
        read_request(connection)
        answer(connection)

    with serving(behave) as address, pytest.raises(OutcomeUnknownError, match=words) as caught:
        call(address, read_seconds=0.5)
    assert address in caught.value.message
    assert "c2VjcmV0" not in str(caught.value)


def test_a_connection_lost_in_the_middle_of_the_body_means_unknown():
    def behave(connection):
        connection.recv(1000)
        reset(connection)

    big = Request("POST", "/", {}, b"x" * 20_000_000)
    with serving(behave) as address, pytest.raises(OutcomeUnknownError):
        call(address, big)


def test_a_proxy_that_says_a_byte_a_second_ends_as_well(monkeypatch):
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    def behave(connection):
        read_request(connection)
        drip_before(connection)

    with serving(behave) as address:
        monkeypatch.setenv("http_proxy", f"http://{address}")
        with pytest.raises(OutcomeUnknownError, match="in time"):
            call("api.esp.example", read_seconds=0.5)


def test_who_reads_a_byte_a_second_is_not_talked_to_for_ever():
    def behave(connection):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for _ in range(10):
            connection.recv(100_000)
            time.sleep(0.05)

    big = Request("POST", "/", {}, b"x" * 200_000_000)
    with serving(behave) as address:
        started_at = time.monotonic()
        with pytest.raises(OutcomeUnknownError, match="in time"):
            call(address, big, connect_seconds=0.5, write_seconds=0.5)
        assert time.monotonic() - started_at < 2


def test_a_large_body_arrives_whole():
    seen = []

    def answer(connection):
        seen.append(read_request(connection))
        connection.sendall(OK)

    large = Request("POST", "/", {}, bytes(range(256)) * 9_000)
    with serving(answer) as address:
        assert call(address, large).status == 200
    assert seen[0].partition(b"\r\n\r\n")[2] == large.body


def test_a_call_is_made_once_and_not_redirected():
    requests = []

    def behave(connection):
        requests.append(read_request(connection))
        connection.sendall(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\n")
        connection.sendall(b"Content-Length: 0\r\n\r\n")

    with serving(behave) as address:
        assert call(address).status == 307
    assert len(requests) == 1


def test_a_lost_answer_is_not_asked_for_again():
    requests = []

    def behave(connection):
        requests.append(read_request(connection))

    with serving(behave) as address, pytest.raises(OutcomeUnknownError):
        call(address)
    assert len(requests) == 1


def test_no_netrc_and_no_cookie_gets_into_a_call(tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    requests = []

    def behave(connection):
        for _ in range(2):
            requests.append(read_request(connection))
            connection.sendall(OK.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b\r\n\r\n"))

    with serving(behave) as address:
        wire = Wire(f"http://{address}", connect_seconds=5, read_seconds=5)
        wire.call(POST)
        wire.call(POST)
        wire.close()
    assert all(b"Authorization: Basic c2VjcmV0\r\n" in each for each in requests)
    assert not any(b"cookie" in each.lower() for each in requests)


def test_a_question_without_a_body_never_makes_anything_unknown():
    with serving(read_request) as address, pytest.raises(NotSentError):
        call(address, Request("GET", "/", {}))


def test_a_request_and_a_response_never_show_what_they_carry():
    assert "c2VjcmV0" not in repr(POST)
    assert "xxx" not in repr(POST)
    assert "xxx" not in repr(Response(200, {}, b"xxx"))

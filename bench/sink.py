"""A sink that takes what an ESP would take: it reads a call to its end, counts it, and answers.

    python bench/sink.py [--latency SECONDS]

It prints its address, and speaks just enough HTTP for a client that posts. Of a body it only
counts the recipients, by the tokens in their variables; so it is no judge of who got what (that
is bench/crash.py's work), but it takes far more than any sender sends.
`GET /figures` tells what came since the start, or since the last `GET /figures`.
"""

from __future__ import annotations

import argparse
import json
import socket
import time
from dataclasses import asdict, dataclass, field
from threading import Lock, Thread

_VARIABLES = (b'"token"', b"%22token%22")  # as multipart and as urlencoded forms have it
_ANSWER = b'{"id": "<%d@sink.example.org>", "message": "Queued. Thank you."}'


@dataclass(slots=True)
class Figures:
    """What came, on the machine's own clock (time.monotonic of every process)."""

    calls: int = 0
    recipients: int = 0
    size: int = 0  # bytes of bodies
    first: float = 0.0  # when the first call had come in whole
    last: float = 0.0  # when the last one was answered
    most_at_once: int = 0


@dataclass(slots=True)
class Sink:
    """What all connections share."""

    latency: float
    figures: Figures = field(default_factory=Figures)
    lock: Lock = field(default_factory=Lock)
    at_once: int = 0

    def take(self, body: memoryview, recipients: int) -> bytes:
        """Count a call, let it take its time, and give the answer."""
        with self.lock:
            self.figures.first = self.figures.first or time.monotonic()
            self.at_once += 1
            self.figures.most_at_once = max(self.figures.most_at_once, self.at_once)
        if self.latency:
            time.sleep(self.latency)
        with self.lock:
            self.at_once -= 1
            self.figures.calls += 1
            self.figures.recipients += recipients
            self.figures.size += len(body)
            self.figures.last = time.monotonic()
            return _ANSWER % self.figures.calls

    def told(self) -> bytes:
        """Give the figures so far, and begin anew."""
        with self.lock:
            said, self.figures = self.figures, Figures()
            return json.dumps(asdict(said)).encode()


def serve(connection: socket.socket, sink: Sink) -> None:
    """Answer one connection's calls until it is closed."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    room = bytearray(1 << 20)
    while True:
        head, rest = read_head(connection)
        if not head:
            return
        length = content_length(head)
        if length + 1 > len(room):
            room = bytearray(2 * length)
        body = memoryview(room)[:length]
        body[: len(rest)] = rest
        read_into(connection, body[len(rest) :])
        if head.startswith(b"GET /figures"):
            answer = sink.told()
        else:
            recipients = sum(room.count(each, 0, length) for each in _VARIABLES)
            answer = sink.take(body, recipients or 1)  # a post for one has no variables
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (len(answer), answer)
        )


def read_head(connection: socket.socket) -> tuple[bytes, bytes]:
    piece = bytearray()
    while b"\r\n\r\n" not in piece:
        more = connection.recv(1 << 16)
        if not more:
            return b"", b""
        piece += more
    head, _, rest = bytes(piece).partition(b"\r\n\r\n")
    if b"expect: 100-continue" in head.lower():
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    return head, rest


def content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


def read_into(connection: socket.socket, view: memoryview) -> None:
    while view:
        count = connection.recv_into(view)
        if not count:
            raise ConnectionError("the sender went away in the middle of a body")
        view = view[count:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--latency", type=float, default=0.0, help="seconds each call takes")
    sink = Sink(parser.parse_args().latency)
    with socket.create_server(("127.0.0.1", 0), backlog=256) as server:
        print(f"http://127.0.0.1:{server.getsockname()[1]}", flush=True)
        while True:
            connection, _ = server.accept()
            Thread(target=serve, args=(connection, sink), daemon=True).start()


if __name__ == "__main__":
    main()

"""Servers that do exactly one thing to whoever calls, on a real socket."""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading


def read_request(connection):
    """Read a request to the end of its body."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65_536)
        if not piece:
            return received
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def reset(connection):
    """Hang up rudely: the other side gets "connection reset"."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@contextlib.contextmanager
def serving(behave):
    """Serve on a free port; ``behave(connection)`` is what every caller meets."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)

    def serve():
        with contextlib.suppress(OSError):
            while True:
                try:
                    connection, _ = listener.accept()
                except TimeoutError:  # nobody called yet
                    continue
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(5)
                    behave(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def page(status, body=b"", **headers):
    """Write an answer over HTTP by hand."""
    named = {"Content-Length": len(body), "Connection": "close"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join((*lines, "", "")).encode() + body


def answering(status, body=b"", **headers):
    """Give a behaviour that hears a call out and answers it."""

    def behave(connection):
        read_request(connection)
        connection.sendall(page(status, body, **headers))

    return behave

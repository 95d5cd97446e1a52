"""What the fakes of ESPs share: an account behind HTTP on 127.0.0.1, and what may go wrong there.

A fake answers calls by the vendor's real rules. A test may script what the next posts come to:
"lose-answer" (taken, and the line closed), "error-before" and "error-after" (500, nothing or
everything taken), "half" and "html" (taken, and an answer that is none), "throttle" (429, nothing
taken), "reset" (the line broken before anything was taken), or "ok".
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Call:
    """One call that was made."""

    method: str
    path: str
    query: dict
    headers: dict  # names in lower case
    body: bytes

    def json(self):
        """Read the body; one that cannot be read is answered with 400."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise RefusedError(400, {"message": "the body is no JSON"}) from None


class RefusedError(Exception):
    """A call that is answered with an error."""

    def __init__(self, status, answer, **headers):
        super().__init__(status)
        self.status, self.answer = status, answer
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class FakeEsp(ThreadingHTTPServer):
    """One account at an ESP; a fake of one ESP says what its calls are answered."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, key="key-test"):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.key = key
        self.script = deque()
        self.calls = deque(maxlen=20)  # the last ones, for a test to look into
        self.retry_after = 1  # seconds, as a 429 of the script says
        self.taken = []  # one entry for each message, as the fake keeps it
        self._marked = defaultdict(list)  # by a mark, the numbers of those that bear it
        self.lock = threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """Say nothing when a client hung up."""

    def take(self, message, *marks):
        """Take a message, which is to be found by its marks."""
        for mark in marks:
            self._marked[mark].append(len(self.taken))
        self.taken.append(message)

    def marked(self, mark):
        """Find what bears a mark, without a walk through all that was taken."""
        return [self.taken[number] for number in self._marked.get(mark, ())]

    def later(self):
        """Say when to come again, in the headers of a 429."""
        return {"Retry-After": self.retry_after}

    def is_post(self, call):
        """Whether a call posts messages: only those fail by the script."""
        raise NotImplementedError

    def answer(self, call):
        """Answer a call with a status, a value (None: no body) and headers if it has some.

        Or raise a RefusedError.
        """
        raise NotImplementedError


def reset(handler):
    """Break a call's line, as a machine on the way does that was switched off."""
    at_once = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    handler.close_connection = True
    handler.connection.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: FakeEsp

    def log_message(self, *_):
        """Keep the terminal quiet."""

    def do_GET(self):
        self._serve()

    def do_POST(self):
        self._serve()

    def _serve(self):
        call = self._call()
        self.server.calls.append(call)
        script = self.server.script
        fault = script.popleft() if script and self.server.is_post(call) else "ok"
        if fault == "error-before":
            return self._send(500, b"")
        if fault == "throttle":
            return self._send(429, b"{}", self.server.later())
        if fault == "reset":
            return reset(self)
        try:
            status, value, *more = self.server.answer(call)
            headers = more[0] if more else {}
        except RefusedError as refused:
            status, value, headers = refused.status, refused.answer, refused.headers
        body = b"" if value is None else json.dumps(value).encode()
        return self._say(fault, status, body, headers)

    def _call(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Call(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)

    def _say(self, fault, status, answer, headers):
        if fault == "ok":
            return self._send(status, answer, headers)
        if fault == "error-after":
            return self._send(500, b"")
        self.close_connection = True
        if fault == "half":
            head = f"HTTP/1.1 {status} OK\r\nContent-Length: {len(answer)}\r\n\r\n"
            self.wfile.write(head.encode() + answer[: len(answer) // 2])
        elif fault == "html":
            page = b"<html><body>A proxy says hello</body></html>"
            self._send(status, page, {"Connection": "close"})
        return None

    def _send(self, status, body, headers=None):
        kind = {"Content-Type": "application/json"} if body else {}
        named = kind | {"Content-Length": len(body)} | (headers or {})
        lines = [f"HTTP/1.1 {status} Status", *(f"{name}: {it}" for name, it in named.items())]
        self.wfile.write("\r\n".join((*lines, "", "")).encode() + body)

"""A fake Mailgun that implements the real contract, for tests and benches.

It checks the key, the form and its limits, takes one message per recipient, puts the recipient
variables in, and answers questions to its logs after a lag. It can fail in every way that
matters to somebody who keeps books; what it took stands in a file, one line per recipient,
so that twice and lost can be counted from outside:

    python tests/fakes/mailgun.py --port 0 --log taken.tsv --lose-answer 0.1

A test holds its answers to Mailgun's own description (tests/contract/test_fake_mailgun.py).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import random
import re
import sys
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path

if __name__ == "__main__":  # run as a program, whose path knows this folder only
    sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes.esp import reset
from fakes.mailgun_rules import RefusedError, check, logs, parse_form

_VARIABLE = re.compile(
    r"%(recipient\.[A-Za-z0-9_-]+|recipient|recipient_email|recipient_name|unsubscribe_url)%"
)
_FAULTS = ("lose-answer", "error-before", "error-after", "throttle")


@dataclass
class Faults:
    """How often each thing goes wrong, and what the next posts come to, one by one."""

    lose_answer: float = 0.0  # taken, then the connection is closed
    error_before: float = 0.0  # 500, and nothing taken
    error_after: float = 0.0  # 500, and all taken
    throttle: float = 0.0  # 429
    latency: float = 0.0  # seconds
    seed: int = 0
    # Names of _FAULTS, "half", "html", "reset", "ok".
    script: deque[str] = field(default_factory=deque)

    def __post_init__(self):
        self._random = random.Random(self.seed)

    def next(self):
        if self.script:
            return self.script.popleft()
        drawn = self._random.random()
        for name in _FAULTS:
            drawn -= getattr(self, name.replace("-", "_"))
            if drawn < 0:
                return name
        return "ok"


@dataclass(frozen=True)
class Taken:
    """One message that was accepted."""

    tag: str
    email: str
    token: str
    at: float
    message_id: str
    event: str


class FakeMailgun(ThreadingHTTPServer):
    """One account with one sending domain, on 127.0.0.1."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *, port=0, log=None, domain="mg.example.org", key="key-test", lag=0.0):
        super().__init__(("127.0.0.1", port), _Handler)
        self.domain, self.key, self.lag = domain, key, lag
        self.domain_state = "active"
        self.faults = Faults()
        self.events = {}  # address -> "failed" or "rejected", where it is not "accepted"
        self.taken = []
        self._of_tag = defaultdict(list)  # their numbers
        self.forms = deque(maxlen=20)  # the last posts, for a test to look into
        # Open for as long as it serves.
        self._log = Path(log).open("a", encoding="utf-8") if log else None  # noqa: SIM115
        self._lock = threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
        if self._log:
            self._log.close()

    def handle_error(self, request, client_address):
        """Say nothing when a client was killed in the middle of a call."""

    def take(self, form, addresses):
        variables = json.loads(form["recipient-variables"][0])
        tag = form.get("o:tag", [""])[0]
        with self._lock:
            now = time.time()
            message_id = f"<{len(self.taken)}.{int(now)}@{self.domain}>"
            taken = [
                Taken(
                    tag,
                    email,
                    str(variables.get(email, {}).get("token", "")),
                    now,
                    message_id,
                    self.events.get(email, "accepted"),
                )
                for email in addresses
            ]
            self._of_tag[tag] += range(len(self.taken), len(self.taken) + len(taken))
            self.taken += taken
            self.forms.append(form)
            if self._log:
                letter = hashlib.sha256(form.get("html", [""])[0].encode()).hexdigest()
                self._log.write(
                    "".join(f"{e.tag}\t{e.email}\t{e.token}\t{letter}\n" for e in taken)
                )
                self._log.flush()
        return message_id

    def indexed(self, tags):
        """What the logs know by now, each with its number: of some tags, or of all."""
        with self._lock:
            until, count = time.time() - self.lag, len(self.taken)
            numbers = chain(*(self._of_tag[tag] for tag in tags)) if tags else range(count)
            return [(n, self.taken[n]) for n in numbers if self.taken[n].at <= until]

    def message(self, email, form=None):
        """Give the parts one recipient of the last (or a given) post reads."""
        form = form or self.forms[-1]
        variables = json.loads(form["recipient-variables"][0]).get(email, {})
        values = {f"recipient.{name}": str(value) for name, value in variables.items()} | {
            "recipient": email,
            "recipient_email": email,
            "recipient_name": email,
            "unsubscribe_url": "(theirs)",
        }

        def fill(text):  # in one pass: what a variable holds is not read again
            return _VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)

        return {name: fill(texts[0]) for name, texts in form.items() if name != "to"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: FakeMailgun

    def log_message(self, *_):
        """Keep the terminal quiet."""

    def do_GET(self):
        self._answer_to(lambda _body: self._domain())

    def do_POST(self):
        self._answer_to(self._posted)

    def _answer_to(self, route):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            self._check_key()
            status, answer = route(body)
        except RefusedError as refused:
            status, answer = refused.status, refused.answer
        if status is not None:
            self._send(status, json.dumps(answer).encode())

    def _check_key(self):
        expected = base64.b64encode(f"api:{self.server.key}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            raise RefusedError(401, "Forbidden", bare=self.path.endswith("/messages"))

    def _posted(self, body):
        if self.path == "/v1/analytics/logs":
            return 200, logs(self.server, body)
        if self.path != f"/v3/{self.server.domain}/messages":
            raise RefusedError(404, "Domain not found")
        return self._messages(body)

    def _messages(self, body):
        fault = self.server.faults.next()
        time.sleep(self.server.faults.latency)
        if fault == "throttle":
            raise RefusedError(
                429,
                f"Domain {self.server.domain} is not allowed to send: "
                "account-requests-per-sec limit exceeded, try again after 7 seconds",
            )
        if fault == "error-before":
            raise RefusedError(500, "Internal Server Error")
        if fault == "reset":
            reset(self)
            return None, None
        form = parse_form(self.headers.get("Content-Type", ""), body)
        message_id = self.server.take(form, check(form))
        if fault == "error-after":
            raise RefusedError(500, "Internal Server Error")
        answer = {"id": message_id, "message": "Queued. Thank you."}
        if fault == "ok":
            return 200, answer
        self._spoil(fault, json.dumps(answer).encode())
        return None, None

    def _spoil(self, fault, answer):
        """Give an answer that is none, and hang up."""
        self.close_connection = True
        if fault == "half":
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(answer)}\r\n\r\n"
            self.wfile.write(head.encode() + answer[: len(answer) // 2])
        elif fault == "html":
            self._send(200, b"<html><body>A proxy says hello</body></html>")

    def _domain(self):
        if self.path != f"/v4/domains/{self.server.domain}":
            raise RefusedError(404, "Domain not found")
        domain = {
            "created_at": "Thu, 13 Oct 2011 18:02:00 GMT",
            "encrypt_incoming_message": False,
            "id": "123456789012345678901234",
            "is_disabled": False,
            "message_ttl": 259_200,
            "name": self.server.domain,
            "require_tls": False,
            "skip_verification": False,
            "smtp_login": f"postmaster@{self.server.domain}",
            "spam_action": "disabled",
            "state": self.server.domain_state,
            "type": "custom",
            "use_automatic_sender_security": False,
            "web_prefix": "email",
            "web_scheme": "https",
            "wildcard": False,
        }
        return 200, {"domain": domain, "receiving_dns_records": [], "sending_dns_records": []}

    def _send(self, status, body):
        head = (
            f"HTTP/1.1 {status} {self.responses[status][0]}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.wfile.write(head.encode() + body)


def main():
    """Serve until killed; the first line of output is the URL."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", help="a line per accepted recipient: tag, address, token, sum")
    parser.add_argument("--domain", default="mg.example.org")
    parser.add_argument("--key", default="key-test")
    parser.add_argument("--lag", type=float, default=0.0, help="seconds until the logs know")
    for name in ("lose-answer", "error-before", "error-after", "throttle", "latency"):
        parser.add_argument(f"--{name}", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    server = FakeMailgun(
        port=args.port, log=args.log, domain=args.domain, key=args.key, lag=args.lag
    )
    server.faults = Faults(
        args.lose_answer,
        args.error_before,
        args.error_after,
        args.throttle,
        args.latency,
        args.seed,
    )
    print(server.url, flush=True)  # noqa: T201 - whoever starts it reads where it is
    server.serve_forever()


if __name__ == "__main__":
    main()

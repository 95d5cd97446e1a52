"""A fake Mandrill: messages with a result each, a search of indexed metadata, errors by name."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from fakes.esp import FakeEsp, RefusedError

_TAG = re.compile(r"\*\|[^|]*\|\*")


@dataclass(frozen=True)
class Taken:
    """One message that was taken, as its reader gets it."""

    email: str
    metadata: dict
    headers: dict
    text: str
    html: str
    message_id: str
    at: int
    sender: str
    state: str


def error(name, message, code=-1):
    """Give an answer in Mandrill's form of errors."""
    return {"status": "error", "code": code, "name": name, "message": message}


class FakeMandrill(FakeEsp):
    """One account; ``reasons`` says why an address is rejected, ``fields`` what is indexed."""

    def __init__(self, key="key-test"):
        super().__init__(key)
        self.reasons = {}
        self.fields = ["digest_batch"]
        self._routes = {
            "/api/1.0/messages/send": self._send,
            "/api/1.0/messages/search": self._search,
            "/api/1.0/metadata/list": self._fields,
        }

    def is_post(self, call):
        return call.path == "/api/1.0/messages/send"

    def answer(self, call):
        asked = call.json()
        if asked.get("key") != self.key:
            raise RefusedError(401, error("Invalid_Key", "Invalid API key"))
        if call.path not in self._routes:
            raise RefusedError(404, error("Unknown_Method", "no such method"))
        return self._routes[call.path](asked)

    def _send(self, asked):
        message = asked["message"]
        if not message.get("from_email") or not message.get("to"):
            raise RefusedError(500, error("ValidationError", "You must specify a sender", -2))
        if len(str(message.get("metadata", {})).encode()) > 250:
            raise RefusedError(500, error("ValidationError", "metadata is too large", -2))
        return 200, [self._result(message, each) for each in message["to"]]

    def _result(self, message, to):
        reason = self.reasons.get(to["email"])
        with self.lock:
            message_id = f"{len(self.taken):032x}"
            if reason is None:
                marks = {(name, str(it)) for name, it in message.get("metadata", {}).items()}
                self.take(self._taken(message, to, message_id), *marks)
        result = {"email": to["email"], "status": "sent", "_id": message_id}
        return (
            result if reason is None else result | {"status": "rejected", "reject_reason": reason}
        )

    def _taken(self, message, to, message_id):
        def merged(text):
            return _TAG.sub("", text) if message.get("merge", True) else text

        headers = {name: merged(value) for name, value in message.get("headers", {}).items()}
        return Taken(
            to["email"],
            message.get("metadata", {}),
            headers
            | {
                "From": f"{message['from_name']} <{message['from_email']}>",
                "To": f"{to.get('name', '')} <{to['email']}>".lstrip(),
                "Subject": merged(message["subject"]),
            },
            merged(message["text"]),
            merged(message["html"]),
            message_id,
            int(time.time()),
            message["from_email"],
            "sent",
        )

    def _search(self, asked):
        phrase = asked.get("query", "*").strip('"')
        found = [each for name in self.fields for each in self.marked((name, phrase))]
        return 200, [info(each) for each in found[: asked.get("limit", 100)]]

    def _fields(self, _asked):
        return 200, [{"name": name, "state": "active"} for name in self.fields]


def info(taken):
    """Tell of a message in the form of a search result."""
    return {
        "ts": taken.at,
        "_id": taken.message_id,
        "tags": [],
        "sender": taken.sender,
        "subject": taken.headers["Subject"],
        "email": taken.email,
        "opens": 0,
        "clicks": 0,
        "opens_detail": [],
        "clicks_detail": [],
        "state": taken.state,
        "metadata": taken.metadata,
        "smtp_events": [],
        "diag": None,
        "subaccount": None,
        "resends": [],
        "reject": None,
    }

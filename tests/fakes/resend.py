"""A fake Resend: messages validated one by one, and keys under which a call is answered once.

Idempotency is that of https://resend.com/docs/dashboard/emails/idempotency-keys; which names it
refuses is what django-anymail found.
"""

from __future__ import annotations

import re
from email.header import decode_header, make_header
from email.utils import parseaddr

from fakes.arrived import Arrived, is_address
from fakes.esp import FakeEsp, RefusedError

_TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")


def error(status, name, message):
    """Give an error in Resend's form."""
    return RefusedError(status, {"statusCode": status, "name": name, "message": message})


class FakeResend(FakeEsp):
    """One team with one domain; ``blocked`` are addresses it refuses."""

    def __init__(self, key="key-test"):
        super().__init__(key)
        self.domain = {"id": "d1", "name": "example.org", "status": "verified"}
        self.blocked = set()
        self.is_restricted = False  # the key: it may only send
        self.answers = {}  # by key: what came first, and what it was answered

    def is_post(self, call):
        return call.path == "/emails/batch"

    def answer(self, call):
        if call.headers.get("authorization") != f"Bearer {self.key}":
            raise error(401, "validation_error", "API key is invalid")
        if call.path == "/emails/batch":
            with self.lock:
                return 200, self._once(call)
        if self.is_restricted:
            raise error(401, "restricted_api_key", "This API key is restricted to only send emails")
        if call.path == "/domains":
            watching = {"open_tracking": False, "click_tracking": False, "region": "eu-west-1"}
            return 200, {"object": "list", "has_more": False, "data": [watching | self.domain]}
        raise error(404, "not_found", "The requested endpoint does not exist")

    def _once(self, call):
        key = call.headers.get("idempotency-key", "")
        if not 0 < len(key) <= 256:
            raise error(400, "invalid_idempotency_key", "The key must be between 1-256 chars.")
        body, answer = self.answers.get(key, (call.body, None))
        if body != call.body:
            raise error(409, "invalid_idempotent_request", "Same key, different payload.")
        if answer is None:
            answer = self._send(call)
            self.answers[key] = (body, answer)
        return answer

    def _send(self, call):
        messages = call.json()
        if not isinstance(messages, list) or not 0 < len(messages) <= 100:
            raise error(422, "validation_error", "A batch has 1 to 100 emails.")
        faults = {at: why for at, each in enumerate(messages) if (why := self.fault(each))}
        if faults and call.headers.get("x-batch-validation") != "permissive":
            raise error(422, "validation_error", next(iter(faults.values())))
        ids = []
        for at, each in enumerate(messages):
            if at not in faults:
                self.taken.append(arrived(each, f"id-{len(self.taken) + 1}"))
                ids.append({"id": self.taken[-1].id})
        told = [{"index": at, "message": why} for at, why in faults.items()]
        return {"data": ids} | ({"errors": told} if told else {})

    def fault(self, message):
        """Say why a message is refused, or nothing."""
        _, sender = parseaddr(message["from"])
        if sender.rpartition("@")[2] != self.domain["name"]:
            raise error(403, "validation_error", "The domain is not verified.")
        if message["from"].startswith("=?"):
            raise error(451, "security_error", "The email payload contain invalid characters")
        name, _, _ = message["from"].rpartition(" <")
        [to] = message["to"]
        if re.search(r'[()<>\[\]:;@\\,"]', name):
            return "Invalid `from` field."
        _, email = parseaddr(to)
        if '"' in to or not is_address(email) or email in self.blocked:
            return "Invalid `to` field."
        tags = [text for each in message.get("tags", []) for text in each.values()]
        return "" if all(map(_TAG.fullmatch, tags)) else "Tags should only contain ASCII letters."


def arrived(message, number):
    """Make one reader's message."""
    [to] = message["to"]
    headers = message["headers"] | {
        "From": message["from"],
        "To": str(make_header(decode_header(to))),
        "Subject": message["subject"],
    }
    if "reply_to" in message:
        headers["Reply-To"] = message["reply_to"]
    marks = {each["name"]: each["value"] for each in message["tags"]}
    email = parseaddr(to)[1]
    return Arrived(email, headers, message["text"], message["html"], marks, number)

"""A fake Brevo: messages in versions, keys that make a call be worked on once, and events.

Its variables are those of https://help.brevo.com/hc/en-us/articles/4402386448530: a language like
Django's, which escapes values in HTML, puts them in once and refuses tags it does not know.
"""

from __future__ import annotations

import html
import json
import re
import uuid
from itertools import chain

from fakes.arrived import Arrived, is_address, mailbox
from fakes.esp import FakeEsp, RefusedError

_VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_OTHER = re.compile(r"\{\{|\{%|\{#")
_STANDARD = {"from", "to", "subject", "date", "message-id", "reply-to", "content-type"}


def error(code, message):
    """Give an answer in Brevo's form of errors."""
    return {"code": code, "message": message}


class FakeBrevo(FakeEsp):
    """One account; ``senders`` are domains it has verified, ``blocked`` whom it cannot read."""

    def __init__(self, key="key-test"):
        super().__init__(key)
        self.senders = {"example.org"}
        self.blocked = set()
        self.is_enabled = True
        self.keys = set()

    def later(self):
        return {"x-sib-ratelimit-reset": self.retry_after}

    def is_post(self, call):
        return call.path == "/v3/smtp/email"

    def answer(self, call):
        if call.headers.get("api-key") != self.key:
            raise RefusedError(401, error("unauthorized", "Key not found"))
        if call.path == "/v3/smtp/email":
            return 201, {"messageIds": self._send(call.json())}
        if call.path == "/v3/smtp/statistics/events":
            return 200, self._events(call.query)
        if call.path == "/v3/account":
            return 200, account(is_enabled=self.is_enabled)
        raise RefusedError(404, error("document_not_found", "Page not found"))

    def _send(self, asked):
        check(asked, self.senders)
        versions = asked["messageVersions"]
        if self.blocked & {each["to"][0]["email"] for each in versions}:
            raise RefusedError(400, error("invalid_parameter", "email is not valid in to"))
        with self.lock:
            self._once(asked.get("headers", {}).get("idempotencyKey"))
            first = len(self.taken)
            arrived = [arriving(asked, each, first + at) for at, each in enumerate(versions)]
            for each in arrived:
                self.take(each, each.marks["tag"])
        return [each.id for each in arrived]

    def _once(self, key):
        if key is None:
            return
        if key in self.keys:
            raise RefusedError(400, error("duplicate_parameter", "idempotencyKey was used before"))
        try:
            uuid.UUID(key)
        except ValueError:
            raise RefusedError(400, error("invalid_parameter", "idempotencyKey")) from None
        self.keys.add(key)

    def _events(self, query):
        if ("startDate" in query) != ("endDate" in query):
            raise RefusedError(400, error("missing_parameter", "startDate and endDate"))
        if query.get("startDate", "") > query.get("endDate", ""):
            raise RefusedError(400, error("invalid_parameter", "startDate"))
        wanted = json.loads(query.get("tags", "[]"))
        limit, offset = int(query.get("limit", 2500)), int(query.get("offset", 0))
        if limit > 5000:
            raise RefusedError(400, error("out_of_range", "limit"))
        found = chain(*map(self.marked, wanted)) if wanted else self.taken
        told = [event(each) for each in found]
        page = told[offset : offset + limit]
        return {"events": page} if page else {}


def check(asked, senders):
    """Refuse what Brevo refuses."""
    sender = asked.get("sender", {})
    versions = asked.get("messageVersions", [])
    for name in ("subject", "htmlContent"):
        if not asked.get(name):
            raise RefusedError(400, error("missing_parameter", f"{name} is missing"))
    if sender.get("email", "").rpartition("@")[2] not in senders:
        raise RefusedError(400, error("invalid_parameter", "the sender is not valid"))
    if not 0 < len(versions) <= 2000:
        raise RefusedError(400, error("invalid_parameter", "messageVersions"))
    if len(json.dumps([each.get("params") for each in versions])) > 1_000_000:
        raise RefusedError(400, error("out_of_range", "params"))
    for each in versions:
        check_version(each)
    if len(sender.get("name", "")) > 70:
        raise RefusedError(400, error("invalid_parameter", "sender.name"))


def check_version(version):
    """Refuse what Brevo refuses of one version."""
    to = version.get("to", [])
    if not 0 < len(to) <= 99:
        raise RefusedError(400, error("invalid_parameter", "to"))
    for each in to:
        if not is_address(each.get("email")) or len(each.get("name", "x")) not in range(1, 71):
            raise RefusedError(400, error("invalid_parameter", "email is not valid in to"))
    for name, value in version.get("headers", {}).items():
        if name.lower() in _STANDARD or not value.isascii() or not value.isprintable():
            raise RefusedError(400, error("invalid_parameter", f"headers: {name}"))


def arriving(asked, version, number):
    """Make one reader's message."""
    [to] = version["to"]
    params = asked.get("params", {}) | version.get("params", {})
    given = version.get("headers") or asked.get("headers", {})
    headers = {name: value for name, value in given.items() if name != "X-Mailin-custom"}
    headers |= {
        "From": mailbox(asked["sender"].get("name"), asked["sender"]["email"]),
        "To": mailbox(to.get("name"), to["email"]),
        "Subject": filled(asked["subject"], params),
    }
    if "replyTo" in asked:
        headers["Reply-To"] = asked["replyTo"]["email"]
    marks = {"tag": "".join(asked.get("tags", [])[:1]), "custom": given.get("X-Mailin-custom", "")}
    return Arrived(
        to["email"],
        headers,
        filled(asked.get("textContent", ""), params),
        filled(asked["htmlContent"], params, html.escape),
        marks,
        f"<2023090107.{number}@smtp-relay.example>",
    )


def filled(text, params, escape=str):
    """Put the values in, once; a tag is not known."""

    def value(match):
        group, _, name = match[1].partition(".")
        return escape(str(params.get(name, ""))) if group == "params" else ""

    if _OTHER.search(_VARIABLE.sub("", text)):
        raise RefusedError(400, error("invalid_parameter", "the template has an error"))
    return _VARIABLE.sub(value, text)


def event(arrived):
    """Tell of a message in the form of an event."""
    return {
        "date": arrived.at.isoformat(),
        "email": arrived.email,
        "event": "requests",
        "messageId": arrived.id,
        "subject": arrived.headers["Subject"],
        "tag": arrived.marks["tag"],
        "from": "news@example.org",
    }


def account(*, is_enabled):
    """Tell of the account."""
    relay = {"relay": "smtp-relay.example", "port": 587, "userName": "office@example.org"}
    return {
        "organization_id": "5fa2b8c123456789abcdef01",
        "user_id": 1234567,
        "enterprise": False,
        "companyName": "The Network",
        "email": "office@example.org",
        "firstName": "Ann",
        "lastName": "Smith",
        "address": {"street": "Rue 1", "city": "Brussels", "zipCode": "1000", "country": "Belgium"},
        "dateTimePreferences": {
            "timezone": "Europe/Brussels",
            "timeFormat": "24",
            "dateFormat": "dd-mm-yyyy",
        },
        "plan": [{"type": "free", "credits": 250, "creditsType": "sendLimit"}],
        "relay": {"enabled": is_enabled, "data": relay},
        "marketingAutomation": {"enabled": False},
    }

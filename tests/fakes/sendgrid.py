"""A fake SendGrid: one message in personalizations, substitutions, and the email logs.

What it fills in is what SendGrid's page on substitution tags says: each tag of a personalization,
in subject and content; and its own tags, ``<%…%>``.
"""

from __future__ import annotations

import re
import time
from email.utils import formatdate

from fakes.arrived import Arrived, is_address, mailbox
from fakes.esp import FakeEsp, RefusedError

_OWN_TAG = re.compile(r"<%.*?%>", re.DOTALL)
_QUERY = re.compile(
    r"categories IN \('([^']+)'\) AND sg_message_id_created_at >= TIMESTAMP \"([^\"]+)\""
    r" AND sg_message_id_created_at <= TIMESTAMP \"([^\"]+)\""
)
_NOT_OURS = {"to", "from", "subject", "reply-to", "cc", "bcc", "content-type", "received"}


def error(status, message, field=None, **headers):
    """Give an error in SendGrid's form."""
    return RefusedError(status, {"errors": [{"message": message, "field": field}]}, **headers)


class FakeSendGrid(FakeEsp):
    """One account; ``blocked`` are addresses it cannot read, ``dropped`` it does not write to."""

    def __init__(self, key="key-test"):
        super().__init__(key)
        self.domain = "example.org"
        self.blocked, self.dropped = set(), set()
        self.scopes = ["mail.send", "2fa_required"]
        self.is_throttled = False

    def later(self):
        now = int(time.time())
        return {"X-RateLimit-Reset": now + self.retry_after, "Date": formatdate(now, usegmt=True)}

    def is_post(self, call):
        return call.path == "/v3/mail/send"

    def answer(self, call):
        if call.headers.get("authorization") != f"Bearer {self.key}":
            raise error(401, "The provided authorization grant is invalid, expired, or revoked")
        if self.is_throttled:
            later = {"x_ratelimit_reset": "1693551660", "date": "Fri, 01 Sep 2023 07:00:00 GMT"}
            raise error(429, "too many requests", **later)
        if call.path == "/v3/mail/send":
            number = self._send(call.json())
            return 202, None, {"X-Message-Id": number}
        if call.path == "/v3/logs":
            return 200, {"messages": self._logs(call.json())}
        if call.path == "/v3/scopes":
            return 200, {"scopes": self.scopes}
        raise error(404, "not found")

    def _send(self, asked):
        self.check(asked)
        with self.lock:
            number = f"call{len(self.taken)}"
            for at, each in enumerate(asked["personalizations"]):
                message = arrived(asked, each, f"{number}.recvd.{at}")
                self.take(message, *message.marks["categories"])
        return number

    def check(self, asked):
        """Refuse what SendGrid refuses."""
        each_one = asked.get("personalizations", [])
        if not 0 < len(each_one) <= 1000 or sum(len(each["to"]) for each in each_one) > 1000:
            raise error(400, "There is a limit of 1000 total recipients.", "personalizations")
        if asked["from"]["email"].rpartition("@")[2] != self.domain:
            raise error(403, "The from address does not match a verified Sender Identity.", "from")
        if [each["type"] for each in asked["content"]] != ["text/plain", "text/html"]:
            raise error(400, "text/plain must be first", "content")
        for at, each in enumerate(each_one):
            check_personalization(at, each, self.blocked)

    def _logs(self, asked):
        match = _QUERY.fullmatch(asked.get("query", ""))
        if match is None or not 1 <= asked.get("limit", 10) <= 1000:
            raise error(400, "the query cannot be read", "query")
        category, since, until = match.groups()
        found = [
            logged(each, "dropped" if each.email in self.dropped else "delivered")
            for each in self.marked(category)
            if since <= each.at.strftime("%Y-%m-%dT%H:%M:%SZ") <= until
        ]
        return found[: asked.get("limit", 10)]


def check_personalization(at, each, blocked):
    """Refuse what SendGrid refuses of one."""
    [to] = each["to"]
    if not is_address(to["email"]) or to["email"] in blocked:
        raise error(400, "Does not contain a valid address.", f"personalizations.{at}.to.0.email")
    if _NOT_OURS & {name.lower() for name in each["headers"]}:
        raise error(400, "That header may not be set.", f"personalizations.{at}.headers")
    values = [*each["headers"].values(), *each["custom_args"].values()]
    if not all(isinstance(value, str) for value in (*values, *each["substitutions"].values())):
        raise error(400, "Bad Request")


def arrived(asked, personalization, number):
    """Make one reader's message."""
    [to] = personalization["to"]
    text, html = (each["value"] for each in asked["content"])

    def filled(words):
        for tag, value in personalization["substitutions"].items():
            words = words.replace(tag, value)
        return _OWN_TAG.sub("https://unsubscribe.example", words)

    headers = personalization["headers"] | {
        "From": mailbox(asked["from"].get("name"), asked["from"]["email"]),
        "To": mailbox(to.get("name"), to["email"]),
        "Subject": filled(asked["subject"]),
    }
    if "reply_to" in asked:
        headers["Reply-To"] = asked["reply_to"]["email"]
    marks = personalization["custom_args"] | {"categories": asked.get("categories", [])}
    return Arrived(to["email"], headers, filled(text), filled(html), marks, number)


def logged(message, status):
    """Tell of a message in the form of the logs."""
    return {
        "from_email": "news@example.org",
        "sg_message_id": message.id,
        "subject": message.headers["Subject"],
        "to_email": message.email,
        "reason": "Bounced Address" if status == "dropped" else "",
        "status": status,
        "sg_message_id_created_at": message.at.isoformat(),
    }

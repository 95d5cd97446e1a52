"""A fake Mailjet: messages each with a result, campaigns that let a contact have one message.

``[[var:…]]`` and ``[[data:…]]`` are filled once in text and HTML, ``{{…}}`` is left alone without
``TemplateLanguage``. What a campaign blocks was answered with success, as by the real one.
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict

from fakes.arrived import Arrived, is_address, mailbox
from fakes.esp import FakeEsp, RefusedError

_TAG = re.compile(r"\[\[(var|data):(\w+)(?::\"[^\"]*\")?\]\]|\[\[[A-Z_]+\]\]")
_FORBIDDEN = {
    *("from", "sender", "subject", "to", "cc", "bcc", "return-path", "delivered-to", "reply-to"),
    *("dkim-signature", "received", "user-agent", "x-mailer", "x-mj-customid", "x-mj-eventpayload"),
    *("x-mj-vars", "x-feedback-id", "list-id", "date", "message-id", "x-mailjet-campaign"),
}
_DUPLICATE = 15


def error(code, status, words, *related):
    """Give an error in Mailjet's form."""
    return {
        "ErrorIdentifier": "06df1144-c6f3-4ca7-8885-7ec5d4344113",
        "ErrorCode": code,
        "StatusCode": status,
        "ErrorMessage": words,
        "ErrorRelatedTo": list(related),
    }


class FakeMailjet(FakeEsp):
    """One account; ``senders`` are domains it may send from, ``blocked`` whom it refuses."""

    def __init__(self, key="key-test"):
        super().__init__(key)
        self.senders = {"example.org"}
        self.blocked = set()
        self.campaigns = set()  # (campaign, contact)
        self.rows = []
        self._rows_of = defaultdict(list)  # by their CustomID

    def is_post(self, call):
        return call.path == "/v3.1/send"

    def answer(self, call):
        expected = base64.b64encode(f"{self.key}:{self.key}".encode()).decode()
        if call.headers.get("authorization") != f"Basic {expected}":
            raise RefusedError(401, error("mj-0015", 401, "the keys are not valid"))
        if call.path == "/v3.1/send":
            return self._send(call.json())
        if call.path == "/v3/REST/message":
            of = call.query.get("CustomID")
            return 200, page(self.rows if of is None else self._rows_of[of], call.query)
        if call.path == "/v3/REST/sender":
            senders = [{"Email": f"*@{each}", "Status": "Active"} for each in self.senders]
            return 200, page(senders, call.query)
        raise RefusedError(404, error("mj-0019", 404, "no such resource"))

    def _send(self, asked):
        messages = asked.get("Messages")
        if not isinstance(messages, list) or not messages:
            raise RefusedError(400, error("mj-0007", 400, "Messages is empty", "Messages"))
        if len(messages) > 50:
            raise RefusedError(400, error("mj-0008", 400, "too many Messages", "Messages"))
        with self.lock:
            whole = [asked.get("Globals", {}) | each for each in messages]
            results = [self._take(each) for each in whole]
        errors = [each["Errors"][0] for each in results if each["Status"] == "error"]
        return (errors[0]["StatusCode"] if errors else 200), {"Messages": results}

    def _take(self, message):
        faults = list(faults_of(message, self.senders))
        email = message["To"][0]["Email"]
        if email in self.blocked:
            faults.append(error("mj-0013", 400, "the address is not valid", "To[0].Email"))
        if faults:
            return {"Status": "error", "Errors": faults}
        number = 70650219165027410 + len(self.rows)
        entry = (message.get("CustomCampaign"), email.lower())
        is_second = bool(message.get("DeduplicateCampaign")) and entry in self.campaigns
        self.campaigns.add(entry)
        self.rows.append(row(message, number, is_second=is_second))
        self._rows_of[self.rows[-1]["CustomID"]].append(self.rows[-1])
        if not is_second:
            self.taken.append(arriving(message, number))
        to = {"Email": email, "MessageID": number, "MessageUUID": f"uuid-{number}"}
        custom = message.get("CustomID", "")
        return {"Status": "success", "CustomID": custom, "To": [to], "Cc": [], "Bcc": []}


def faults_of(message, senders):
    """Say what is wrong with a message."""
    to, subject = message.get("To") or [{}], message.get("Subject", "")
    domain = message.get("From", {}).get("Email", "").rpartition("@")[2]
    has_part = message.get("HTMLPart") or message.get("TextPart")
    is_named = message.get("CustomCampaign") or not message.get("DeduplicateCampaign")
    tracked = {message.get(name, "disabled") for name in ("TrackOpens", "TrackClicks")}
    forbidden = _FORBIDDEN & {name.lower() for name in message.get("Headers", {})}
    rules = (
        (all(is_address(each.get("Email")) for each in to), "mj-0013", 400, "no address"),
        (domain in senders, "send-0008", 403, "the sender is not authorized"),
        (has_part, "send-0003", 400, "there is no part"),
        (len(subject) <= 255, "mj-0006", 400, "Subject is too long"),
        (is_named, "send-0012", 400, "there is no CustomCampaign"),
        (not forbidden, "send-0011", 400, f"forbidden headers: {forbidden}"),
        (tracked <= {"account_default", "disabled", "enabled"}, "mj-0005", 400, "no such value"),
    )
    for holds, code, status, words in rules:
        if not holds:
            yield error(code, status, words)


def arriving(message, number):
    """Make one reader's message."""
    [to] = message["To"]
    values = message.get("Variables", {})
    headers = dict(message.get("Headers", {}))
    headers |= {
        "From": mailbox(message["From"].get("Name"), message["From"]["Email"]),
        "To": mailbox(to.get("Name"), to["Email"]),
        "Subject": message["Subject"],
    }
    if "ReplyTo" in message:
        headers["Reply-To"] = message["ReplyTo"]["Email"]
    marks = {name: message.get(name, "") for name in ("CustomID", "EventPayload")}
    text, html = (filled(message.get(part, ""), values) for part in ("TextPart", "HTMLPart"))
    return Arrived(to["Email"], headers, text, html, marks, str(number))


def filled(text, values):
    """Put the values in, once; what does not exist is nothing."""
    return _TAG.sub(lambda match: str(values.get(match[2], "") if match[1] else "(theirs)"), text)


def row(message, number, *, is_second):
    """Tell of a message as the resource does."""
    return {
        "ID": number,
        "ContactAlt": message["To"][0]["Email"],
        "CustomID": message.get("CustomID", ""),
        "Status": "blocked" if is_second else "sent",
        "StateID": _DUPLICATE if is_second else 0,
        "UUID": f"uuid-{number}",
    }


def page(rows, query):
    """Give a page of a resource; what was not asked to be shown is empty."""
    limit = min(int(query.get("Limit", 10)), 1000)
    shown = [dict(each) for each in rows[:limit]]
    for each in shown:
        for name, show in (("CustomID", "ShowCustomID"), ("ContactAlt", "ShowContactAlt")):
            if name in each and query.get(show) != "true":
                each[name] = ""
    return {"Count": len(shown), "Data": shown, "Total": len(rows)}

"""A fake Postmark: whole messages with results of their own, streams, and the search by metadata.

Its placeholders are those of https://postmarkapp.com/support/article/1208-how-to-add-an-unsubscribe-link.
"""

from __future__ import annotations

import re
import uuid
from email.utils import getaddresses

from fakes.arrived import Arrived, is_address
from fakes.esp import FakeEsp, RefusedError

_PLACEHOLDER = re.compile(r"\{\{\{?\s*pm:.*?\}\}\}?", re.IGNORECASE)
_ALL_OF_A_CALL = 50_000_000


def error(code, message):
    """Give an answer in Postmark's form of errors."""
    return {"ErrorCode": code, "Message": message}


class FakePostmark(FakeEsp):
    """One server with one stream; ``blocked`` are addresses it does not write to."""

    def __init__(self, key="key-test"):
        super().__init__(key)
        self.domain = "example.org"
        self.stream = {"ID": "broadcast", "MessageStreamType": "Broadcasts", "ArchivedAt": None}
        self.handling = "Custom"
        self.blocked = set()
        self.credits = 1_000_000

    def is_post(self, call):
        return call.path == "/email/batch"

    def answer(self, call):
        if call.headers.get("x-postmark-server-token") != self.key:
            raise RefusedError(401, error(10, "The Server Token you provided is not valid."))
        if call.path == "/email/batch":
            return 200, self._send(call)
        if call.path == "/messages/outbound":
            return 200, self._search(call.query)
        if call.path == f"/message-streams/{self.stream['ID']}":
            handling = {"UnsubscribeHandlingType": self.handling}
            return 200, self.stream | {"SubscriptionManagementConfiguration": handling}
        raise RefusedError(404, error(1226, "The message stream was not found."))

    def _send(self, call):
        if len(call.body) > _ALL_OF_A_CALL:
            raise RefusedError(413, error(0, "Payload too large"))
        messages = call.json()
        if len(messages) > 500:
            raise RefusedError(422, error(410, "A batch may only contain 500 messages."))
        with self.lock:
            return [self._result(each) for each in messages]

    def _result(self, message):
        refused = self.refused(message)
        if refused:
            return error(*refused)
        number = str(uuid.UUID(int=len(self.taken) + 1))
        self.credits -= 1
        self.take(self._arrived(message, number), *message["Metadata"].items())
        return {
            "To": message["To"],
            "SubmittedAt": "2023-09-01T07:00:01.1794748-05:00",
            "MessageID": number,
            "ErrorCode": 0,
            "Message": "OK",
        }

    def refused(self, message):
        """Say why a message is not taken: a code and words; or nothing."""
        [(_, sender)], to = getaddresses([message["From"]]), getaddresses([message["To"]])
        if sender.rpartition("@")[2] != self.domain:
            return 400, "The 'From' address is not a Sender Signature on your account."
        if message["MessageStream"] != self.stream["ID"]:
            return 1226, "The message stream was not found."
        long = any(len(name) > 20 or len(it) > 80 for name, it in message["Metadata"].items())
        if long or not 0 < len(to) <= 50 or not all(is_address(email) for _, email in to):
            return 300, "Invalid 'To' address, or metadata that is too long."
        if self.credits < 1:
            return 405, "Not allowed to send: no credits left."
        if {email for _, email in to} & self.blocked:
            return 406, "You tried to send to recipient(s) that have been marked as inactive."
        return None

    def _arrived(self, message, number):
        [(_, email)] = getaddresses([message["To"]])
        headers = {each["Name"]: each["Value"] for each in message["Headers"]}
        headers |= {name: message[name] for name in ("From", "To", "Subject")}
        if "ReplyTo" in message:
            headers["Reply-To"] = message["ReplyTo"]
        text, html = (
            _PLACEHOLDER.sub("https://unsubscribe.example", message[part])
            for part in ("TextBody", "HtmlBody")
        )
        if self.handling == "Postmark":
            headers["List-Unsubscribe"] = "<https://unsubscribe.example>"
            html += "<a href='https://unsubscribe.example'>Unsubscribe</a>"
        return Arrived(email, headers, text, html, message["Metadata"], number)

    def _search(self, query):
        if "count" not in query or "offset" not in query or int(query["count"]) > 500:
            raise RefusedError(422, error(600, "count and offset are required."))
        wanted = {
            name.removeprefix("metadata_"): value
            for name, value in query.items()
            if name.startswith("metadata_")
        }
        candidates = self.marked(next(iter(wanted.items()))) if wanted else self.taken
        found = [each for each in candidates if each.marks.items() >= wanted.items()]
        if query.get("messagestream", "outbound") != self.stream["ID"]:
            found = []
        page = found[int(query["offset"]) :][: int(query["count"])]
        return {"TotalCount": len(found), "Messages": [told(each) for each in page]}


def told(arrived):
    """Tell of a message in the form of the search."""
    return {
        "Tag": "",
        "MessageID": arrived.id,
        "To": [{"Email": arrived.email, "Name": ""}],
        "Cc": [],
        "Bcc": [],
        "Recipients": [arrived.email],
        "ReceivedAt": arrived.at.isoformat(),
        "From": arrived.headers["From"],
        "Subject": arrived.headers["Subject"],
        "Attachments": [],
        "Status": "Sent",
        "TrackOpens": False,
        "TrackLinks": "None",
        "Metadata": arrived.marks,
        "MessageStream": "broadcast",
    }

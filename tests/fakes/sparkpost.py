"""A fake SparkPost: transmissions with its template language, and its events.

The language is what https://developers.sparkpost.com/api/template-language/ says of expressions:
two braces escape in HTML and encode in links, three do not; what was put in is not read again.
Link attributes in the text, ``https://…[[data-msys-…]]``, are taken out before anything is put in.
"""

from __future__ import annotations

import html
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from fakes.esp import FakeEsp, RefusedError

_EXPRESSION = re.compile(
    r"\{\{\{\s*(?P<raw>.*?)\s*\}\}\}|\{\{\s*(?P<escaped>.*?)\s*\}\}", re.DOTALL
)
_LINK = re.compile(r"https?://(?:\{\{[^}]*\}\}\}?|[^\s\"'<>])*")
_ATTRIBUTES = re.compile(r"(https?://[^\s\[]*)\[\[data-msys-[^\]]*\]\]")


@dataclass(frozen=True)
class Taken:
    """One message that was taken, as its reader gets it."""

    email: str
    campaign: str
    metadata: dict
    headers: dict
    text: str
    html: str
    at: float


def error(message, description="", code="1400"):
    """Give an answer in SparkPost's form of errors."""
    return {"errors": [{"message": message, "description": description, "code": code}]}


class FakeSparkPost(FakeEsp):
    """One account; ``refused`` are addresses it has suppressed."""

    def __init__(self, key="key-test"):
        super().__init__(key)
        self.refused = set()
        self.pages_of = 1000

    def is_post(self, call):
        return call.path == "/api/v1/transmissions"

    def answer(self, call):
        if call.headers.get("authorization") != self.key:
            raise RefusedError(401, {"errors": [{"message": "Unauthorized."}]})
        if call.path == "/api/v1/transmissions":
            return self._transmit(call.json())
        if call.path == "/api/v1/events/message":
            return self._events(call.query)
        raise RefusedError(404, error("Resource could not be found", code="1600"))

    def _transmit(self, asked):
        check(asked)
        recipients = asked["recipients"]
        taken = [each for each in recipients if each["address"]["email"] not in self.refused]
        with self.lock:
            number = str(len(self.taken) + 11_000_000)
            for each in taken:
                self.take(message(asked, each), asked.get("campaign_id", ""))
        refused = len(recipients) - len(taken)
        results = {
            "total_rejected_recipients": refused,
            "total_accepted_recipients": len(taken),
            "id": number,
        }
        if not refused:
            return 200, {"results": results}
        said = error("transmission created, but with validation errors", code="2000")
        return 200, said | {"results": results}

    def _events(self, query):
        offset = 0 if query.get("cursor", "initial") == "initial" else int(query["cursor"])
        wanted = query.get("campaigns", "")
        found = [event(each) for each in (self.marked(wanted) if wanted else self.taken)]
        size = min(int(query.get("per_page", 1000)), self.pages_of)
        links = {}
        if offset + size < len(found):
            links["next"] = f"/api/v1/events/message?campaigns={wanted}&cursor={offset + size}"
        page = found[offset : offset + size]
        return 200, {"results": page, "total_count": len(found), "links": links}


def check(asked):
    """Refuse what SparkPost refuses."""
    content, options = asked.get("content", {}), asked.get("options", {})
    if not asked.get("recipients"):
        raise RefusedError(400, error("required field is missing", "recipients required"))
    if not content.get("subject") or not content.get("from", {}).get("email"):
        raise RefusedError(422, error("required field is missing", "content required"))
    if len(asked.get("campaign_id", "").encode()) > 64:
        raise RefusedError(422, error("invalid data format/type", "campaign_id is too long"))
    forbidden = {"subject", "from", "to", "reply-to", "content-type", "content-transfer-encoding"}
    if forbidden & {name.lower() for name in content.get("headers", {})}:
        raise RefusedError(422, error("invalid data format/type", "header not allowed"))
    if not all(isinstance(value, bool) for value in options.values()):
        raise RefusedError(422, error("invalid data format/type", "options are booleans"))
    for each in asked["recipients"]:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", each["address"]["email"]):
            raise RefusedError(400, error("invalid data format/type", "address.email", "1300"))


def message(asked, recipient):
    """Make one reader's message."""
    content = asked["content"]
    metadata = asked.get("metadata", {}) | recipient.get("metadata", {})
    values = metadata | asked.get("substitution_data", {}) | recipient.get("substitution_data", {})
    whole = {"Subject": content["subject"], "From": mailbox(content["from"])}
    whole |= content.get("headers", {})
    if "reply_to" in content:
        whole["Reply-To"] = content["reply_to"]
    headers = {name: filled(value, values) for name, value in whole.items()}
    if not asked.get("options", {}).get("transactional"):
        headers["List-Unsubscribe"] = "<mailto:unsubscribe@sparkpost.example>"
    headers["To"] = mailbox(recipient["address"])
    return Taken(
        recipient["address"]["email"],
        asked.get("campaign_id", ""),
        metadata,
        headers,
        in_links(_ATTRIBUTES.sub(r"\1", content.get("text", "")), values),
        in_links(content.get("html", ""), values, escape=html.escape),
        time.time(),
    )


def mailbox(address):
    return f"{address.get('name', '')} <{address['email']}>".lstrip()


def in_links(text, values, escape=str):
    """Fill a text: encoded in its links, escaped elsewhere."""
    pieces, at = [], 0
    for link in _LINK.finditer(text):
        pieces.append(filled(text[at : link.start()], values, escape))
        pieces.append(filled(link[0], values, lambda value: quote(value, safe="-._~")))
        at = link.end()
    return "".join((*pieces, filled(text[at:], values, escape)))


def filled(text, values, escape=str):
    """Put the values in, once; what does not exist is nothing."""

    def value(match):
        name = match["raw"] if match["raw"] is not None else match["escaped"]
        held = str(values.get(name, ""))
        return held if match["raw"] is not None else escape(held)

    return _EXPRESSION.sub(value, text)


def event(taken):
    """Tell of a message in the form of an event."""
    return {
        "type": "injection",
        "campaign_id": taken.campaign,
        "message_id": f"000{id(taken):x}",
        "rcpt_meta": taken.metadata,
        "rcpt_to": taken.email,
        "timestamp": datetime.fromtimestamp(taken.at, UTC).isoformat(),
    }

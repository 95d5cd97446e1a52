"""What the fake Mailgun takes, refuses and remembers: its forms and its logs."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl

_MAILBOX = re.compile(
    r'\s*(?P<name>"(?:[^"\\]|\\.)*"|[^"<>,@]*)\s*<(?P<inside>[^<>\s,]+)>\s*(?:,|$)'
    r"|\s*(?P<bare>[^<>\s,\"]+)\s*(?:,|$)"
)
_ADDRESS = re.compile(r"[^@\s\"(),:;<>\[\\\]]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)
_TOGGLES = {"yes", "no", "true", "false", "htmlonly"}


class RefusedError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status, message, *, bare=False):
        super().__init__(message)
        self.status = status
        # The description has a bare string in one place, and an object everywhere else.
        self.answer = message if bare else {"message": message}


def parse_form(content_type, body):
    """Read a form of either encoding into lists of values by name."""
    header = Message()
    header["Content-Type"] = content_type
    form = {}
    if header.get_content_type() == "application/x-www-form-urlencoded":
        pairs = parse_qsl(body.decode(), keep_blank_values=True)
    else:
        pairs = list(_multipart(header.get_param("boundary") or "", body))
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


def _multipart(boundary, body):
    pieces = body.split(b"--" + boundary.encode())
    if not boundary or len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise RefusedError(400, "the form cannot be read")
    for piece in pieces[1:-1]:
        head, _, value = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]*)"', head)
        yield name[1].decode(), value.removesuffix(b"\r\n").decode()


def check(form):
    """Refuse what Mailgun refuses; return the addresses."""
    for name in ("from", "to", "subject"):
        if not any(form.get(name, ())):
            raise RefusedError(400, f"{name} parameter is missing")
    if not any(any(form.get(name, ())) for name in ("text", "html")):
        raise RefusedError(400, "Need at least one of 'text' or 'html' parameters specified")
    addresses = _addresses(form["to"])
    if len(addresses) > 1000:
        raise RefusedError(400, "Only 1000 recipients are allowed")
    options = [
        (name, value)
        for name, values in form.items()
        if name[:2] in ("o:", "h:", "v:", "t:")
        for value in values
    ]
    if sum(len(name) + len(value.encode()) for name, value in options) > 16_384:
        raise RefusedError(400, "Send options are limited to 16KB total")
    for name, value in options:
        if name.startswith("o:tracking") and value not in _TOGGLES:
            raise RefusedError(400, f"{name} is not valid")
    _check_variables(form, addresses)
    return addresses


def _check_variables(form, addresses):
    try:
        variables = json.loads(form.get("recipient-variables", ["{}"])[0])
    except ValueError:
        raise RefusedError(400, "recipient-variables is not valid JSON") from None
    # The real one would show everybody everybody's address.
    if missing := [each for each in addresses if each not in variables]:
        raise RefusedError(400, f"no recipient-variables for {missing[0]}")


def _addresses(fields):
    found = {}
    for text in fields:
        at = 0
        while at < len(text):
            match = _MAILBOX.match(text, at)
            address = match and (match["inside"] or match["bare"])
            if not address or not _ADDRESS.fullmatch(address):
                raise RefusedError(400, "to parameter is not a valid address")
            found.setdefault(address.lower(), address)  # duplicates are ignored
            at = match.end()
    return list(found.values())


def logs(server, body):
    """Answer a question to the logs."""
    try:
        question = json.loads(body)
        start = parsedate_to_datetime(question["start"]).timestamp()
        end = parsedate_to_datetime(question["end"]).timestamp()
        filters = {
            each["attribute"]: [value["value"] for value in each["values"]]
            for each in question.get("filter", {}).get("AND", ())
            if each["comparator"] == "="
        }
        paging = question.get("pagination", {})
        limit = min(int(paging.get("limit", 100)), 100)
        offset = int(base64.b64decode(paging["token"])) if "token" in paging else 0
    except (KeyError, TypeError, ValueError) as error:
        raise RefusedError(400, f"the question cannot be read: {error!r}") from None
    if unknown := set(filters) - {"domain", "tag", "recipient"}:
        raise RefusedError(400, f"unknown attribute: {unknown}")
    wanted = [
        _entry(server, at, each)
        for at, each in server.indexed(filters.get("tag"))
        # To the second: the window's ends are written without fractions.
        if start <= int(each.at) <= end + 1
        and each.event in question.get("events", [each.event])
        and server.domain in filters.get("domain", [server.domain])
        and each.email in filters.get("recipient", [each.email])
    ]
    return {
        "start": question["start"],
        "end": question["end"],
        "items": wanted[offset : offset + limit],
        # A next page is always named; the one after the last is empty.
        "pagination": {
            "previous": _page(max(0, offset - limit)),
            "next": _page(offset + limit),
            "first": _page(0),
            "last": _page(max(0, len(wanted) - limit)),
            "total": len(wanted),
        },
        "aggregates": {},
    }


def _page(offset):
    return base64.b64encode(str(offset).encode()).decode()


def _entry(server, at, each):
    entry = {
        "id": f"entry-{at}",
        "event": each.event,
        "@timestamp": datetime.fromtimestamp(each.at, UTC).isoformat(),
        "domain": {"name": server.domain},
        "recipient": each.email,
        "recipient-domain": each.email.partition("@")[2],
        "tags": [each.tag],
        "message": {"headers": {"message-id": each.message_id.strip("<>"), "to": each.email}},
    }
    if each.event == "rejected":
        entry["reason"] = "the address is on the do-not-send list"
    return entry

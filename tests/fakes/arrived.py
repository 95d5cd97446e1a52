"""A message as its reader gets it: what fakes of ESPs make of what they took."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header

_ADDRESS = re.compile(r"[^@\s\"(),:;<>\[\\\]]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)


@dataclass(frozen=True)
class Arrived:
    """One message that was taken."""

    email: str
    headers: dict
    text: str
    html: str
    marks: dict  # what the ESP gives back of ours: references, tags
    id: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


def is_address(text):
    """Whether an ESP could read an address."""
    return isinstance(text, str) and bool(_ADDRESS.fullmatch(text))


def mailbox(name, email):
    """Write a mailbox as a reader sees it: encoded words are read, where they are some."""
    shown = name or ""
    if shown.isascii():
        with suppress(LookupError, ValueError, HeaderParseError):
            shown = str(make_header(decode_header(shown)))
    return f"{shown} <{email}>".lstrip()

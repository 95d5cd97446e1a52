"""The invitation in a letter: what its calendar says, where that is about one event alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.message import Message

from digest.formats.calendar import read_calendar
from digest.formats.document import Document

# The letter itself says who, what and why; the calendar knows when and where.
_TAKEN = ("starts", "ends", "place", "online", "url", "cancelled")


@dataclass(frozen=True, slots=True)
class Around:
    """The day a letter is read on, and where."""

    today: dt.date
    zone: dt.tzinfo


def invited(document: Document, message: Message, around: Around) -> dict[str, object]:
    """What the first calendar in a letter (RFC 5546, RFC 6047) adds to its fields."""
    part = next(filter(_is_calendar, message.walk()), None)
    data = part.get_payload(decode=True) if part is not None else None
    if not isinstance(data, bytes):
        return {}
    calendar = Document(document.source, document.path, data)
    records = read_calendar(calendar, around.today, around.zone).records
    fields = records[0].fields if len(records) == 1 else {}
    return {name: fields[name] for name in _TAKEN if name in fields}


def _is_calendar(part: Message) -> bool:
    if part.is_multipart():
        return False
    name = part.get_filename() or ""
    return part.get_content_type() == "text/calendar" or name.lower().endswith(".ics")

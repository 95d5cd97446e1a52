"""Letters: an email that a member mailed in becomes a record (RFC 5322, MIME)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message

from digest.formats import letter_headers as headers
from digest.formats.document import Document, Reading
from digest.formats.keys import short
from digest.formats.letter_invitation import Around, invited
from digest.formats.letter_parts import (
    Enclosed,
    Written,
    alt_of,
    enclosed_letter,
    first_picture,
    parsed,
    written,
)
from digest.formats.letter_subject import Subject, subject_of
from digest.formats.letter_text import without_answered, without_placeholders, without_signature
from digest.formats.machine_letters import why_no_news
from digest.formats.malformed import MalformedError
from digest.model.record import Provenance, Record, Rejection, TextFormat

MAX_LETTER = 25_000_000  # bytes; the largest that mail servers usually carry
_HEADERS = ("from", "subject", "date", "message-id", "received", "mime-version")
_SHOWN = 60  # characters of a subject in the name of a place
# What the parser itself stumbles over in broken headers
_SLIPS = (AttributeError, IndexError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter holds: a record or the reason why not, and its picture."""

    reading: Reading
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # by what the record's image says


def letter_too_large(size: int) -> str:
    """The reason a letter of that many bytes is refused."""
    return f"has {size:,} bytes and may have {MAX_LETTER:,}; ask for it again with smaller pictures"


def read_letter(document: Document, today: dt.date, zone: dt.tzinfo = dt.UTC) -> Letter:
    """One record, or one rejection that says why there is none; never raises.

    Args:
        document: the bytes of one message, as its mail server keeps it.
        today: the day an invitation in it is read on.
        zone: where the events are that an invitation has in UTC.
    """
    if len(document.data) > MAX_LETTER:
        return _refused(document.path, letter_too_large(len(document.data)))
    try:
        return _letter(document, parsed(document.data), Around(today, zone))
    except MalformedError as error:
        return _refused(document.path, error.reason)
    except _SLIPS:
        return _refused(document.path, "is so broken that it cannot be read as an email")


def _refused(where: str, reason: str) -> Letter:
    return Letter(Reading(rejections=(Rejection(where, reason),)))


def _letter(document: Document, message: Message, around: Around) -> Letter:
    if not any(headers.raw(message, name) for name in _HEADERS):
        return _refused(document.path, "is no email: it has none of the headers of one")
    where = _where(document, message)
    reason = why_no_news(message)
    if reason:
        return Letter(Reading(left_out=(Rejection(where, reason),)))
    subject, text, picture = _subject(message), written(message), first_picture(message)
    said = _said(subject, text)
    if not (subject.title or said or picture):
        return _refused(where, "has neither a subject nor a text")
    fields = invited(document, message, around) | {
        "title": subject.title,
        "text": said,
        "published": headers.day(message),
        "sender": headers.address(message, "from"),
        "language": headers.language(message),
        "image": _name(picture) if picture else "",
        "image_alt": alt_of(message, picture.content_id) if picture else "",
    }
    record = Record(
        Provenance(document.source, _key(message, document.data), where),
        {name: value for name, value in fields.items() if value},
        text_format=TextFormat.HTML if text.is_html else TextFormat.PLAIN,
    )
    pictures = {_name(picture): picture.data} if picture else {}
    return Letter(Reading(records=(record,)), pictures)


def _where(document: Document, message: Message) -> str:
    """The letter as a person finds it: where it lies, and its subject."""
    subject = headers.line(message, "subject")
    shown = subject if len(subject) <= _SHOWN else f"{subject[:_SHOWN].rstrip()}…"
    return f"{document.path}, “{shown}”" if shown else document.path


def _subject(message: Message) -> Subject:
    subject = subject_of(headers.line(message, "subject"))
    inner = enclosed_letter(message) if not subject.title else None
    return subject if inner is None else subject_of(headers.line(inner, "subject"))


def _said(subject: Subject, text: Written) -> str:
    if text.is_html:
        return text.text
    own = without_answered(text.text) if subject.is_answer else text.text
    return without_placeholders(without_signature(own))


def _name(picture: Enclosed) -> str:
    return f"{hashlib.sha256(picture.data).hexdigest()[:16]}{picture.size.suffix}"


def _key(message: Message, data: bytes) -> str:
    """The Message-ID, and what it stands for: a letter never changes.

    Everyone who was sent a letter knows its Message-ID. Were it the key alone, they could put
    another text in the place of one that an editor has accepted.
    """
    identity = "".join(headers.line(message, "message-id").split()).strip("<>")
    content = hashlib.sha256(_content(message, data)).hexdigest()
    return short(f"{identity} {content[:16]}") if identity else f"sha256:{content}"


def _content(message: Message, data: bytes) -> bytes:
    # not what mail servers write above it on the way
    lines = (headers.line(message, name) for name in ("from", "subject", "date"))
    below = data.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    return "\n".join(lines).encode("utf-8", "replace") + b"\n\n" + below

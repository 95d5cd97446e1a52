"""The RFC 5322 message of one recipient, as deterministic bytes.

What is the same for everybody is encoded once per letter; a recipient then costs a few
header lines and one join. One-click unsubscribing is RFC 8058, the list headers RFC 2369 and 2919.
"""

from __future__ import annotations

import binascii
import hashlib
from email.utils import format_datetime

from digest.delivery.fill import fill
from digest.delivery.headers import display_name, header, mailbox, phrase, unstructured
from digest.delivery.soundness import recipient_fault, refuse_unsound
from digest.model.mailing import Letter, Recipient
from digest.model.rendered import TOKEN

_LONGEST_LINE = 75  # quoted-printable, with room for the "=" of a soft break (RFC 2045)
_SOFT_BREAK = "=\r\n"


class MessageMaker:
    """Makes the messages of one letter.

    Raises:
        NotSentError: the letter's own headers could not be written.
    """

    def __init__(self, letter: Letter) -> None:
        refuse_unsound(letter)
        boundary = "=_" + hashlib.sha256(letter.reference.encode()).hexdigest()[:32]
        self._unsubscribe_url = letter.unsubscribe_url
        self._message_id = f"<{letter.reference}.{{}}@{letter.sender_email.partition('@')[2]}>"
        self._sender = header("From", *mailbox(letter.sender_name, letter.sender_email))
        rest = _shared_headers(letter, boundary) + _body(letter, boundary)
        self._rest = tuple(piece.encode("ascii") for piece in rest.split(TOKEN))

    def for_recipient(self, recipient: Recipient) -> bytes:
        """Make one recipient's message; the same recipient gives the same bytes.

        Raises:
            ValueError: the address or the token cannot be written (see ``recipient_fault``).
        """
        if fault := recipient_fault(recipient):
            raise ValueError(fault)
        url = fill(self._unsubscribe_url, recipient.token)
        own = (
            self._sender
            + header("To", *mailbox(display_name(recipient.name), recipient.email))
            + header("Message-ID", self._message_id.format(recipient.delivery_id))
            + header("List-Unsubscribe", f"<{url}>")
        )
        return own.encode("ascii") + _soft(recipient.token).join(self._rest)


def mime(letter: Letter, recipient: Recipient) -> bytes:
    """Make one message of a letter; for many of them, keep a ``MessageMaker``.

    Raises:
        NotSentError: the letter's own headers could not be written.
        ValueError: the recipient's address or token cannot be written.
    """
    return MessageMaker(letter).for_recipient(recipient)


def _shared_headers(letter: Letter, boundary: str) -> str:
    reply_to = header("Reply-To", letter.reply_to) if letter.reply_to else ""
    return (
        reply_to
        + header("Subject", *unstructured(letter.subject))
        + header("Date", format_datetime(letter.date))
        + header("List-Id", *phrase(letter.list_name), f"<{letter.list_id}>")
        + header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        + header("MIME-Version", "1.0")
        + header("Content-Type", "multipart/alternative;", f'boundary="{boundary}"')
        + "\r\n"
    )


def _body(letter: Letter, boundary: str) -> str:
    # The plainest part first: a reader shows the last one it understands (RFC 2046, 5.1.4).
    # "=_" cannot stand in quoted-printable text, so the boundary cannot stand in a part.
    parts = (("plain", letter.text), ("html", letter.html))
    return (
        "".join(
            f"--{boundary}\r\n"
            + header("Content-Type", f"text/{subtype};", 'charset="utf-8"')
            + header("Content-Transfer-Encoding", "quoted-printable")
            + f"\r\n{_quoted_printable(text)}\r\n"
            for subtype, text in parts
        )
        + f"--{boundary}--\r\n"
    )


def _quoted_printable(text: str) -> str:
    """Encode a text; each TOKEN is left as it is, on lines of its own between soft breaks."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces = (
        binascii.b2a_qp(piece.encode(), istext=True).decode("ascii").replace("\n", "\r\n")
        for piece in unix.split(TOKEN)
    )
    return f"{_SOFT_BREAK}{TOKEN}{_SOFT_BREAK}".join(pieces)


def _soft(token: str) -> bytes:
    """Break a long token into lines of a quoted-printable text; it is URL-safe as it is."""
    starts = range(0, len(token), _LONGEST_LINE)
    lines = (token[start : start + _LONGEST_LINE] for start in starts)
    return _SOFT_BREAK.join(lines).encode("ascii")

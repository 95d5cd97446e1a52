"""Letters that no member wrote as news: answers of machines, bounces, receipts, spam."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from types import MappingProxyType

from digest.formats.letter_headers import address, line, raw
from digest.formats.letter_subject import subject_of

_REPORTS: Mapping[str, str] = MappingProxyType(  # of multipart/report (RFC 6522)
    {
        "delivery-status": "is a bounce: a message that a letter could not be delivered",
        "disposition-notification": "is a read receipt",
        "feedback-report": "is a complaint about another letter",
    }
)
_SPAM_HEADERS = ("x-spam-flag", "x-spam-status", "x-spam")
_SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_ANSWERS = frozenset({"reply", "counter", "refresh", "declinecounter"})  # RFC 5546, 1.4


def why_no_news(message: Message) -> str | None:
    """The reason why a letter is no member's news; None where it may be."""
    return next((reason for look in _LOOKS for reason in look(message)), None)


def _is_report(message: Message) -> Iterator[str]:
    if message.get_content_type() == "multipart/report":
        kind = str(message.get_param("report-type", "")).lower()
        yield _REPORTS.get(kind, "is a report of a mail server")


def _is_bounce(message: Message) -> Iterator[str]:
    """RFC 5321, 4.5.5: only what mail servers write has no address to answer to."""
    is_from_server = address(message, "from").lower().startswith("mailer-daemon@")
    if is_from_server or raw(message, "return-path") == "<>":
        yield _REPORTS["delivery-status"]


def _is_automatic(message: Message) -> Iterator[str]:
    """RFC 3834, 5: whatever is not "no"; and what was usual before it."""
    said = line(message, "auto-submitted").partition(";")[0].strip().lower()
    if said not in ("", "no"):
        yield f"was sent by a machine (Auto-Submitted: {said[:40]})"
    elif line(message, "x-autoreply") or line(message, "x-autorespond"):
        yield "is an automatic answer"
    elif line(message, "precedence").lower() in ("auto_reply", "auto-reply"):
        yield "is an automatic answer (Precedence: auto_reply)"


def _is_mass_mail(message: Message) -> Iterator[str]:
    precedence = line(message, "precedence").lower()
    has_subject = bool(subject_of(line(message, "subject")).title)
    if precedence in ("bulk", "list", "junk") and not has_subject:
        yield f"is mail to many without a subject (Precedence: {precedence})"


def _is_spam(message: Message) -> Iterator[str]:
    marked = (name for name in _SPAM_HEADERS if line(message, name).lower().startswith("yes"))
    for name in marked:
        yield f"is marked as spam by the mail server ({name.title()}: Yes)"


def _is_sealed(message: Message) -> Iterator[str]:
    if message.get_content_type() in _SEALED:
        yield "is encrypted, or signed so that only some programs read it (S/MIME, PGP)"


def _is_answer_to_invitation(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            method = str(part.get_param("method", "")).lower()
            if method in _ANSWERS:
                yield "is an answer to an invitation"


_LOOKS: tuple[Callable[[Message], Iterator[str]], ...] = (
    _is_report,
    _is_bounce,
    _is_automatic,
    _is_mass_mail,
    _is_spam,
    _is_sealed,
    _is_answer_to_invitation,
)

"""What can go wrong with a mail server: the cause and the way out, for a person."""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Mapping
from types import MappingProxyType

from imap_tools.errors import ImapToolsError


class RefusedError(Exception):
    """The server understood, and said no."""


class WrongPasswordError(RefusedError):
    """The server does not let this user in."""


class NoFolderError(RefusedError):
    """The mailbox has no such folder, or it may not be read."""


class NoEncryptionError(RefusedError):
    """The server does not offer the encryption that was asked for."""


class CutShortError(Exception):
    """The conversation was ended from this side."""


class OverdueError(CutShortError):
    """The server took too long in all."""


class StoppedError(CutShortError):
    """Digest is being stopped."""


# All that a conversation may end with
FAILURES = (OSError, imaplib.IMAP4.error, ImapToolsError, RefusedError, CutShortError)
_PORTS = 'Compare with the provider\'s page: "tls" is usual at port 993, "starttls" at port 143.'
_LOG_IN = (
    "Mend username or password. Many providers ask for an app password here, and some have IMAP"
    " switched off until you allow it."
)
_FOLDER = (
    "Mend the folder; one within another is written with the server's mark between them, such as"
    " INBOX/News or INBOX.News."
)
_CERTIFICATE = (
    "Write the host as its certificate names it. For a certificate of your own, name the file of"
    " its authority in the environment variable SSL_CERT_FILE."
)
_OVERDUE = (
    "The next collect goes on where this one ended; raise timeout_seconds of the source where that"
    " is too little."
)
_LATER = "Try again later; if it stays so, ask those who run the server."
# The first that fits; {user}, {folder}, {wait} and {limit} are filled in from the settings.
_WORDS: Mapping[type[Exception], tuple[str, str]] = MappingProxyType(
    {
        WrongPasswordError: (
            "the server does not let {user} in",
            _LOG_IN,
        ),
        NoFolderError: (
            "the mailbox has no folder {folder}, or it may not be read",
            _FOLDER,
        ),
        NoEncryptionError: ("the server offers no STARTTLS", _PORTS),
        RefusedError: ("the server refuses to hand the letters out", _LATER),
        OverdueError: (
            "the server was not done in {limit} seconds",
            _OVERDUE,
        ),
        StoppedError: ("digest is being stopped", "Run `digest collect` again."),
        ssl.SSLCertVerificationError: (
            "its certificate cannot be trusted",
            _CERTIFICATE,
        ),
        ssl.SSLError: ("no encrypted connection came about", _PORTS),
        socket.gaierror: ("there is no host of that name", "Mend the host."),
        ConnectionRefusedError: ("nothing answers there", "Mend the host or the port."),
        ConnectionError: ("the connection was lost", _LATER),
        TimeoutError: (
            "the server gave no sign of life for {wait} seconds",
            f"Try again later. {_PORTS}",
        ),
        imaplib.IMAP4.abort: ("the connection was lost", f"{_LATER} {_PORTS}"),
        imaplib.IMAP4.error: ("what answers there does not speak IMAP as it should", _PORTS),
        OSError: ("the connection failed", _LATER),
    }
)


def in_words(error: Exception) -> tuple[str, str]:
    """The cause of a failure, and the way out."""
    known = (words for kind, words in _WORDS.items() if isinstance(error, kind))
    cause, hint = next(known, _WORDS[imaplib.IMAP4.error])
    detail = _detail(error)
    return f"{cause} ({detail})" if detail else cause, hint


def _detail(error: Exception) -> str:
    """What the system adds; never what the server says, which may repeat a password."""
    if isinstance(error, ssl.SSLCertVerificationError):
        detail = error.verify_message
    elif isinstance(error, ConnectionError | TimeoutError | socket.gaierror | ssl.SSLError):
        return ""
    else:
        detail = (error.strerror or "") if isinstance(error, OSError) else ""
    return detail.lower().replace("{", "(").replace("}", ")")

"""Why there is no line to a mail server, or no longer one: a table, and sentences for a person."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from digest.delivery.headers import clean
from digest.errors import NotSentError, OutcomeUnknownError

# ValueError: smtplib writes user names, passwords and replies in ASCII.
FAILURES = (OSError, ValueError)

_LONGEST_WORDS = 300  # characters of the server's own words that are kept
_SOON, _LATER = 10.0, 30.0  # seconds


class NoEncryptionError(smtplib.SMTPException):
    """The server offers no STARTTLS, so that nothing is said to it."""


@dataclass(frozen=True, slots=True)
class _Cause:
    words: str
    hint: str
    retry_after: float | None = None


_NETWORK = "Check the network, and host and port in [transport] of config.toml."
_PORTS = 'Compare with the provider\'s page: "tls" is usual at port 465, "starttls" at port 587.'
_BY_ITSELF = (
    "Nothing is lost: it is tried again. Where that happens often, set rate in [transport] of "
    "config.toml."
)
_PASSWORD = "Check username and password in [transport] of config.toml."  # noqa: S105 - a sentence

# The first that stands anywhere in a failure's chain says what happened.
_CAUSES: tuple[tuple[type[BaseException], _Cause], ...] = (
    (NoEncryptionError, _Cause("it offers no STARTTLS", _PORTS)),
    (
        ssl.SSLCertVerificationError,
        _Cause(
            "its certificate is not trusted",
            "Check host in [transport] of config.toml; for a server of your own, name the file of"
            " its authority in the environment variable SSL_CERT_FILE.",
        ),
    ),
    (ssl.SSLError, _Cause("no encrypted connection came about", _PORTS)),
    (socket.gaierror, _Cause("its name cannot be resolved", _NETWORK, _SOON)),
    (ConnectionRefusedError, _Cause("it refuses connections", _NETWORK, _SOON)),
    (TimeoutError, _Cause("it did not answer in time", _NETWORK, _SOON)),
    (UnicodeError, _Cause("the user name or password has letters outside ASCII", _PASSWORD)),
    (smtplib.SMTPServerDisconnected, _Cause("it closed the connection", _PORTS, _SOON)),
    (ConnectionError, _Cause("the connection broke", _NETWORK, _SOON)),
    # smtplib has no class of its own for a method that it does not know.
    (smtplib.SMTPException, _Cause("it offers no way to sign in that we know", _PASSWORD)),
)


def unreachable(name: str, error: Exception, secrets: tuple[str, ...] = ()) -> NotSentError:
    """Say that no message was taken, because there is no line."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered(name, error, secrets)
    cause = _cause(error)
    return NotSentError(
        f"{name} could not be used: {cause.words}.",
        retry_after=cause.retry_after,
        hint=cause.hint,
    )


def lost(name: str, error: Exception) -> OutcomeUnknownError:
    """Say that a message may have been taken."""
    return OutcomeUnknownError(
        f"{name} was given the whole message, but {_cause(error).words}: "
        "the message may have been taken.",
        hint="Run: digest recover",
    )


def spoken(words: bytes | str, secrets: tuple[str, ...]) -> str:
    """Make one clean line of a server's own words."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    for secret in secrets:
        text = text.replace(secret, "…")
    return clean(text)[:_LONGEST_WORDS].rstrip()


def _answered(
    name: str, error: smtplib.SMTPResponseException, secrets: tuple[str, ...]
) -> NotSentError:
    """The server answered, and said no: for now (4xx), or until a person acts."""
    is_for_now = 400 <= error.smtp_code < 500  # noqa: PLR2004 - RFC 5321, 4.2.1
    is_password = isinstance(error, smtplib.SMTPAuthenticationError)
    said = f"{error.smtp_code} {spoken(error.smtp_error, secrets)}".rstrip()
    return NotSentError(
        f"{name} does not let us {'sign in' if is_password else 'in'}: {said}",
        retry_after=_LATER if is_for_now else None,
        hint=_PASSWORD if is_password else _BY_ITSELF if is_for_now else _PORTS,
    )


def _cause(error: BaseException) -> _Cause:
    chain = tuple(_chain(error))
    for kind, cause in _CAUSES:
        if any(isinstance(each, kind) for each in chain):
            return cause
    return _Cause(f"the connection failed ({type(error).__name__})", _NETWORK, _SOON)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__context__

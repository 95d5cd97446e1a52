"""What an answer says besides its body: its status, its headers, and when to come again."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType

from digest.fetch.failures import CallError, Cause

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})
_LONGEST_RETRY = 86_400.0  # seconds; who asks for more is asked again tomorrow
_LONGEST_VALIDATOR = 1_000

_WORDS: Mapping[int, str] = MappingProxyType(
    {
        304: "says that nothing changed, and was not asked",
        401: "wants a key or a password, or another one",
        403: "does not let digest in",
        404: "is not there",
        410: "is gone for good",
        429: "asks digest to come less often",
        503: "is not available at the moment",
    }
)
_HINTS: Mapping[int, str] = MappingProxyType(
    {
        401: "Check the headers of this source.",
        403: "Ask whoever runs the site to let digest's User-Agent in, or check the headers.",
        404: "Look on the site for where it has gone, and write the new address.",
        410: "Take it out, or ask its publisher for the new address.",
    }
)


def refusal(status: int, headers: Mapping[str, str]) -> CallError:
    """What a status means that brings no document."""
    words = _WORDS.get(status) or f"answered {_phrase(status)}".rstrip()
    busy = status in _BUSY
    return CallError(
        Cause.BUSY if busy else Cause.REFUSED,
        f"{words} ({status})",
        hint=_HINTS.get(status, "Try again later; if it stays so, ask whoever runs the site."),
        status=status,
        retry_after=retry_after(headers) if busy else None,
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds a server asks to be left alone (RFC 9110, 10.2.3).

    A moment is taken by the server's own clock, the Date header: ours may differ.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST_RETRY)
    try:
        then, now = (parsedate_to_datetime(each) for each in (text, headers.get("date", "")))
        seconds = (then - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_RETRY)


def validator(text: str | None) -> str | None:
    """An ETag or a Last-Modified that can be sent back as it is; None where it cannot."""
    is_fit = text and len(text) <= _LONGEST_VALIDATOR and is_sendable(text)
    return text if is_fit else None


def is_sendable(value: str) -> bool:
    """Whether a header can carry a value as it is (RFC 9110, 5.5; ASCII only)."""
    return value.isascii() and value.isprintable() and value.strip() == value


def _phrase(status: int) -> str:
    try:
        return f'"{HTTPStatus(status).phrase}"'
    except ValueError:
        return "with a status nobody knows"

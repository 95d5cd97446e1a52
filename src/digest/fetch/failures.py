"""What can go wrong with a call: a cause for programs, a sentence and a way out for people."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from digest.errors import SourceError


class Cause(StrEnum):
    """Why there is no document."""

    UNFIT = "unfit"  # the URL or a header is nothing that can be called with
    REFUSED_ADDRESS = "refused-address"  # it leads into a private network
    UNKNOWN_HOST = "unknown-host"  # its name has no address, as far as this machine can tell
    UNREACHABLE = "unreachable"  # no route, no connection, or one that broke
    UNTRUSTED = "untrusted"  # the certificate, or the secure connection as such
    TOO_SLOW = "too-slow"  # no connection, no sign of life or no end in time
    TOO_LARGE = "too-large"  # as sent, or as unpacked
    LOST = "lost"  # redirected in a circle, too often, or to where nobody may go
    REFUSED = "refused"  # the server answered with an error; see status
    BUSY = "busy"  # the server asked to be left alone for a while; see retry_after
    UNREADABLE = "unreadable"  # an answer that HTTP does not allow, or that breaks off
    STOPPED = "stopped"  # digest itself is being stopped


USUAL_HINTS: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.UNFIT: "Write it as in a browser's address bar: https://www.example.org/feed",
        Cause.UNKNOWN_HOST: "Is it written right? If it opens in a browser, look at this machine's"
        " network.",
        Cause.UNREACHABLE: "Does it open in a browser? If it does, look at this machine's network.",
        Cause.UNTRUSTED: "Whoever runs the site must mend it; no other one is read.",
        Cause.TOO_SLOW: "Try again later; timeout_seconds in [fetch] says how long digest waits.",
        Cause.TOO_LARGE: "Is it the right address? The limit for documents is [fetch] max_bytes.",
        Cause.LOST: "Open it in a browser, and write the address you end at.",
        Cause.BUSY: "The next collect tries again.",
        Cause.UNREADABLE: "Whoever runs the site must mend it.",
    }
)


class FetchError(SourceError):
    """One document could not be had.

    Neither the message nor the hint ever holds a request's headers, a user name, a password
    or what stands after the "?" of a URL.

    Args:
        message: names the URL and the cause.
        cause: the same, for programs.
        status: the HTTP status, where the server gave one.
        retry_after: the seconds the server asks to be left alone, where it says so.
    """

    def __init__(
        self,
        message: str,
        *,
        cause: Cause,
        hint: str = "",
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.cause = cause
        self.status = status
        self.retry_after = retry_after


class CallError(Exception):
    """What a part of the fetch met; the fetcher makes a ``FetchError`` of it, with the URL.

    Args:
        cause: for programs.
        words: goes on after "URL: " and needs no full stop.
        hint: the way out, where the cause's usual one does not do.
    """

    def __init__(
        self,
        cause: Cause,
        words: str,
        *,
        hint: str = "",
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(words)
        self.cause = cause
        self.words = words
        self.hint = hint or USUAL_HINTS.get(cause, "")
        self.status = status
        self.retry_after = retry_after

    def about(self, where: str) -> FetchError:
        """The same for a person, with the place it is about."""
        return FetchError(
            f"{where}: {self.words}.",
            cause=self.cause,
            hint=self.hint,
            status=self.status,
            retry_after=self.retry_after,
        )

"""What broke a call, in words: the libraries wrap one failure in another, each in its own way."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator

import requests
import urllib3

from digest.fetch.failures import CallError, Cause

# What a call may fail with, as far as it is the network's or the other side's doing.
FAILURES = (
    OSError,
    ValueError,
    http.client.HTTPException,
    urllib3.exceptions.HTTPError,
    requests.exceptions.RequestException,
)

# The first that stands anywhere in a failure's chain says what happened.
# Never the failure's own words: some quote the headers, and with them a key.
_CAUSES: tuple[tuple[type[BaseException], Cause, str], ...] = (
    (ssl.SSLError, Cause.UNTRUSTED, "makes or keeps no secure connection"),
    (ConnectionRefusedError, Cause.UNREACHABLE, "its host refuses connections"),
    (TimeoutError, Cause.TOO_SLOW, "makes no connection in time"),
    (urllib3.exceptions.IncompleteRead, Cause.UNREADABLE, "breaks off before its end"),
    (http.client.IncompleteRead, Cause.UNREADABLE, "breaks off before its end"),
    (http.client.RemoteDisconnected, Cause.UNREACHABLE, "its host hangs up without an answer"),
    (ConnectionError, Cause.UNREACHABLE, "its host broke the connection"),
    (http.client.HTTPException, Cause.UNREADABLE, "its host does not speak HTTP"),
    (urllib3.exceptions.HTTPError, Cause.UNREADABLE, "its host does not keep to HTTP"),
    (OSError, Cause.UNREACHABLE, "its host cannot be reached"),
)


def told(failure: BaseException) -> CallError:
    """The same failure, as people and programs need it."""
    chain = tuple(_chain(failure))
    for each in chain:
        if isinstance(each, ssl.SSLCertVerificationError):
            return CallError(
                Cause.UNTRUSTED, f"its certificate is not trusted ({each.verify_message})"
            )
    for kind, cause, words in _CAUSES:
        if any(isinstance(each, kind) for each in chain):
            return CallError(cause, words)
    return CallError(Cause.UNREADABLE, f"could not be read ({type(failure).__name__})")


def _chain(failure: BaseException) -> Iterator[BaseException]:
    yield failure
    for each in (getattr(failure, "reason", None), *failure.args, failure.__context__):
        if isinstance(each, BaseException):
            yield from _chain(each)

"""One HTTP call, made once: never repeated, never redirected, bounded in time and size.

The one question that matters after a failure is whether the ESP may have taken the messages.
The body answers it: until the first byte of it was asked for, nothing could be taken,
whether the name was unknown, the connection refused, the proxy deaf or the certificate bad.
No list of exceptions could promise that: a TLS error, for one, may come before or after.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Iterator

import requests
import urllib3
from requests.auth import AuthBase
from requests.cookies import RequestsCookieJar

from digest.errors import NotSentError, OutcomeUnknownError
from digest.transports.deadline import InTimeAdapter
from digest.transports.esp import Request, Response

_CONNECT_SECONDS = 10.0
_READ_SECONDS = 60.0
_WRITE_SECONDS = 600.0  # fifty megabytes over a slow line
_PIECE = 100_000  # bytes of a body that are written at once
_LONGEST_ANSWER = 4_000_000  # bytes
_RETRY_SECONDS = 10.0
_CONNECTIONS = 8

_FAILURES = (OSError, ValueError, http.client.HTTPException, urllib3.exceptions.HTTPError)

# The first that stands anywhere in a failure's chain says what happened.
# Never the failure's own words: some quote the headers, and with them the key.
_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (urllib3.exceptions.NameResolutionError, "its name cannot be resolved"),
    (socket.gaierror, "its name cannot be resolved"),
    (ssl.SSLCertVerificationError, "its certificate is not trusted"),
    (ssl.SSLError, "no secure connection could be made or kept"),
    (ConnectionRefusedError, "it refuses connections"),
    (requests.exceptions.ConnectTimeout, "no connection came about in time"),
    (requests.exceptions.ProxyError, "the proxy does not let us through"),
    (urllib3.exceptions.ReadTimeoutError, "it did not answer in time"),
    (TimeoutError, "it did not answer in time"),
    (urllib3.exceptions.IncompleteRead, "its answer broke off"),
    (http.client.RemoteDisconnected, "it closed the connection without an answer"),
    (ConnectionResetError, "the connection was reset"),
    (BrokenPipeError, "the connection broke"),
)


class _Body:
    """A request's body that knows whether anybody began to read it."""

    def __init__(self, content: bytes, seconds: float) -> None:
        self._content = content
        self._seconds = seconds
        self.was_read = False

    def __len__(self) -> int:
        return len(self._content)

    def __iter__(self) -> Iterator[bytes]:
        self.was_read = True
        ends_at = time.monotonic() + self._seconds
        for start in range(0, len(self._content), _PIECE):
            if time.monotonic() > ends_at:
                raise TimeoutError
            yield self._content[start : start + _PIECE]


class _AsItIs(AuthBase):
    """Leaves the request alone: without it, a .netrc file would put its own key in."""

    def __call__(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        return prepared


class _NoCookies(RequestsCookieJar):
    """Keeps nothing: an ESP's cookies would make one call depend on the last."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Take no cookie from an answer."""


class _AnswerTooLongError(OSError):
    pass


class Wire:
    """A connection to one host that is kept open between calls."""

    def __init__(
        self,
        base_url: str,
        *,
        connect_seconds: float = _CONNECT_SECONDS,
        read_seconds: float = _READ_SECONDS,
        write_seconds: float = _WRITE_SECONDS,
    ) -> None:
        self._base_url = base_url
        self._host = base_url.partition("://")[2]
        self._timeouts = (connect_seconds, read_seconds)
        self._write_seconds = write_seconds
        self._session = requests.Session()
        self._session.cookies = _NoCookies()
        # An answer that cannot grow by being unpacked stays within its bound.
        self._session.headers.update({"User-Agent": "digest", "Accept-Encoding": "identity"})
        for scheme in ("http://", "https://"):
            adapter = InTimeAdapter(pool_maxsize=_CONNECTIONS, max_retries=0)
            self._session.mount(scheme, adapter)

    def call(self, request: Request) -> Response:
        """Make a call and read the answer to its end, whatever its status.

        Raises:
            NotSentError: certain that no byte of the body left.
            OutcomeUnknownError: bytes left, and no whole answer came back.
        """
        body = _Body(request.body, self._write_seconds)
        try:
            with self._session.request(
                request.method,
                self._base_url + request.path,
                data=body,
                headers=dict(request.headers),
                timeout=self._timeouts,
                allow_redirects=False,
                stream=True,
                auth=_AsItIs(),
            ) as answer:
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return Response(answer.status_code, headers, self._read(answer))
        except _FAILURES as failure:
            raise self._verdict(failure, may_have_left=body.was_read) from None

    def close(self) -> None:
        """Close what is open."""
        self._session.close()

    def _read(self, answer: requests.Response) -> bytes:
        """Read an answer as it comes, within its bounds."""
        pieces: list[bytes] = []
        size = 0
        while piece := answer.raw.read1(65_536, decode_content=False):
            pieces.append(piece)
            size += len(piece)
            if size > _LONGEST_ANSWER:
                raise _AnswerTooLongError
        return b"".join(pieces)

    def _verdict(
        self, failure: Exception, *, may_have_left: bool
    ) -> NotSentError | OutcomeUnknownError:
        cause = _cause(failure)
        if may_have_left:
            return OutcomeUnknownError(
                f"{self._host} was posted to, but {cause}: the messages may have been taken.",
                hint="Run: digest recover",
            )
        return NotSentError(
            f"{self._host} could not be reached: {cause}.",
            retry_after=_RETRY_SECONDS,
            hint="Check the network, and base_url in [transport] of config.toml.",
        )


def _cause(failure: BaseException) -> str:
    chain = tuple(_chain(failure))
    for kind, words in ((_AnswerTooLongError, "its answer has no end"), *_CAUSES):
        if any(isinstance(each, kind) for each in chain):
            return words
    return f"the connection failed ({type(failure).__name__})"


def _chain(failure: BaseException) -> Iterator[BaseException]:
    """Walk to the bottom of a failure: the libraries wrap one in another, each in its own way."""
    yield failure
    wrapped = (getattr(failure, "reason", None), *failure.args, failure.__context__)
    for each in wrapped:
        if isinstance(each, BaseException):
            yield from _chain(each)

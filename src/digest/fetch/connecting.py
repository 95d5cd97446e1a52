"""One call to the very addresses that were checked, over ``requests``.

Between a check and a call a name may change its addresses (DNS rebinding), so the call does not
look the name up again; certificate and Host header are still those of the name. Nothing of the
environment plays a part: no proxy, no .netrc, no cookie, no redirect.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from digest.fetch.deadline import SLICE, Deadline
from digest.fetch.failures import CallError, Cause
from digest.fetch.urls import Target

_CONNECT_SECONDS = 10.0  # for each address
_SILENT_SECONDS = 20.0
_MOST_ADDRESSES = 4

_Buffer = Any  # typeshed knows it as WriteableBuffer, which no program can import
_Option = Any  # what urllib3's connections take; handed on as it is


@dataclass(frozen=True, slots=True)
class Route:
    """Whom to call, where, and for how long."""

    target: Target
    addresses: tuple[str, ...]
    deadline: Deadline


def trusting_everyones() -> ssl.SSLContext:
    """Trust what this machine trusts, and what browsers trust."""
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    return context


@contextmanager
def called(
    route: Route, headers: Mapping[str, str], trust: ssl.SSLContext
) -> Iterator[requests.Response]:
    """Call, and hand out the answer with its body still on the way.

    Raises:
        CallError: no connection came about in time.
    """
    request = requests.Request("GET", route.target.url, headers=dict(headers)).prepare()
    pool = _pool(route, trust)
    try:
        with _Adapter(pool).send(request, stream=True, timeout=route.deadline.left()) as answer:
            yield answer
    finally:
        pool.close()


class _Adapter(HTTPAdapter):
    """Calls through the one pool it was made for, and nobody else's."""

    def __init__(self, pool: HTTPConnectionPool) -> None:
        super().__init__(max_retries=0)
        self._pool = pool

    def get_connection_with_tls_context(self, *_: object, **__: object) -> HTTPConnectionPool:
        """Whatever the request says."""
        return self._pool

    def cert_verify(self, *_: object) -> None:
        """Leave it to the pool's own context, which always verifies."""


class _PlainSocket(socket.socket):
    deadline: Deadline

    def recv_into(self, buffer: _Buffer, nbytes: int = 0, flags: int = 0) -> int:
        return _patiently(self, partial(super().recv_into, buffer, nbytes, flags))


class _SecureSocket(ssl.SSLSocket):
    deadline: Deadline

    def recv_into(self, buffer: _Buffer, nbytes: int | None = None, flags: int = 0) -> int:
        return _patiently(self, partial(super().recv_into, buffer, nbytes, flags))


def _patiently(line: _PlainSocket | _SecureSocket, receive: Callable[[], int]) -> int:
    """Receive in short waits: a byte every second keeps nobody past the deadline."""
    silent = 0.0
    while silent < _SILENT_SECONDS:
        patience = min(SLICE, line.deadline.left())
        line.settimeout(patience)
        try:
            return receive()
        except TimeoutError:
            silent += patience
    raise CallError(Cause.TOO_SLOW, f"its host says nothing for {_SILENT_SECONDS:g} seconds")


def _connected(route: Route) -> _PlainSocket:
    failure: OSError | None = None
    for address in route.addresses[:_MOST_ADDRESSES]:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        line = _PlainSocket(family, socket.SOCK_STREAM)
        line.deadline = route.deadline
        try:
            line.settimeout(min(_CONNECT_SECONDS, route.deadline.left()))
            line.connect((address, route.target.port))
        except OSError as error:
            line.close()
            failure = error
        except CallError:
            line.close()
            raise
        else:
            return line
    raise failure or OSError


class _PlainConnection(HTTPConnection):
    def __init__(self, *place: _Option, route: Route, **options: _Option) -> None:
        super().__init__(*place, **options)
        self._route = route

    def _new_conn(self) -> socket.socket:
        return _connected(self._route)


class _SecureConnection(HTTPSConnection):
    def __init__(self, *place: _Option, route: Route, **options: _Option) -> None:
        super().__init__(*place, **options)
        self._route = route

    def _new_conn(self) -> socket.socket:
        return _connected(self._route)

    def connect(self) -> None:
        super().connect()
        if isinstance(self.sock, _SecureSocket):
            self.sock.deadline = self._route.deadline


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def _pool(route: Route, trust: ssl.SSLContext) -> HTTPConnectionPool:
    target = route.target
    if target.scheme == "http":
        return _PlainPool(target.host, target.port, route=route)
    trust.sslsocket_class = _SecureSocket
    return _SecurePool(target.host, target.port, ssl_context=trust, route=route)

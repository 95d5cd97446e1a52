"""Answers over HTTP that come to an end: one byte a second is no answer.

A socket's own time limit begins anew with every byte. Here it is a limit for an answer as a whole,
from its first line to its last byte: what is read from the socket is read through one small door.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


class _Door(io.RawIOBase):
    """What a socket receives, until a moment."""

    def __init__(self, received: io.RawIOBase, seconds: float | None) -> None:
        self._received = received
        self._ends_at = time.monotonic() + (seconds or float("inf"))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]  # http gives one
        if time.monotonic() > self._ends_at:
            raise TimeoutError
        return self._received.readinto(buffer)

    def close(self) -> None:
        self._received.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer that must be whole within the time its socket has for a single byte."""

    def __init__(self, sock: socket.socket, *args: Any, **named: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(sock, *args, **named)
        self.fp = io.BufferedReader(_Door(self.fp.detach(), sock.gettimeout()))


class _Connection(HTTPConnection):
    response_class = _Answer


class _SecureConnection(HTTPSConnection):
    response_class = _Answer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


_POOLS: Mapping[str, type[HTTPConnectionPool]] = MappingProxyType(
    {"http": _Pool, "https": _SecurePool}
)


class InTimeAdapter(HTTPAdapter):
    """Carries calls whose answers are whole within the time to read them, or are none."""

    def init_poolmanager(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - passed on
        """Make the connections, straight to a host."""
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = dict(_POOLS)

    def proxy_manager_for(self, *args: Any, **named: Any) -> PoolManager:  # noqa: ANN401 - passed on
        """Make the connections through a proxy."""
        manager: PoolManager = super().proxy_manager_for(*args, **named)
        manager.pool_classes_by_scheme = dict(_POOLS)
        return manager

"""Serving an application on this machine until Ctrl-C."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from digest.errors import UsageError

_CAUSES = {
    errno.EADDRINUSE: (
        "it is in use",
        "Stop the program that uses it, or choose another port; port 0 takes any free one.",
    ),
    errno.EACCES: (
        "this user may not use it",
        "Choose a port from 1024 on; port 0 takes any free one.",
    ),
    errno.EADDRNOTAVAIL: (
        "this machine does not have that address",
        "Choose 127.0.0.1 for this machine alone, or 0.0.0.0 for every network it is in.",
    ),
}


def _nothing() -> None:
    """Nobody needs to know."""


def serve(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    opened: Callable[[str], None],
    closing: Callable[[], None] = _nothing,
) -> None:
    """Serve until Ctrl-C or SIGTERM, then end quietly: answers in hand are given first.

    Args:
        app: the application.
        host: a name or an address of this machine.
        port: 0 takes any free one.
        opened: called with the URL as soon as a browser can connect.
        closing: called when the end was asked for, before the answers in hand are waited for.

    Raises:
        UsageError: the port is in use, or cannot be had.
    """
    with _listening(host, port) as listening, _ending_quietly():
        # No access log: the paths hold readers' tokens.
        config = uvicorn.Config(
            app, access_log=False, log_config=None, log_level="warning", server_header=False
        )
        opened(_url(host, listening.getsockname()[1]))
        _Server(config, closing).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Says that it was asked to end: an answer that goes on for ever must end itself."""

    def __init__(self, config: uvicorn.Config, closing: Callable[[], None]) -> None:
        super().__init__(config)
        self._closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._closing()
        super().handle_exit(sig, frame)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        cause, hint = _CAUSES.get(error.errno or 0, (error.strerror or str(error), ""))
        raise UsageError(f"Port {port} of {host} cannot be served: {cause}.", hint=hint) from error


@contextmanager
def _ending_quietly() -> Iterator[None]:
    """SIGTERM is Ctrl-C; both end the serving, and nothing else."""
    with suppress(KeyboardInterrupt):
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, before)


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"

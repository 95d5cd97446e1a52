"""The addresses of a host, within the time a document may take."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread

from digest.fetch.deadline import SLICE, Deadline
from digest.fetch.failures import CallError, Cause

Resolve = Callable[[str, int], tuple[str, ...]]


def system_addresses(host: str, port: int) -> tuple[str, ...]:
    """What this machine knows of a host, by its hosts file and by DNS, best first (RFC 6724).

    Raises:
        OSError: nothing.
    """
    known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in known))


def look_up(resolve: Resolve, host: str, port: int, deadline: Deadline) -> tuple[str, ...]:
    """Ask for a host's addresses; an answer that comes too late is not waited for.

    Raises:
        CallError: there is none, or not in time.
    """
    answer: Future[tuple[str, ...]] = Future()

    def ask() -> None:
        try:
            answer.set_result(resolve(host, port))
        except (OSError, ValueError) as error:  # ValueError: a name that cannot be encoded
            answer.set_exception(error)

    # The system's look-up takes no time-out; a daemon thread does not keep the program from ending.
    Thread(target=ask, name=f"look up {host}", daemon=True).start()
    while not wait((answer,), timeout=min(SLICE, deadline.left())).done:
        pass
    if answer.exception() or not answer.result():
        raise CallError(Cause.UNKNOWN_HOST, "its host's name has no address")
    return answer.result()

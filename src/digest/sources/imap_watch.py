"""A conversation with a mail server that ends in time, whatever the server does."""

from __future__ import annotations

import imaplib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Self

from digest.fetch.deadline import SLICE
from digest.sources.imap_failures import CutShortError, OverdueError, StoppedError


class Watch:
    """Looks on, and cuts the line when the time is over or digest is being stopped.

    A time-out alone does not end a server that says a little now and then: it begins anew with
    every byte.

    Args:
        seconds: that the server may take in all.
        stop: set by whoever wants everything to end now.
        clock: gives seconds that only ever grow.
    """

    def __init__(
        self, seconds: float, *, stop: Event, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.cause: CutShortError | None = None  # why it cut the line
        self._stop = stop
        self._clock = clock
        self._ends_at = clock() + seconds
        self._is_paused = False
        self._client: imaplib.IMAP4 | None = None
        self._over = Event()
        self._watcher = Thread(target=self._look_on, name="watches a mailbox", daemon=True)

    def __enter__(self) -> Self:
        """Begin to look on."""
        self._watcher.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """The conversation is over."""
        self._over.set()
        self._watcher.join()

    def begin(self, client: imaplib.IMAP4) -> None:
        """This is the line, now that there is one."""
        self._client = client

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Do not count time in which nobody waits for the server.

        Raises:
            StoppedError: digest is being stopped meanwhile.
        """
        began, self._is_paused = self._clock(), True
        try:
            yield
        finally:
            self._ends_at += self._clock() - began
            self._is_paused = False
        if self._stop.is_set():
            raise StoppedError

    def _look_on(self) -> None:
        while not self._over.wait(SLICE):
            self.cause = self.cause or self._reason()
            if self.cause and self._client:
                self._cut(self._client)

    def _reason(self) -> CutShortError | None:
        if self._stop.is_set():
            return StoppedError()
        is_overdue = not self._is_paused and self._clock() >= self._ends_at
        return OverdueError() if is_overdue else None

    @staticmethod
    def _cut(client: imaplib.IMAP4) -> None:
        """End whatever waits for the line; again and again, for an encryption puts up another."""
        with suppress(OSError):  # it is cut already
            # not the encrypted socket's own, which another thread may be reading from
            socket.socket.shutdown(client.socket(), socket.SHUT_RDWR)

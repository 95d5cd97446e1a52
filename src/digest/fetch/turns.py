"""Whose turn it is: a few calls at a time, and to one host one at a time, with a pause after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Event, Lock

from digest.fetch.deadline import SLICE, refuse_when_stopped
from digest.fetch.failures import CallError, Cause

LONGEST_HOLD = 30.0  # seconds; a host that wants to be left alone for longer is left alone


@dataclass(slots=True)
class _Host:
    lock: Lock = field(default_factory=Lock)
    rested_at: float = float("-inf")  # when our own pause is over, which is always waited out
    free_at: float = float("-inf")  # when it may be called again, as it asked itself


class Turns:
    """Gives turns; thread-safe.

    Args:
        at_once: the most turns at the same time.
        clock: gives seconds that only ever grow.
        sleep: waits so many seconds, or until ``stop`` is set.
        stop: set by whoever wants everything to end now.
    """

    def __init__(
        self,
        at_once: int,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], object],
        stop: Event,
    ) -> None:
        self._slots = BoundedSemaphore(at_once)
        self._clock = clock
        self._sleep = sleep
        self._stop = stop
        self._hosts: dict[str, _Host] = {}
        self._hosts_lock = Lock()

    @contextmanager
    def turn(self, name: str, pause: float) -> Iterator[None]:
        """Wait until a host may be called; afterwards nobody may for ``pause`` seconds.

        A host that needs no pause may be called by several at the same time.

        Raises:
            CallError: the host asked to be left alone for long, or digest is being stopped.
        """
        host = self._host(name)
        with self._taken(host.lock) if pause else nullcontext():
            self._await(host)
            with self._taken(self._slots):
                try:
                    yield
                finally:
                    if pause:
                        host.rested_at = max(host.rested_at, self._clock() + pause)

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody call a host for so many seconds, as it asked."""
        host = self._host(name)
        host.free_at = max(host.free_at, self._clock() + seconds)

    def _host(self, name: str) -> _Host:
        with self._hosts_lock:
            return self._hosts.setdefault(name, _Host())

    def _await(self, host: _Host) -> None:
        while (seconds := max(host.rested_at, host.free_at) - self._clock()) > 0:
            held = host.free_at - self._clock()
            if held > LONGEST_HOLD:
                raise CallError(
                    Cause.BUSY,
                    f"its host asked to be left alone for another {held:.0f} seconds",
                    retry_after=held,
                )
            self._sleep(seconds)
            refuse_when_stopped(self._stop)

    @contextmanager
    def _taken(self, lock: Lock | BoundedSemaphore) -> Iterator[None]:
        refuse_when_stopped(self._stop)
        while not lock.acquire(timeout=SLICE):
            refuse_when_stopped(self._stop)
        try:
            yield
        finally:
            lock.release()

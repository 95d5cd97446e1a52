"""How long a document may take: looked at before every wait, however short the wait."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from digest.fetch.failures import CallError, Cause

SLICE = 0.25  # seconds; no wait is longer without a look at the deadline and at stop


class Deadline:
    """Runs out, or is called off.

    Args:
        seconds: that it lasts.
        clock: gives seconds that only ever grow.
        stop: set by whoever wants everything to end now.
    """

    def __init__(self, seconds: float, *, clock: Callable[[], float], stop: Event) -> None:
        self._seconds = seconds
        self._clock = clock
        self._stop = stop
        self._ends_at = clock() + seconds

    def left(self) -> float:
        """The seconds that are left.

        Raises:
            CallError: there are none, or digest is being stopped.
        """
        refuse_when_stopped(self._stop)
        left = self._ends_at - self._clock()
        if left <= 0:
            raise CallError(Cause.TOO_SLOW, f"was not read in {self._seconds:g} seconds")
        return left

    def extend(self, seconds: float) -> None:
        """Do not count time that digest itself waited, out of politeness."""
        self._ends_at += seconds


def refuse_when_stopped(stop: Event) -> None:
    """End a wait.

    Raises:
        CallError: digest is being stopped.
    """
    if stop.is_set():
        raise CallError(Cause.STOPPED, "was not read, because digest is being stopped")

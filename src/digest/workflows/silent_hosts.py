"""Hosts that do not answer: asked twice in a run, and then left alone until the next one."""

from __future__ import annotations

from collections import Counter
from threading import Lock

from digest.fetch.failures import CallError
from digest.fetch.urls import target

_ENOUGH = 2  # a page of two hundred pictures must not wait for each of them


class SilentHosts:
    """Those of one run; threads may share it."""

    def __init__(self) -> None:
        self._silences: Counter[str] = Counter()
        self._lock = Lock()

    def note(self, address: str) -> None:
        """Remember that the host of an address did not answer."""
        with self._lock:
            self._silences[_host(address)] += 1

    def is_one(self, address: str) -> bool:
        """Whether the host of an address need not be asked again."""
        with self._lock:
            return self._silences[_host(address)] >= _ENOUGH


def _host(address: str) -> str:
    try:
        return target(address).host
    except CallError:  # it is refused before anybody is called
        return address

"""A turnstile: how often one and the same may come within a minute. It is kept in memory."""

from __future__ import annotations

import datetime as dt
import math
from collections import deque
from threading import Lock

_A_MINUTE = dt.timedelta(minutes=1)


class Turnstile:
    """Lets everybody through so many times a minute.

    Args:
        a_minute: how many times.
    """

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._came: dict[str, deque[dt.datetime]] = {}
        self._lock = Lock()

    def wait(self, who: str, now: dt.datetime) -> int | None:
        """Let somebody through and give None, or the seconds until they may come again."""
        with self._lock:
            came = self._came.setdefault(who, deque())
            while came and came[0] <= now - _A_MINUTE:
                came.popleft()
            if len(came) >= self._a_minute:
                return max(1, math.ceil((came[0] + _A_MINUTE - now).total_seconds()))
            came.append(now)
            return None

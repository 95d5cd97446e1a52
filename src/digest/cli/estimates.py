"""Estimates: how fast a mailing goes, measured, and how long the rest will take, in words."""

from __future__ import annotations

import datetime as dt
from collections import deque
from itertools import pairwise

_WINDOW = dt.timedelta(seconds=30)
_FEW = 3  # portions: what leaves once a minute is measured over longer than the window
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


class Speed:
    """How many messages a second, over the last half minute or the last few portions."""

    def __init__(self) -> None:
        self._steps: deque[tuple[dt.datetime, int]] = deque()  # when, and how many by then
        self._now: dt.datetime | None = None

    def note(self, now: dt.datetime, settled: int) -> None:
        """So many are settled by now."""
        self._now = now
        if not self._steps or self._steps[-1][1] != settled:
            self._steps.append((now, settled))
        while len(self._steps) > _FEW and self._steps[1][0] <= now - _WINDOW:
            self._steps.popleft()

    @property
    def a_second(self) -> float | None:
        """The speed; None: nothing was measured yet."""
        if self._now is None or len(self._steps) < 2:  # noqa: PLR2004 - a beginning and an end
            return None
        (began, first), (ended, last) = self._steps[0], self._steps[-1]
        longest = max(after[0] - before[0] for before, after in pairwise(self._steps))
        if self._now - ended > 2 * longest:  # it does not go on as it did
            ended = self._now
        took = (ended - began).total_seconds()
        return (last - first) / took if took > 0 else None

    def seconds_for(self, count: int) -> float | None:
        """The seconds that so many more will take; None: nothing was measured yet."""
        speed = self.a_second
        return None if speed is None or speed <= 0 else count / speed


def about(seconds: float) -> str:
    """A time to come in words: "about 12 minutes"."""
    if seconds < _MINUTE:
        return "less than a minute"
    if seconds < 1.5 * _HOUR:
        return _some(seconds / _MINUTE, "minute")
    if seconds < 2 * _DAY:
        return _some(seconds / _HOUR, "hour")
    return _some(seconds / _DAY, "day")


def _some(number: float, unit: str) -> str:
    count = round(number)
    return f"about {count} {unit}" + ("" if count == 1 else "s")

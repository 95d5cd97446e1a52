"""What ticks say, told once in a while: the same sentence every minute tells nobody anything."""

from __future__ import annotations

import datetime as dt


class Announcements:
    """Remembers what was said, for as long as the process lives.

    Args:
        every: how long a sentence is not repeated.
    """

    def __init__(self, every: dt.timedelta = dt.timedelta(hours=1)) -> None:
        self._every = every
        self._said: dict[str, dt.datetime] = {}

    def fresh(self, sentences: tuple[str, ...], now: dt.datetime) -> tuple[str, ...]:
        """Those that were not said within the time, in their order."""
        self._said = {text: at for text, at in self._said.items() if now - at < self._every}
        fresh = tuple(text for text in dict.fromkeys(sentences) if text not in self._said)
        self._said |= dict.fromkeys(fresh, now)
        return fresh

"""How fast an account may be used: a value, with the time coming in and going out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

_PORTION = 60.0  # seconds: the messages of as long go together
_PORTIONS = 60  # at the least, where a mailing is large enough


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many messages and so many calls per second; None: as fast as it goes.

    The only state is the moment at which the account is free again.
    Whoever posts keeps it, be it in memory or in a row that several workers share.
    """

    messages: float | None = None
    calls: float | None = None

    @property
    def is_limited(self) -> bool:
        """Whether there is a pace at all."""
        return self.messages is not None or self.calls is not None

    def wait(self, now: dt.datetime, free_at: dt.datetime | None) -> float:
        """Give the seconds to wait before the next call."""
        if free_at is None:
            return 0.0
        return max(0.0, (free_at - now).total_seconds())

    def free_at(self, now: dt.datetime, free_at: dt.datetime | None, messages: int) -> dt.datetime:
        """Give the moment the account is free again after a call with so many messages at now."""
        begun = now if free_at is None else max(now, free_at)
        return begun + dt.timedelta(seconds=self.seconds(messages))

    def batch_size(self, cap: int) -> int:
        """Give the largest batch that does not spend more than one second's messages at once."""
        if self.messages is None:
            return cap
        return max(1, min(cap, int(self.messages)))

    @classmethod
    def over(cls, time: dt.timedelta, messages: int) -> Pace:
        """Give the pace at which so many messages are spread evenly over a time."""
        return cls(messages=max(1, messages) / time.total_seconds())

    def portion(self, cap: int, time: dt.timedelta) -> int:
        """Give how many messages go together, where they are spread over a time."""
        seconds = min(_PORTION, time.total_seconds() / _PORTIONS)
        return max(1, min(cap, int((self.messages or 0.0) * seconds)))

    def seconds(self, messages: int) -> float:
        """Give how long a call with so many messages keeps the account busy."""
        by_messages = messages / self.messages if self.messages else 0.0
        by_calls = 1 / self.calls if self.calls else 0.0
        return max(by_messages, by_calls)

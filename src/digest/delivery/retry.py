"""How long to wait, and how often, when certainly nothing was sent."""

from __future__ import annotations

from dataclasses import dataclass

from digest.errors import NotSentError


@dataclass(frozen=True, slots=True)
class Retry:
    """Waits that double up to a cap, for a bounded number of tries."""

    tries: int = 8  # calls altogether, the first one included
    first: float = 2.0  # seconds
    cap: float = 120.0
    patience: float = 3600.0  # a transport that asks for more than this needs a person

    def wait(self, error: NotSentError, tried: int) -> float | None:
        """Give the seconds to wait after so many tries; None: stop, and tell a person.

        The transport's own figure is honoured, whatever the cap.
        """
        if error.retry_after is None or tried >= self.tries or error.retry_after > self.patience:
            return None
        doubled = self.first * 2.0 ** (tried - 1)
        return max(error.retry_after, min(doubled, self.cap))

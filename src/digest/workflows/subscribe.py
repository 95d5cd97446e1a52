"""Subscribe: what the link at the end of every message does. Leaving takes effect at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from digest.audience.tokens import read_test_token
from digest.store.subscribers import Subscribers


class Holder(StrEnum):
    """Whose link it is."""

    SUBSCRIBER = "subscriber"  # the newsletter is sent to this address
    GONE = "gone"  # on file, and never to be mailed again
    TEST = "test"  # from a test mail: there is nothing to change
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Leaving:
    """What unsubscribing by a link works with."""

    subscribers: Subscribers
    signing_keys: tuple[str, ...]  # every one of them verifies a test mail's token

    def holder(self, token: str) -> Holder:
        """Whose link it is; nothing is changed."""
        email = self.subscribers.email_of(token)
        if email is None:
            return self._stranger(token)
        return Holder.GONE if self.subscribers.suppressed(email) else Holder.SUBSCRIBER

    def unsubscribe(self, token: str, now: dt.datetime) -> Holder:
        """Suppress the subscriber whose link it is, at once; a second time changes nothing."""
        email = self.subscribers.unsubscribe(token, now)
        return self._stranger(token) if email is None else Holder.GONE

    def _stranger(self, token: str) -> Holder:
        return Holder.TEST if read_test_token(self.signing_keys, token) else Holder.NOBODY

"""Whether a call is of now: one that was overheard cannot be played again later."""

from __future__ import annotations

import datetime as dt

from digest.transports.webhook import ForgedError

_FRESH = dt.timedelta(minutes=5)  # either way, between the ESP's clock and ours


def refuse_stale(said: dt.datetime, now: dt.datetime, *, within: dt.timedelta = _FRESH) -> None:
    """Refuse a call whose signed time is long past, or to come.

    Args:
        said: when the ESP says it called.
        now: when it is.
        within: how far past it may be.

    Raises:
        ForgedError: it is too old, or from the future.
    """
    if not -_FRESH <= now - said <= within:
        raise ForgedError("the call is too old, or from the future")

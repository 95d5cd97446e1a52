"""Whether a transport can carry what is to go out, asked before anything begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from digest.delivery.letter import letter_of
from digest.model.mailing import LetterHead
from digest.model.period import Period
from digest.model.rendered import RenderedIssue
from digest.transports.contract import Transport


def must_carry(
    transport: Transport,
    head: LetterHead,
    variants: Iterable[RenderedIssue],
    period: Period,
    now: dt.datetime,
) -> None:
    """Show a transport every letter: one it cannot carry could not be mended once it has begun.

    Raises:
        NotSentError: names what it cannot carry, and the way out.
    """
    for variant in variants:
        transport.check(letter_of(head, variant, reference=str(period), period=period, date=now))

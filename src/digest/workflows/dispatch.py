"""What the sending workflows work with: the books, the mailing's head, the transport."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from digest.delivery.letter import letter_of
from digest.delivery.pace import Pace
from digest.delivery.retry import Retry
from digest.model.mailing import Letter, LetterHead, Mailing
from digest.store.issues import Issues
from digest.store.ledger import Ledger
from digest.store.mailings import Mailings
from digest.store.subscribers import Subscribers
from digest.transports.contract import Transport


@dataclass(frozen=True, slots=True)
class Accounts:
    """The books: what was promised, posted and learned. They need no transport to be read."""

    issues: Issues
    subscribers: Subscribers
    mailings: Mailings
    ledger: Ledger
    clock: Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The dispatch room: all a sending workflow may touch."""

    accounts: Accounts

    head: LetterHead  # what the configuration says today; a mailing freezes it
    on_unknown: str  # "hold", "resend", "assume-accepted"
    pace: Pace
    retry: Retry
    signing_keys: tuple[str, ...]
    transport: Transport  # for questions
    open_transport: Callable[[], Transport]  # another of the same, for each thread that posts
    stop: Event  # set when the process is asked to end: finish what is in the air, then stop
    spread_over: dt.timedelta | None = None  # a real mailing takes so long; None: as it goes

    def letters(self, mailing: Mailing) -> tuple[Letter, ...]:
        """The letters of a mailing, one a variant, from what was frozen when it started."""
        head = self.accounts.mailings.head(mailing.id)
        return tuple(
            letter_of(
                head,
                variant,
                reference=mailing.reference,
                period=mailing.period,
                date=mailing.started_at,
            )
            for variant in self.accounts.issues.rendering(mailing.sha256)
        )

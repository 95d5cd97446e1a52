"""Mailings, their ledger, and what passes between the ledger and a transport."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from digest.model.period import Period


class DeliveryState(StrEnum):
    """What became of one message. The states partition a mailing's candidates."""

    PLANNED = "planned"
    SENDING = "sending"  # claimed by a running process
    ACCEPTED = "accepted"  # the transport took it
    DELIVERED = "delivered"  # learned later: the receiving server took it
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    REJECTED = "rejected"  # the transport refused it
    UNKNOWN = "unknown"  # bytes may have left, and nobody knows
    SKIPPED = "skipped"  # never to be sent, with the reason


class MailingKind(StrEnum):
    """What a mailing is for."""

    REAL = "real"
    TEST = "test"  # recorded, never counted


class MailingState(StrEnum):
    """Whether a mailing may claim deliveries."""

    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Mailing:
    """One sending of one approved issue."""

    id: int
    period: Period
    kind: MailingKind
    state: MailingState
    sha256: str  # of the rendered bytes it carries
    transport: str
    reference: str  # its identity towards transports: ASCII letters, digits, "-"
    started_at: dt.datetime


@dataclass(frozen=True, slots=True)
class LetterHead:
    """What stands over every message of a mailing; frozen when the mailing starts."""

    sender_name: str
    sender_email: str
    reply_to: str | None
    list_id: str  # RFC 2919: "news.example.org"
    list_name: str
    unsubscribe_url: str  # with TOKEN


@dataclass(frozen=True, slots=True)
class MailingPlan:
    """What a mailing is to carry, before it has recipients."""

    period: Period
    sha256: str  # of the rendered bytes
    transport: str
    head: LetterHead


class Recipient(NamedTuple):
    """One delivery as a transport needs it: a tuple, for there are a million of them."""

    delivery_id: int
    email: str
    name: str | None
    token: str  # stands where the rendered issue says TOKEN


@dataclass(frozen=True, slots=True)
class Letter:
    """What is the same for every recipient of a mailing."""

    reference: str  # the mailing's identity towards transports: ASCII letters, digits, "-"
    period: Period
    sender_name: str
    sender_email: str
    reply_to: str | None
    subject: str
    html: str
    text: str
    list_id: str  # RFC 2919: "news.example.org"
    list_name: str
    unsubscribe_url: str  # with TOKEN
    date: dt.datetime  # of the mailing's start: the Date header of every message


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries claimed together and posted in one call."""

    id: int
    reference: str  # unique per attempt to post; the look-up asks for it
    recipients: tuple[Recipient, ...]
    posted_at: dt.datetime  # when it was claimed
    variant: int = 0  # which of the mailing's letters all of them get, by its position


class Receipt(NamedTuple):
    """A transport's immediate answer for one message."""

    delivery_id: int
    state: DeliveryState  # ACCEPTED or REJECTED
    receipt: str = ""  # the transport's own id: a message id, a file name
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Claimant:
    """A process that claims deliveries."""

    host: str
    pid: int
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the ledger as a person reads it."""

    email: str
    state: DeliveryState
    reason: str
    receipt: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Books:
    """A mailing's account: at every moment the states add up to the candidates."""

    issue: Period
    state: str  # the issue's, or "test"
    candidates: int
    counts: Mapping[DeliveryState, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)  # by reason

    @property
    def balance(self) -> bool:
        """Whether every candidate is accounted for, in exactly one state."""
        settled = sum(n for state, n in self.counts.items() if state is not DeliveryState.SKIPPED)
        return self.candidates == settled + sum(self.skipped.values())

    def count(self, state: DeliveryState) -> int:
        """How many deliveries are in a state."""
        if state is DeliveryState.SKIPPED:
            return sum(self.skipped.values())
        return self.counts.get(state, 0)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is planned, sending or unknown."""
        open_states = (DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.UNKNOWN)
        return not any(self.count(state) for state in open_states)

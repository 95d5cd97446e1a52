"""Subscribers: an address, the proof it asked, and the addresses never to be mailed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Consent:
    """The proof that an address asked for the newsletter."""

    at: dt.datetime  # aware
    source: str  # "form on our website", "conference 2022, paper list"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An address with its consent and its wishes."""

    email: str  # in lower case: two spellings of one address are one subscriber
    consent: Consent
    name: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address never to be mailed, and why."""

    email: str
    reason: str  # "unsubscribed", "bounced", "complained", or a person's words
    at: dt.datetime

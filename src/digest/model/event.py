"""Events: what an ESP tells of a message later, in one vocabulary for all of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class EventKind(StrEnum):
    """What happened to a message."""

    ACCEPTED = "accepted"  # the ESP took it and will try
    REJECTED = "rejected"  # the ESP will not send it
    DELIVERED = "delivered"  # the receiving server took it
    DEFERRED = "deferred"  # not yet; the ESP tries again
    BOUNCED = "bounced"  # it came back, or the ESP gave up
    COMPLAINED = "complained"  # the reader called it spam
    UNSUBSCRIBED = "unsubscribed"  # the reader left by the ESP's own means
    OPENED = "opened"
    CLICKED = "clicked"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact about one message to one address.

    Which delivery it is about is told by ``delivery_id``, which every message carries where its
    ESP lets it; else by the batch and the address, else by the ESP's own id and the address.
    """

    id: str  # the same event told twice has the same; unique within its ESP
    kind: EventKind
    email: str  # in lower case
    at: dt.datetime  # aware
    delivery_id: int | None = None
    reference: str = ""  # of the batch it was posted in
    message_id: str = ""  # the ESP's own: what its receipt says
    is_hard: bool = False  # of a bounce: the address itself is at fault, for good
    reason: str = ""  # in the ESP's words, on one line
    body: str = field(default="", repr=False)  # the vendor's own, as JSON

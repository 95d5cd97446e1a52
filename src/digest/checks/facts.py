"""What the checks are told beside the issue and its letters: nothing of it is looked up here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from digest.model.link import LinkOutcome
from digest.model.settings import NewsletterSettings


@dataclass(frozen=True, slots=True)
class Facts:
    """The circumstances an issue is checked in.

    Args:
        newsletter: what must stand in every variant.
        day: the day it is planned to be sent.
        public_url: what the newsletter's own links begin with.
        weights: the bytes of the files of pictures that are there, by path.
        lost_pictures: copies of pictures whose files are not there.
        links: what came of asking for links, by address.
        sent: what stood in issues that were sent: the period by the item's id, or its address.
    """

    newsletter: NewsletterSettings
    day: dt.date
    public_url: str
    weights: Mapping[str, int] = field(default_factory=dict)
    lost_pictures: frozenset[str] = frozenset()
    links: Mapping[str, LinkOutcome] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)

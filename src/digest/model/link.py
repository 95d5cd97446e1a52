"""What came of asking for a link."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """How far one comes with an address."""

    REACHED = "reached"  # the page is there
    BROKEN = "broken"  # somebody answered, but not with the page
    PRIVATE = "private"  # it leads into a private network, and was not called
    UNKNOWN = "unknown"  # its host's name has no address
    SILENT = "silent"  # nothing answered in time
    NOT_ASKED = "not-asked"  # there was no time left for it


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """What came of asking for one link, and when."""

    url: str
    checked_at: dt.datetime  # aware
    reach: Reach
    words: str = ""  # why, where it was not reached; a sentence that names the address

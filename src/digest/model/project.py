"""A cooperation project of the network."""

from __future__ import annotations

import datetime as dt

from digest.model.frozen import Frozen


class Project(Frozen):
    """A project with its funding programme and its span; unknown days are None."""

    id: str
    name: str
    programme: str | None = None
    starts: dt.date | None = None
    ends: dt.date | None = None
    duration: str | None = None  # as written: "four years"
    finished: bool = False  # said by its file, where the days are not known
    website: str | None = None
    summary_html: str = ""

    def is_current(self, day: dt.date) -> bool:
        """Whether the project runs on that day, as far as is known."""
        has_begun = self.starts is None or self.starts <= day
        has_ended = self.finished or (self.ends is not None and self.ends < day)
        return has_begun and not has_ended

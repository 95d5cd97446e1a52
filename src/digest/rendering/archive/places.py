"""Where the files of the archive stand, and how a page links to them.

Links are relative and name their file: they lead on from any file server, from a folder that
stands elsewhere, and from a disk.
"""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.period import Period
from digest.rendering.addresses import CALENDAR, ITEMS

PAGE = "index.html"
STYLE = "archive.css"
FEED = "feed.xml"
JSON_FEED = "feed.json"
EVENT = "event.ics"
NOT_FOUND = "404.html"


def issue_page(period: Period) -> str:
    """An issue's page, within its language's folder."""
    return f"{period}/{PAGE}"


def issue_calendar(period: Period) -> str:
    """An issue's dates."""
    return f"{period}/{CALENDAR}"


def item_page(item_id: str) -> str:
    """An item's page."""
    return f"{ITEMS}/{item_id}/{PAGE}"


def item_calendar(item_id: str) -> str:
    """An item's dates."""
    return f"{ITEMS}/{item_id}/{EVENT}"


@dataclass(frozen=True, slots=True)
class Place:
    """A page, by where it stands.

    Args:
        path: within its language's folder.
        folder: the language's; empty for the newsletter's first.
        base: the archive's address, for a page that stands alone and links to it.
    """

    path: str
    folder: str = ""
    base: str = ""

    @property
    def file(self) -> str:
        """The page's file, from the top of the archive."""
        return _within(self.folder, self.path)

    def to(self, path: str) -> str:
        """The link to a page of the same language."""
        return self.to_language(self.folder, path) if self.base else self._up() + path

    def to_top(self, path: str) -> str:
        """The link to what stands at the top, for all languages."""
        return self.to_language("", path)

    def to_language(self, folder: str, path: str) -> str:
        """The link to a page of a language, by its folder."""
        start = self.base or self._up() + ("../" if self.folder else "")
        return start + _within(folder, path)

    def _up(self) -> str:
        return "../" * self.path.count("/")


def _within(folder: str, path: str) -> str:
    return f"{folder}/{path}" if folder else path

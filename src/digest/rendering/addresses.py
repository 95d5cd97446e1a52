"""Where the pages of the archive stand, for one language of the newsletter.

The newsletter's first language stands at the top, each further one in a folder of its own:
``archive/2023-09``, ``archive/de/2023-09``. An item's page does not move with its issue.
"""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.period import Period

ARCHIVE = "archive"
ITEMS = "items"
CALENDAR = "calendar.ics"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one language's pages.

    Args:
        public_url: what readers' links begin with.
        folder: empty for the newsletter's first language, else the language.
    """

    public_url: str
    folder: str = ""

    @property
    def top(self) -> str:
        """The archive's own address, whatever the language."""
        return f"{self.public_url.rstrip('/')}/{ARCHIVE}/"

    @property
    def archive(self) -> str:
        """The list of all issues."""
        return f"{self.top}{self.folder}/" if self.folder else self.top

    def issue(self, period: Period) -> str:
        """An issue's page."""
        return f"{self.archive}{period}"

    def calendar(self, period: Period) -> str:
        """An issue's dates."""
        return f"{self.archive}{period}/{CALENDAR}"

    def picture(self, path: str) -> str:
        """Our copy of a picture, ``images/…``; all languages show the same."""
        return f"{self.public_url.rstrip('/')}/{path}"

    def item(self, item_id: str) -> str:
        """An item's page."""
        return f"{self.archive}{ITEMS}/{item_id}/"


def addresses(public_url: str, language: str, languages: tuple[str, ...]) -> Addresses:
    """The addresses for one of the newsletter's languages, the first of which has no folder."""
    return Addresses(public_url, "" if language == languages[0] else language)

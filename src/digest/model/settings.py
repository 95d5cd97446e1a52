"""The settings that decide about content and time; sources and transports declare their own."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parseaddr
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, StringConstraints

from digest.model.frozen import Frozen
from digest.model.monthly import MonthlyTime
from digest.model.submission import Kind

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\r\n\x00]*$")
]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
HttpUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#]+[^\s]*$")]
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
EmailAddress = Annotated[str, StringConstraints(pattern=f"^{_ADDRESS.pattern}$")]
FontName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9 -]*$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is not a time zone; write an IANA name, such as Europe/Brussels")
    return name


def _mailbox(text: str) -> str:
    name, address = parseaddr(text)
    if not name or not _ADDRESS.fullmatch(address):
        raise ValueError('write a name and an address: "The Network <news@example.org>"')
    return text


class Colours(Frozen):
    """The two brand colours; everything else is chosen to go with them."""

    accent: Colour = "#1d4e6f"  # the masthead, links and rules on a light background
    accent_dark: Colour = "#9cc9e6"  # links and rules on a dark background


class Brand(Frozen):
    """How the newsletter looks."""

    colours: Colours = Colours()
    logo: HttpUrl | None = None
    logo_alt: Line | None = None
    fonts: Annotated[tuple[FontName, ...], Field(min_length=1)] = (
        "Helvetica",
        "Arial",
        "sans-serif",
    )


class NewsletterSettings(Frozen):
    """[newsletter]: the publication."""

    title: Line
    tagline: Line = ""
    sender: Annotated[Line, AfterValidator(_mailbox)]  # "The Network <news@example.org>"
    reply_to: EmailAddress | None = None
    website: HttpUrl | None = None
    postal_address: Line
    list_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Europe/Brussels"
    brand: Brand = Brand()

    @property
    def sender_name(self) -> str:
        """The name readers see."""
        return parseaddr(self.sender)[0]

    @property
    def sender_email(self) -> str:
        """The address messages come from."""
        return parseaddr(self.sender)[1]

    @property
    def zone(self) -> ZoneInfo:
        """The newsletter's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def language(self) -> str:
        """The newsletter's first language."""
        return self.languages[0]


class SectionSettings(Frozen):
    """One section of every issue."""

    title: Line
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    order: Literal["date", "organisation", "title"] = "date"
    limit: Annotated[int, Field(ge=1)] | None = None


class IssueSettings(Frozen):
    """[issue]: what stands in an issue."""

    sections: Annotated[tuple[SectionSettings, ...], Field(min_length=1)] = (
        SectionSettings(title="Events", kinds=(Kind.EVENT,)),
        SectionSettings(title="Calls", kinds=(Kind.CALL,)),
        SectionSettings(title="Publications", kinds=(Kind.PUBLICATION,)),
        SectionSettings(title="News", kinds=(Kind.NEWS,)),
        SectionSettings(title="Projects", kinds=(Kind.PROJECT_UPDATE,)),
        SectionSettings(title="Statement", kinds=(Kind.STATEMENT,)),
    )
    max_per_organisation: Annotated[int, Field(ge=1)] | None = None
    repeat_before_deadline: bool = True
    on_empty: Literal["hold", "skip"] = "hold"


class Missed(Frozen):
    """What happens to a time that passed while nothing ran."""

    send_within: Annotated[str, StringConstraints(pattern=r"^[0-9]+[mhd]$")] = "6h"
    otherwise: Literal["hold"] = Field(default="hold", alias="else")

    @property
    def grace(self) -> dt.timedelta:
        """How late an issue may still be sent."""
        unit = {"m": "minutes", "h": "hours", "d": "days"}[self.send_within[-1]]
        return dt.timedelta(**{unit: int(self.send_within[:-1])})


class ScheduleSettings(Frozen):
    """[schedule]: when an issue closes and goes out, in the newsletter's time zone."""

    cut_off: MonthlyTime = MonthlyTime("5 days before at 18:00")
    send: MonthlyTime = MonthlyTime("day 1 at 09:00")
    missed: Missed = Missed()
    require_approval: Literal[True] = True

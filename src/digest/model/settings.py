"""The settings that decide about content and time; sources and transports declare their own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from email.utils import parseaddr
from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, StringConstraints

from digest.model.duration import length_of
from digest.model.frozen import Frozen
from digest.model.monthly import MonthlyTime
from digest.model.submission import Kind

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\r\n\x00]*$")
]
Colour = Annotated[
    str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$"), Field(examples=["#1d4e6f"])
]
HttpUrl = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s/?#]+[^\s]*$"),
    Field(examples=["https://www.example.org"]),
]
ListId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"),
    Field(examples=["members-news.example.org"]),
]
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
EmailAddress = Annotated[
    str, StringConstraints(pattern=f"^{_ADDRESS.pattern}$"), Field(examples=["news@example.org"])
]
FontName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9 -]*$"), Field(examples=["Open Sans"])
]
Language = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
    Field(examples=["en", "pt-BR"]),
]


@lru_cache(maxsize=16)  # the system's list is read from its disk, and the preview asks often
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

    accent: Colour = Field(
        default="#1d4e6f", description="the masthead, links and rules on a light background"
    )
    accent_dark: Colour = Field(
        default="#9cc9e6", description="links and rules on a dark background"
    )


class Brand(Frozen):
    """How the newsletter looks."""

    theme: Literal["calm", "bold"] = Field(
        default="calm", description="the design: its templates and its proportions"
    )
    colours: Colours = Field(default=Colours(), description="the brand colours")
    logo: HttpUrl | None = Field(default=None, description="an image above the title")
    logo_alt: Line | None = Field(default=None, description="what the logo says, in words")
    fonts: Annotated[tuple[FontName, ...], Field(min_length=1)] = Field(
        default=("Helvetica", "Arial", "sans-serif"),
        description="the first one a reader's machine has is taken",
    )


class NewsletterTranslation(Frozen):
    """What the newsletter is called in one more language."""

    title: Line = Field(description="the newsletter's name in that language")
    tagline: Line = Field(default="", description="the line under the title")


class Segment(Frozen):
    """Readers who get a selection of the sections: a variant of its own."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")] = Field(
        description="what it is called here", examples=["press"]
    )
    tags: Annotated[tuple[Line, ...], Field(min_length=1)] = Field(
        description="subscribers with one of these tags belong to it; the first segment wins"
    )
    sections: Annotated[tuple[Line, ...], Field(min_length=1)] = Field(
        description="the titles of the sections they get"
    )


class NewsletterSettings(Frozen):
    """[newsletter]: the publication."""

    title: Line = Field(description="the newsletter's name; every subject begins with it")
    tagline: Line = Field(default="", description="the line under the title")
    sender: Annotated[Line, AfterValidator(_mailbox)] = Field(
        description="the name and address messages come from",
        examples=["The Network <news@example.org>"],
    )
    reply_to: EmailAddress | None = Field(
        default=None, description="where answers go, if not to the sender"
    )
    website: HttpUrl | None = Field(default=None, description="the network's own; in the footer")
    postal_address: Line = Field(
        description="in the footer of every issue: the law of many countries asks for it"
    )
    list_id: ListId = Field(
        description="the newsletter's lasting identity (RFC 2919); never change it"
    )
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = Field(
        default=("en",), description="what issues are rendered in, the newsletter's own first"
    )
    translations: Mapping[Language, NewsletterTranslation] = Field(
        default={}, description="its title and tagline in the further languages"
    )
    segments: tuple[Segment, ...] = Field(
        default=(), description="readers who get only some of the sections, by their tags"
    )
    time_zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="Europe/Brussels",
        description="an IANA name; months, days and the schedule are in it",
    )
    brand: Brand = Field(default=Brand(), description="how it looks")

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

    def called(self, language: str) -> tuple[str, str]:
        """Its title and its tagline in a language; in its own, where it has none in that."""
        known = self.translations
        own = known.get(language) or known.get(language.partition("-")[0])
        if own is None or language == self.language:
            return self.title, self.tagline
        return own.title, own.tagline or self.tagline


class SectionSettings(Frozen):
    """One section of every issue."""

    title: Line = Field(description="as readers see it")
    titles: Mapping[Language, Line] = Field(
        default={}, description="the title in the further languages of the newsletter"
    )
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)] = Field(
        description="what stands in it; a kind goes to the first section that names it"
    )
    order: Literal["date", "organisation", "title"] = Field(
        default="date", description="what its items are ordered by; an editor's order wins"
    )
    limit: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="the most items it shows; a finding names how many it leaves out"
    )


class IssueSettings(Frozen):
    """[issue]: what stands in an issue."""

    sections: Annotated[tuple[SectionSettings, ...], Field(min_length=1)] = Field(
        default=(
            SectionSettings(title="Events", kinds=(Kind.EVENT,)),
            SectionSettings(title="Calls", kinds=(Kind.CALL,)),
            SectionSettings(title="Publications", kinds=(Kind.PUBLICATION,)),
            SectionSettings(title="News", kinds=(Kind.NEWS,)),
            SectionSettings(title="Projects", kinds=(Kind.PROJECT_UPDATE,)),
            SectionSettings(title="Statement", kinds=(Kind.STATEMENT,)),
        ),
        description="the parts of every issue, in the order they are read",
    )
    max_per_organisation: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="the most items of one organisation in an issue"
    )
    repeat_before_deadline: bool = Field(
        default=True, description="a call stands once more in the issue before its deadline"
    )
    on_empty: Literal["hold", "skip"] = Field(
        default="hold", description="what becomes of an issue without items when it is due"
    )


class Missed(Frozen):
    """What happens to a time that passed while nothing ran."""

    send_within: Annotated[str, StringConstraints(pattern=r"^[0-9]+[mhd]$")] = Field(
        default="6h",
        description="how late an approved issue is still sent: minutes, hours or days",
        examples=["30m", "6h", "2d"],
    )
    otherwise: Literal["hold"] = Field(
        default="hold", alias="else", description="later than that it is held for a person"
    )

    @property
    def grace(self) -> dt.timedelta:
        """How late an issue may still be sent."""
        return length_of(self.send_within)


class ScheduleSettings(Frozen):
    """[schedule]: when an issue closes and goes out, in the newsletter's time zone."""

    cut_off: MonthlyTime = Field(
        default=MonthlyTime("5 days before at 18:00"),
        description="when a draft is closed: what comes later goes to the next issue",
        examples=["5 days before at 18:00"],
    )
    send: MonthlyTime = Field(
        default=MonthlyTime("day 1 at 09:00"),
        description="when an approved issue is sent",
        examples=["day 1 at 09:00", "last day at 17:00", "first Tuesday at 09:00"],
    )
    missed: Missed = Field(
        default=Missed(), description="what happens to a time that passed while nothing ran"
    )
    require_approval: Literal[True] = Field(
        default=True, description="nothing is sent that no person approved; it cannot be turned off"
    )

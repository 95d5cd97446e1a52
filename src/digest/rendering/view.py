"""What a template sees of an issue: finished words and addresses, nothing to work out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup

from digest.rendering.colours import Palette
from digest.rendering.slots import slot
from digest.rendering.words import Words


@dataclass(frozen=True, slots=True)
class LinkView:
    """An address, and words that say where it leads; no two in an issue are the same."""

    url: str
    words: str


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture, as large as it is shown at most."""

    url: str
    alt: str  # what it shows; empty where nobody said
    words: str  # the same for the plain text
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ProjectView:
    """The project an update is about."""

    standing: str  # "Current project", "Completed project"; empty where nothing is known
    name: str
    about: str  # its programme and its span; may be empty


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item; what it does not have is empty."""

    id: str
    kind: str
    heading: str
    organisations: str  # empty where they are the heading
    dates: str
    deadline: str
    place: str
    online: str
    where: str  # place and online in one phrase
    project: ProjectView | None
    image: PictureView | None
    body: str  # its text with the styles on its elements; may stand in HTML as it is
    html: str  # the same without them
    text: str  # the same, plain and wrapped
    link: LinkView | None
    page_url: str  # its page in the archive
    read_on: LinkView | None  # to that page, where the text is shortened
    cancelled: str  # the word for it, where it will not take place
    language: str  # of its heading and text, where it is not the issue's
    direction: str  # of that language
    starts: dt.date | None
    ends: dt.date | None
    deadline_day: dt.date | None
    deadline_called: str  # what a calendar calls its deadline


@dataclass(frozen=True, slots=True)
class LineView:
    """An item in one line, which leads to the rest of it in the archive."""

    heading: str
    about: str  # whose it is, and its dates or its deadline; may be empty
    url: str
    words: str  # of the link: the heading, told apart where another has the same
    language: str  # of its heading, where it is not the issue's
    direction: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A titled part of the issue."""

    id: str  # where the list of contents leads
    title: str
    items: tuple[ItemView, ...]
    lines: tuple[LineView, ...] = ()  # what follows in one line each, to keep the email small
    more: LinkView | None = None  # what stands only in the archive
    left: int = 0  # how many that are

    @property
    def rows(self) -> str:
        """The slot of its items, which come in when MJML is done."""
        return slot(self.id)

    @property
    def count(self) -> int:
        """How many items it has, wherever they stand."""
        return len(self.items) + len(self.lines) + self.left


@dataclass(frozen=True, slots=True)
class IssueView:
    """One variant of an issue."""

    language: str
    direction: str
    title: str
    month: str
    tagline: str
    subject: str
    preheader: str
    sections: tuple[SectionView, ...]
    words: Words
    palette: Palette
    fonts: str
    logo: str
    logo_alt: str
    sender: str
    postal_address: str
    website: str
    why: str
    calendar_url: str  # empty where nothing is dated
    view_online_url: str
    shortened: str  # says that the whole issue is on the web, where it is; else empty
    preferences_url: str  # with the recipient's neutral token; empty where there is no choice
    unsubscribe_url: str  # with the recipient's neutral token
    mail_only: str  # the slot of what the email says and the web page does not

    @property
    def start(self) -> str:
        """The side lines begin at, for clients that know no logical sides."""
        return "right" if self.direction == "rtl" else "left"

    @property
    def items(self) -> tuple[ItemView, ...]:
        """Every item, in reading order."""
        return tuple(item for section in self.sections for item in section.items)


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every page of the archive says, in one language."""

    language: str
    direction: str
    title: str
    tagline: str
    words: Words
    palette: Palette
    fonts: str
    sender: str
    postal_address: str
    website: str


@dataclass(frozen=True, slots=True)
class LanguageView:
    """The same page in one of the newsletter's languages."""

    language: str
    name: str  # what the language calls itself
    direction: str
    url: str  # as this page links to it
    address: str  # as the world does
    is_this: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """What a page of the archive says of itself, and where it leads; links are relative to it."""

    name: str  # of the window
    description: str
    address: str  # the page's one address in the world
    kind: str  # what Open Graph calls it: "website", "article"
    picture: str  # its address in the world; empty where there is none
    home: str
    style: str
    rules: Markup  # the style sheet itself, on a page that stands alone
    feed: str
    json_feed: str
    calendar: str  # of all issues; empty where nothing is dated
    languages: tuple[LanguageView, ...]  # empty where there is one
    default: str  # the address for readers of no language of the newsletter
    linked_data: Markup  # schema.org, as JSON


@dataclass(frozen=True, slots=True)
class EntryView:
    """An item on a page of the archive."""

    item: ItemView
    text: Markup  # whole; its headings stand below the item's own
    url: str  # of its page
    picture: PictureView | None
    starts: str  # the first day as machines read it
    deadline: str
    calendar: str  # its dates; empty where it has none
    issues: tuple[LinkView, ...]  # it stood in, the first first


@dataclass(frozen=True, slots=True)
class PartView:
    """A section of an issue."""

    id: str
    title: str
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class EditionView:
    """An issue, whole."""

    month: str
    period: str
    published: str  # the day, in words
    published_day: str  # as machines read it
    parts: tuple[PartView, ...]
    calendar: str  # its dates; empty where nothing is dated
    earlier: LinkView | None
    later: LinkView | None


@dataclass(frozen=True, slots=True)
class ListedView:
    """An issue in the list of all."""

    month: str
    period: str
    url: str
    about: str  # what stands in it


@dataclass(frozen=True, slots=True)
class YearView:
    """The issues of a year, the newest first."""

    year: str
    issues: tuple[ListedView, ...]


# The types a template meets; they hold finished words, and other views.
VIEWS = frozenset(
    (
        *(LinkView, PictureView, ProjectView, ItemView, LineView, SectionView, IssueView),
        *(SiteView, LanguageView, PageView, EntryView, PartView, EditionView, ListedView, YearView),
        *(Words, Palette),
    )
)

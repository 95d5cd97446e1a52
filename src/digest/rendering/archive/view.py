"""What a template sees of a page of the archive: finished words and addresses."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from digest.rendering.colours import Palette
from digest.rendering.view import ItemView, LinkView, PictureView
from digest.rendering.words import Words


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every page of one language says."""

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
    """What a page says of itself, and where it leads; links are relative to it."""

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

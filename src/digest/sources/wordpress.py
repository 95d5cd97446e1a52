"""``kind = "wordpress"``: the posts of a WordPress site, or the events of The Events Calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import Field

from digest.fetch.failures import Cause, FetchError
from digest.formats.document import Document
from digest.formats.web_answers import Page
from digest.formats.wordpress import TextPart, read_events, read_posts
from digest.sources.contract import Kind, Parcel, Source, Surroundings, Unchanged
from digest.sources.located import LocatedDeclaration
from digest.sources.page_file import PageFile
from digest.sources.paging import MOST_PAGES, Pages, Turned

Read = Literal["posts", "events"]
_ROUTES: Mapping[Read, str] = MappingProxyType(
    {"posts": "wp/v2/posts", "events": "tribe/events/v1/events"}
)
_READERS: Mapping[Read, Callable[[Document, TextPart], Page]] = MappingProxyType(
    {"posts": read_posts, "events": read_events}
)
_MOST: Mapping[Read, int] = MappingProxyType({"posts": 100, "events": 50})  # on a page, at most
_ROOT = re.compile(r"^(?P<root>[^?#]*?/wp-json)(?:/|$)")
# what is not asked for is not sent: pages of a site builder have megabytes of it
_FIELDS = "id,date,link,lang,status,title,excerpt,content,_links,_embedded"
_FILE_HINT = "Save the answer of the site's REST API again, as it is."


class WordPressSettings(LocatedDeclaration):
    """``kind = "wordpress"``."""

    kind: Literal["wordpress"]
    read: Read = Field(
        default="posts", description="its posts, or the events of the plugin The Events Calendar"
    )
    text: TextPart = Field(
        default="excerpt", description="which text is taken; the other one where it is empty"
    )
    days: Annotated[int, Field(ge=1, le=3660)] = Field(
        default=62, description="how old a post may be; events are those to come"
    )
    pages: Annotated[int, Field(ge=1, le=MOST_PAGES)] = Field(
        default=3, description="how many pages are read, at most"
    )
    per_page: Annotated[int, Field(ge=1, le=100)] = Field(
        default=100, description="how many posts are on one page; of events at most 50"
    )
    query: Mapping[str, str] = Field(
        default={}, description='what else to ask for, such as { categories = "5", lang = "en" }'
    )

    def reader(self) -> Callable[[Document], Page]:
        """What reads a page of it."""
        read = _READERS[self.read]
        return lambda document: read(document, self.text)


@dataclass(frozen=True, slots=True)
class WordPressSite:
    """A site's REST API, one parcel for each page."""

    name: str
    settings: WordPressSettings
    here: Surroundings

    is_whole = False  # the newest, or what is to come
    is_remote = True

    def parcels(self, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        """Page after page, the newest changes first.

        Raises:
            SourceError: the site cannot be reached, or does not answer as WordPress does.
        """
        settings = self.settings
        pages = Pages(
            source=self.name,
            fetcher=self.here.fetcher,
            first=self._address(1),
            most=settings.pages,
            read=settings.reader(),
            following=self._following,
            advice=partial(_advice, settings.read),
            is_window=settings.read == "events",  # the next of those to come
        )
        return pages.parcels(known)

    def _address(self, number: int) -> str:
        settings = self.settings
        own = self._of_posts() if settings.read == "posts" else {}
        query = {**own, "per_page": str(self._per_page), **settings.query}
        if number > 1:
            query["page"] = str(number)
        return address(str(settings.url), _ROUTES[settings.read], query)

    @property
    def _per_page(self) -> int:
        return min(self.settings.per_page, _MOST[self.settings.read])

    def _of_posts(self) -> dict[str, str]:
        # the newest change first, so that what changes on a page further back is seen
        today = self.here.clock().astimezone(self.here.zone).date()
        since = today - dt.timedelta(days=self.settings.days)
        return {
            "_embed": "wp:featuredmedia,wp:term",
            "_fields": _FIELDS,
            "after": f"{since.isoformat()}T00:00:00",
            "orderby": "modified",
        }

    def _following(self, turned: Turned) -> str:
        """The next page by its number: what a site calls its own address may be another one."""
        has_more = bool(turned.page.following)
        if self.settings.read == "posts":
            total = turned.headers.get("x-wp-totalpages", "")
            is_full = turned.page.count >= self._per_page
            has_more = turned.number < int(total) if _is_number(total) else is_full
        return self._address(turned.number + 1) if has_more else ""


def address(site: str, route: str, query: Mapping[str, str]) -> str:
    """Where a route of a site's REST API is, whichever way its addresses are written.

    Args:
        site: the site, or anything of its REST API.
        route: without a leading slash.
        query: what is asked for.
    """
    if "rest_route" in parse_qs(urlsplit(site).query, keep_blank_values=True):
        return f"{site.partition('?')[0]}?{urlencode({'rest_route': f'/{route}', **query})}"
    bare = site.partition("?")[0].partition("#")[0]
    match = _ROOT.match(bare)
    root = match["root"] if match else f"{bare.rstrip('/')}/wp-json"
    return f"{root}/{route}?{urlencode(query)}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9  # noqa: PLR2004 - more is no count


def _advice(read: Read, error: FetchError | None) -> str:
    if error is None or error.status == HTTPStatus.NOT_FOUND:
        needed = "is this WordPress, and its REST API switched on"
        plugin = ", with the plugin The Events Calendar" if read == "events" else ""
        return f"Open the address in a browser: {needed}{plugin}? If not, try the site's feed."
    if error.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return 'The site shows its REST API to nobody; try its feed: kind = "feed".'
    if error.cause is Cause.TOO_LARGE:
        return "Ask for smaller pages: per_page = 20."
    return ""


def _open(settings: WordPressSettings, here: Surroundings) -> Source:
    if settings.path is None:
        return WordPressSite(settings.name, settings, here)
    return PageFile(settings.name, settings.path, here.workspace, settings.reader(), _FILE_HINT)


WORDPRESS = Kind(WordPressSettings, _open)

"""``kind = "json"``: any API that answers JSON, by a map from its values to our fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal, Self
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from digest.errors import ConfigError, SourceError
from digest.fetch.failures import FetchError
from digest.formats.json_map import JsonMap, checked_expression, read_items
from digest.model.secret import SecretReference
from digest.sources.contract import Kind, Parcel, Source, Surroundings, Unchanged
from digest.sources.declaration import FieldName
from digest.sources.located import LocatedDeclaration
from digest.sources.page_file import PageFile
from digest.sources.paging import MOST_PAGES, Headers, Pages, Turned, origin

Expression = Annotated[str, StringConstraints(min_length=1), AfterValidator(checked_expression)]
HeaderName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$"), Field(examples=["Authorization"])
]
_HINT = "Open the address in a browser and compare: docs/sources/json.md shows how."
_FILE_HINT = "docs/sources/json.md shows what can be read."


class JsonSettings(LocatedDeclaration):
    """``kind = "json"``."""

    kind: Literal["json"]
    items: Expression | None = Field(
        default=None, description="where the list of entries is; default: the only list there is"
    )
    map: Mapping[FieldName, Expression] = Field(
        default={}, description="our name = where its value is within an entry, as JMESPath"
    )
    next: Expression | None = Field(
        default=None, description="where the next page's address is, as JMESPath"
    )
    page_parameter: Annotated[str, StringConstraints(pattern=r"^[^\s&=#?]+$")] | None = Field(
        default=None, description="the word in the address that counts its pages; this or next"
    )
    pages: Annotated[int, Field(ge=1, le=MOST_PAGES)] = Field(
        default=3, description="how many pages are read, at most"
    )
    headers: Mapping[HeaderName, SecretReference] = Field(
        default={}, description='sent along: { Authorization = { env = "API_TOKEN" } }'
    )

    @model_validator(mode="after")
    def _one_way_on(self) -> Self:
        if self.next is not None and self.page_parameter is not None:
            raise ValueError("write either next or page_parameter")
        return self

    def meaning(self, zone: ZoneInfo) -> JsonMap:
        """What the answers mean, in a newsletter's time zone."""
        return JsonMap(self.items, self.map, tuple(self.fields), self.next, zone)


@dataclass(frozen=True, slots=True)
class JsonApi:
    """An API, one parcel for each page."""

    name: str
    settings: JsonSettings
    here: Surroundings

    is_whole = False  # nobody says that it is all there is
    is_remote = True

    def parcels(self, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        """Page after page.

        Raises:
            SourceError: the API cannot be reached, or answers what nobody expected.
        """
        settings = self.settings
        pages = Pages(
            source=self.name,
            fetcher=self.here.fetcher,
            first=str(settings.url),
            most=settings.pages,
            read=partial(read_items, mapping=settings.meaning(self.here.zone)),
            following=self._following,
            advice=self._advice,
            headers=self._headers(),
        )
        return pages.parcels(known)

    def _headers(self) -> Headers:
        try:
            return tuple(
                (name, self.here.secret(reference).get_secret_value())
                for name, reference in self.settings.headers.items()
            )
        except ConfigError as error:  # the other sources can be read all the same
            cause = "; ".join(error.problems)
            raise SourceError(
                f"the source {self.name} cannot be read: {cause}", hint=error.hint
            ) from error

    def _following(self, turned: Turned) -> str:
        parameter = self.settings.page_parameter
        if parameter is not None:
            return _counted_up(turned.url, parameter) if turned.page.count else ""
        if not turned.page.following:
            return ""
        try:
            following = urljoin(turned.url, turned.page.following)
            is_ours = origin(following) == origin(turned.url)
        except ValueError:
            is_ours = False
        if not is_ours:  # nobody who answers may send us, and what is secret, elsewhere
            raise SourceError(
                f"the source {self.name} cannot be read further: page {turned.number} calls"
                f" an address of another host or scheme the next one",
                hint="Write the address the API itself uses in url, or leave next out.",
            )
        return following

    def _advice(self, error: FetchError | None) -> str:
        return _HINT if error is None else ""


def _counted_up(url: str, parameter: str) -> str:
    """The address with the next page's number; where it has none, this was page 1."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    now = next((value for name, value in query if name == parameter), "")
    number = int(now) if re.fullmatch("[0-9]{1,9}", now) else 1
    others = [(name, value) for name, value in query if name != parameter]
    return urlunsplit(parts._replace(query=urlencode([*others, (parameter, str(number + 1))])))


def _open(settings: JsonSettings, here: Surroundings) -> Source:
    if settings.path is None:
        return JsonApi(settings.name, settings, here)
    read = partial(read_items, mapping=settings.meaning(here.zone))
    return PageFile(settings.name, settings.path, here.workspace, read, _FILE_HINT)


JSON = Kind(JsonSettings, _open)

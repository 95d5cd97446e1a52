"""Answers of an API that come in pages, each of them a parcel."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from digest.errors import SourceError
from digest.fetch.failures import FetchError
from digest.fetch.fetcher import Fetched, Fetcher, Validators
from digest.formats.document import Document, Reading
from digest.formats.web_answers import Page
from digest.model.record import Rejection
from digest.sources.contract import Parcel, Unchanged

MOST_PAGES = 100  # that a source may be told to read
# how APIs say that a page number lies behind their last page
_BEHIND_THE_LAST = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND})
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """A page that was read, for the one who says where the next one is."""

    number: int
    url: str  # as it was asked for
    headers: Mapping[str, str]
    page: Page


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of an API: at most so many, and none of them twice.

    Args:
        source: the source's name.
        first: the first page's address.
        most: how many pages are read.
        read: what reads a page.
        following: gives the next page's address, or "".
        advice: the way out of a failure, where this API has one of its own.
        headers: sent to the API, and to nobody else.
        is_window: whether it is meant that what is on further pages is not read.
    """

    source: str
    fetcher: Fetcher
    first: str
    most: int
    read: Callable[[Document], Page]
    following: Callable[[Turned], str]
    advice: Callable[[FetchError | None], str]
    headers: Headers = ()
    is_window: bool = False

    def parcels(self, known: Mapping[str, str]) -> Iterator[Parcel | Unchanged]:
        """Page after page; those before one that fails are handed out.

        Raises:
            SourceError: a page cannot be had or read.
        """
        url, asked, seen = self.first, set[str](), set[str]()
        for number in range(1, self.most + 1):
            path = page_name(self.first, number)
            before = _remembered(known.get(path, ""), url)
            got = self._get(url, number, before)
            if got is not None and got.not_modified:  # asked only of a page that none follows
                yield Unchanged(path)
                return
            if got is None or _digest(got) in seen:  # behind the last page, or the same one again
                return
            asked.add(url)
            seen.add(_digest(got))
            page = self._page(path, got)
            try:
                following = self.following(Turned(number, url, got.headers, page))
            except SourceError:  # it leads astray; what stands on it is good all the same
                yield Parcel(path, page.reading)
                raise
            is_last = not following or following in asked
            if before.get("sha256") == _digest(got):
                yield Unchanged(path)
            else:
                yield Parcel(path, page.reading, _fingerprint(got, url, is_last=is_last))
            if is_last:
                return
            url = following
        if not self.is_window:
            yield from self._further(url, seen, known)

    def _further(
        self, url: str, seen: AbstractSet[str], known: Mapping[str, str]
    ) -> Iterator[Parcel | Unchanged]:
        """That there are pages behind the last one that may be read; it is said once."""
        path = f"{page_name(self.first, 1)}, further pages"
        said = f"there are more than {self.most}"
        if known.get(path) == said:
            yield Unchanged(path)
        elif self._is_there(url, seen):
            reason = (
                f"were not read: {said}; to have them, raise pages in this source's settings"
                f" (pages = {self.most} now, {MOST_PAGES} at most), or have the API asked for less"
            )
            rejection = Rejection(path, reason)
            yield Parcel(path, Reading(rejections=(rejection,)), said, is_final=True)

    def _is_there(self, url: str, seen: AbstractSet[str]) -> bool:
        """Whether a page holds anything: many an API names a next one behind its last."""
        try:
            got = self._get(url, self.most + 1, {})
        except SourceError:  # it was not to be read anyway; the next collect asks again
            return False
        if got is None or _digest(got) in seen:
            return False
        return self.read(Document(self.source, page_name(self.first, 1), got.body)).count > 0

    def _get(self, url: str, number: int, before: Mapping[str, str]) -> Fetched | None:
        try:
            return self.fetcher.get(
                url,
                accept="application/json",
                headers=self.headers,
                validators=Validators(before.get("etag"), before.get("modified")),
            )
        except FetchError as error:
            if number > 1 and error.status in _BEHIND_THE_LAST:
                return None
            raise self._refused(error.message, self.advice(error) or error.hint) from error

    def _page(self, path: str, got: Fetched) -> Page:
        page = self.read(Document(self.source, path, got.body))
        if page.fault is not None:
            raise self._refused(f"{path} {page.fault}", self.advice(None))
        return page

    def _refused(self, cause: str, hint: str) -> SourceError:
        return SourceError(f"the source {self.source} cannot be read: {cause}", hint=hint)


def page_name(url: str, number: int) -> str:
    """A page's lasting name: what stands behind the "?" may change, or be nobody's business."""
    shown = url.partition("?")[0].partition("#")[0]
    return shown if number == 1 else f"{shown}, page {number}"


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Whom an address calls: scheme, host and port.

    Raises:
        ValueError: it is no address.
    """
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or usual


def _remembered(fingerprint: str, url: str) -> Mapping[str, str]:
    """What is known of a page from the last time, if it was asked for in the same words."""
    before = json.loads(fingerprint) if fingerprint.startswith("{") else {}
    return before if before.get("asked") == _hashed(url.encode()) else {}


def _fingerprint(got: Fetched, url: str, *, is_last: bool) -> str:
    """What a page is known by: no address, for there may be a key in it.

    A page that another follows is asked for anew each time, because only it says where that is.
    """
    said = {"asked": _hashed(url.encode()), "sha256": _digest(got)}
    if is_last:
        said |= {"etag": got.etag or "", "modified": got.last_modified or ""}
    return json.dumps(said)


def _digest(got: Fetched) -> str:
    return _hashed(got.body)


def _hashed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

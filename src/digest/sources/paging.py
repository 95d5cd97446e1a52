"""Answers of an API that come in pages, each of them a parcel."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from digest.errors import SourceError
from digest.fetch.failures import FetchError
from digest.fetch.fetcher import Fetched, Fetcher, Validators
from digest.formats.document import Document
from digest.formats.web_answers import Page
from digest.sources.contract import Parcel, Unchanged

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
    """

    source: str
    fetcher: Fetcher
    first: str
    most: int
    read: Callable[[Document], Page]
    following: Callable[[Turned], str]
    advice: Callable[[FetchError | None], str]
    headers: Headers = ()

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
            digest = before.get("sha256", "") if got is None or got.not_modified else _digest(got)
            if got is None or digest in seen:  # behind the last page, or the same one again
                return
            asked.add(url)
            seen.add(digest)
            if digest == before.get("sha256"):
                yield Unchanged(path)
                following = before.get("next", "")
            else:
                page = self._page(path, got)
                try:
                    following = self.following(Turned(number, url, got.headers, page))
                except SourceError:  # it leads astray; what stands on it is good all the same
                    yield Parcel(path, page.reading)
                    raise
                yield Parcel(path, page.reading, _fingerprint(got, url, digest, following))
            if not following or following in asked:
                return
            url = following

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


def _fingerprint(got: Fetched, url: str, digest: str, following: str) -> str:
    said = {
        "asked": _hashed(url.encode()),
        "etag": got.etag,
        "modified": got.last_modified,
        "next": following,
        "sha256": digest,
    }
    return json.dumps(said)


def _digest(got: Fetched) -> str:
    return _hashed(got.body)


def _hashed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

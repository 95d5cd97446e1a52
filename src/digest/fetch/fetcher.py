"""The one way digest reads from the web: a GET that trusts nobody."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from threading import Event
from types import MappingProxyType

import requests

from digest.fetch.addresses import is_loopback, plain, public_only
from digest.fetch.answers import REDIRECTS, refusal, validator
from digest.fetch.breaking import FAILURES, told
from digest.fetch.connecting import Route, called, trusting_everyones
from digest.fetch.deadline import Deadline
from digest.fetch.errand import Errand
from digest.fetch.failures import CallError
from digest.fetch.names import Resolve, look_up, system_addresses
from digest.fetch.reading import read_whole, refuse_larger
from digest.fetch.settings import FetchSettings
from digest.fetch.turns import LONGEST_HOLD, Turns
from digest.fetch.urls import shown

_PIECE = 65_536
_DOCUMENTS = frozenset(range(200, 300)) - {HTTPStatus.PARTIAL_CONTENT}  # no part was asked for
_COOKIES = frozenset({"set-cookie", "set-cookie2"})


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask it next time whether anything changed (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """One document, or the word that it has not changed."""

    url: str  # where it was found, after all redirects; without its fragment
    status: int  # 2xx, or 304
    headers: Mapping[str, str]  # read-only; names in lower case; no cookies
    body: bytes  # unpacked; empty where nothing changed
    etag: str | None
    last_modified: str | None

    @property
    def not_modified(self) -> bool:
        """Whether the server says that what the validators stand for is still right."""
        return self.status == HTTPStatus.NOT_MODIFIED

    @property
    def content_type(self) -> str:
        """The media type in lower case, without its parameters; empty where none was named."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def validators(self) -> Validators:
        """What to ask with the next time."""
        return Validators(self.etag, self.last_modified)


@dataclass(frozen=True, slots=True)
class World:
    """What a fetcher knows of the world around it; a test gives it a world of its own.

    Args:
        clock: gives seconds that only ever grow.
        sleep: waits so many seconds; by default, or until the fetcher is stopped.
        resolve: gives the addresses of a host.
        trust: gives the certificates that are trusted.
    """

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] | None = None
    resolve: Resolve = system_addresses
    trust: Callable[[], ssl.SSLContext] = trusting_everyones


class Fetcher:
    """Gets documents, a few at once, and is polite to their hosts; threads may share one.

    Proxies that the environment names are not used, nor is a .netrc: behind a proxy
    nobody could say which address is called, and it could not be checked.

    Args:
        settings: whom it may call, how often, and how much it takes.
        stop: once set, every ``get`` that waits or reads ends with an error.
        world: time, names and trust.
    """

    def __init__(self, settings: FetchSettings, *, stop: Event, world: World | None = None) -> None:
        self._settings = settings
        self._stop = stop
        self._world = world or World()
        self._allowed = frozenset(plain(host) for host in settings.allow_private)
        self._turns = Turns(
            settings.at_once,
            clock=self._world.clock,
            sleep=self._world.sleep or stop.wait,
            stop=stop,
        )

    def get(
        self,
        url: str,
        *,
        max_bytes: int | None = None,
        accept: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        validators: Validators | None = None,
        private: Collection[str] | None = None,
    ) -> Fetched:
        """Get one document.

        A host that asks to be left alone for less than half a minute is asked once more.

        Args:
            url: http or https.
            max_bytes: the most it may have, where that is not what the settings say.
            accept: the media types that are wanted.
            headers: more to send, to the origin of ``url`` only; they never stand in an error.
            validators: those of the last time; then it may be that nothing changed.
            private: of the private hosts that may be read those that this URL may lead to; by
                default all. Who did not write the URL in config.toml is to say which.

        Raises:
            FetchError: a SourceError with its cause; what it says is for people.
        """
        conditions = _conditions(validators)
        own = {"Accept": accept or "*/*", **conditions}
        errand = self._errand(url, own, dict(headers), self._private(private))
        most = self._settings.max_bytes if max_bytes is None else max_bytes
        try:
            return self._follow(errand, most, validators if conditions else None)
        except CallError as failure:
            raise failure.about(errand.where) from None

    def _errand(
        self, url: str, own: dict[str, str], entrusted: dict[str, str], private: frozenset[str]
    ) -> Errand:
        try:
            return Errand(
                url, own=own, entrusted=entrusted, private=private, deadline=self._deadline()
            )
        except CallError as failure:
            raise failure.about(shown(url)) from None

    def _follow(self, errand: Errand, most: int, known: Validators | None) -> Fetched:
        while True:
            found = self._ask(errand, most, known)
            if isinstance(found, Fetched):
                return found
            errand.lead_on(found)

    def _ask(self, errand: Errand, most: int, known: Validators | None) -> Fetched | str:
        """Call, and call once more where the host asks for a little patience."""
        try:
            return self._call(errand, most, known)
        except CallError as failure:
            seconds = failure.retry_after
            if seconds is None or seconds > LONGEST_HOLD or not errand.may_ask_again:
                raise
        errand.may_ask_again = False
        return self._call(errand, most, known)

    def _call(self, errand: Errand, most: int, known: Validators | None) -> Fetched | str:
        """Make one call: a document comes of it, or the place it leads on to."""
        host = errand.target.host
        addresses = self._addresses(errand)
        waits_from = self._world.clock()
        with self._turns.turn(host, self._pause(addresses)):
            errand.deadline.extend(self._world.clock() - waits_from)
            route = Route(errand.target, addresses, errand.deadline)
            try:
                with called(route, errand.headers(), self._trust) as answer:
                    return _taken(answer, errand.target.url, most, known)
            except FAILURES as failure:
                raise told(failure) from None
            except CallError as failure:
                if failure.status is not None and failure.retry_after is not None:
                    self._turns.hold(host, failure.retry_after)
                raise

    def _addresses(self, errand: Errand) -> tuple[str, ...]:
        target = errand.target
        known = look_up(self._world.resolve, target.host, target.port, errand.deadline)
        if errand.may_be_private():
            return known
        try:
            return public_only(target.host, known)
        except CallError as failure:
            if plain(target.host) not in self._allowed:
                raise
            raise CallError(
                failure.cause,
                f"{target.host} may be read, but nobody from outside may lead there",
                hint="Write the address it leads on to in config.toml itself.",
            ) from None

    def _private(self, wanted: Collection[str] | None) -> frozenset[str]:
        """Those of some hosts that may be read although they are private."""
        if wanted is None:
            return self._allowed
        return self._allowed.intersection(plain(host) for host in wanted)

    def _pause(self, addresses: tuple[str, ...]) -> float:
        """This machine's own addresses, which come here only if they are allowed, need none."""
        is_own = all(is_loopback(each) for each in addresses)
        return 0.0 if is_own else self._settings.pause_seconds

    def _deadline(self) -> Deadline:
        return Deadline(self._settings.timeout_seconds, clock=self._world.clock, stop=self._stop)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return self._world.trust()


def _taken(
    answer: requests.Response, url: str, most: int, known: Validators | None
) -> Fetched | str:
    headers = {
        name.lower(): value
        for name, value in answer.headers.items()
        if name.lower() not in _COOKIES
    }
    status = answer.status_code
    if status in REDIRECTS and "location" in headers:
        return headers["location"]
    if status == HTTPStatus.NOT_MODIFIED and known:
        return _fetched(url, status, headers, b"", known)
    if status not in _DOCUMENTS:
        raise refusal(status, headers)
    if (length := headers.get("content-length", "")).isdecimal():
        refuse_larger(int(length), most)
    body = read_whole(_pieces(answer), headers.get("content-encoding", ""), most)
    return _fetched(url, status, headers, body, Validators())


def _pieces(answer: requests.Response) -> Iterator[bytes]:
    while piece := answer.raw.read1(_PIECE, decode_content=False):
        yield piece


def _fetched(
    url: str, status: int, headers: Mapping[str, str], body: bytes, known: Validators
) -> Fetched:
    return Fetched(
        url=url,
        status=status,
        headers=MappingProxyType(dict(headers)),
        body=body,
        etag=validator(headers.get("etag")) or known.etag,
        last_modified=validator(headers.get("last-modified")) or known.last_modified,
    )


def _conditions(validators: Validators | None) -> dict[str, str]:
    """The conditional headers (RFC 9110, 13.1); none where what is stored is fit for no header."""
    known = validators or Validators()
    named = {
        "If-None-Match": validator(known.etag),
        "If-Modified-Since": validator(known.last_modified),
    }
    return {name: value for name, value in named.items() if value}

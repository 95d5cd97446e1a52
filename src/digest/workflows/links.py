"""Links: asked for, many hosts at a time and each one link after the other, within a few seconds.

What is known of a link is not asked for again: for a day where its page was there, for an hour
where it was not. A whole issue waits no longer than `SECONDS`, whatever its hosts do; what was
not asked for by then is asked for the next time.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from types import MappingProxyType

from digest.checks.addresses import host_of
from digest.checks.reach import is_offline
from digest.fetch.failures import Cause, FetchError
from digest.fetch.fetcher import Fetcher
from digest.fetch.settings import FetchSettings
from digest.model.link import LinkOutcome, Reach
from digest.store.links import Links

SECONDS = 7.0  # for all links of an issue together
AT_ONCE = 16  # hosts
# Nobody's own network is asked: a link that only the secretariat can open is no link for readers.
SETTINGS = FetchSettings(
    allow_private=(), at_once=AT_ONCE, pause_seconds=0.2, timeout_seconds=5, max_bytes=65_536
)
_ACCEPTED = "text/html, application/xhtml+xml, */*;q=0.8"
_GOOD_FOR, _BAD_FOR = dt.timedelta(days=1), dt.timedelta(hours=1)
# A page that is larger than we care to read is there; so is one that breaks off while we do.
_REACHES: Mapping[Cause, Reach] = MappingProxyType(
    {
        Cause.TOO_LARGE: Reach.REACHED,
        Cause.REFUSED_ADDRESS: Reach.PRIVATE,
        Cause.UNKNOWN_HOST: Reach.UNKNOWN,
        Cause.TOO_SLOW: Reach.SILENT,
        Cause.STOPPED: Reach.NOT_ASKED,
    }
)
_Answer = tuple[str, Reach, str]


@dataclass(frozen=True, slots=True)
class LinkDesk:
    """What asking for links works with."""

    known: Links
    fetcher: Callable[[Event], Fetcher]  # makes one that ends when the event is set
    seconds: float = SECONDS


def ask(
    desk: LinkDesk, addresses: Iterable[str], now: dt.datetime, counted: Callable[[int], None]
) -> dict[str, LinkOutcome]:
    """What is known of addresses, after asking for those of which nothing fresh is known.

    Args:
        desk: what is worked with.
        addresses: of the web, none twice.
        now: the moment.
        counted: is told how many more are settled.
    """
    wanted = tuple(addresses)
    known = desk.known.of(wanted)
    fresh = {url: each for url, each in known.items() if _is_fresh(each, now)}
    counted(len(fresh))
    found: list[LinkOutcome] = []
    for url, reach, words in _answers(desk, [url for url in wanted if url not in fresh]):
        found.append(LinkOutcome(url, now, reach, words))
        counted(1)
    if not is_offline(found):  # else they say nothing of the links
        desk.known.keep(each for each in found if each.reach is not Reach.NOT_ASKED)
    return fresh | {each.url: each for each in found}


def _is_fresh(outcome: LinkOutcome, now: dt.datetime) -> bool:
    lasts = _GOOD_FOR if outcome.reach is Reach.REACHED else _BAD_FOR
    return now - outcome.checked_at < lasts


def _answers(desk: LinkDesk, addresses: list[str]) -> Iterator[_Answer]:
    """What came of every address; of those that took too long, that they were not asked for."""
    waiting: SimpleQueue[list[str]] = SimpleQueue()
    answers: SimpleQueue[_Answer] = SimpleQueue()
    stop = Event()
    hosts = _by_host(addresses)
    for some in hosts:
        waiting.put(some)
    fetcher = desk.fetcher(stop)
    for _ in range(min(AT_ONCE, len(hosts))):
        Thread(
            target=_work, args=(fetcher, waiting, answers), name="asks for links", daemon=True
        ).start()
    left = dict.fromkeys(addresses)
    ends_at = time.monotonic() + desk.seconds
    while left and (seconds := ends_at - time.monotonic()) > 0:
        try:
            answer = answers.get(timeout=seconds)
        except Empty:
            break
        del left[answer[0]]
        yield answer
    stop.set()
    yield from ((url, Reach.NOT_ASKED, "") for url in left)


def _by_host(addresses: Iterable[str]) -> list[list[str]]:
    """The addresses of each host, the longest lists first: they take the longest."""
    hosts: dict[str, list[str]] = {}
    for url in addresses:
        hosts.setdefault(host_of(url), []).append(url)
    return sorted(hosts.values(), key=len, reverse=True)


def _work(fetcher: Fetcher, waiting: SimpleQueue[list[str]], answers: SimpleQueue[_Answer]) -> None:
    while True:
        try:
            some = waiting.get_nowait()
        except Empty:
            return
        for url in some:
            answers.put(_asked(fetcher, url))


def _asked(fetcher: Fetcher, url: str) -> _Answer:
    try:
        fetcher.get(url, accept=_ACCEPTED)
    except FetchError as error:
        return url, _REACHES.get(error.cause, Reach.BROKEN), error.message
    return url, Reach.REACHED, ""

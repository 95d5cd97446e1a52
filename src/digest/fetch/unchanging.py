"""Documents that stay what they are under their address, such as certificates: fetched once."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from digest.fetch.failures import Cause, FetchError
from digest.fetch.fetcher import Fetcher

_MOST_KEPT = 8  # documents; Amazon signs with one certificate for a region, for a year or so
_LARGEST = 20_000  # bytes


class Unchanging:
    """The last few of such documents, in memory; threads may share one.

    A document that leads on to another place is refused: who names an address trusts that one.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, url: str, fetcher: Fetcher) -> bytes:
        """The document at an address, which is public.

        Raises:
            FetchError: it cannot be had.
        """
        with self._lock:
            if url in self._kept:
                self._kept.move_to_end(url)
                return self._kept[url]
        fetched = fetcher.get(url, max_bytes=_LARGEST, private=())
        if fetched.url != url:
            raise FetchError(
                f"{url} leads on to {fetched.url}, where it may not.", cause=Cause.LOST
            )
        with self._lock:
            self._kept[url] = fetched.body
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return fetched.body

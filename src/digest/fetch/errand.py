"""One document on its way: where the search for it stands, and what may be sent along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import version

from digest.fetch.addresses import plain
from digest.fetch.answers import is_sendable
from digest.fetch.deadline import Deadline
from digest.fetch.failures import CallError, Cause
from digest.fetch.reading import ACCEPT_ENCODING
from digest.fetch.urls import Target, led_on, shown, target

USER_AGENT = f"digest/{version('member-digest')}"
_MOST_REDIRECTS = 5
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2


class Errand:
    """The way from the URL that was asked for to the one that has the document.

    Args:
        url: what was asked for.
        own: headers for the whole way.
        entrusted: headers for the URL's own origin, and nobody else: there may be a key in them.
        private: the hosts that may be read although they are private, as ``plain`` has them.
        deadline: for all of it.
    """

    def __init__(
        self,
        url: str,
        *,
        own: Mapping[str, str],
        entrusted: Mapping[str, str],
        private: frozenset[str],
        deadline: Deadline,
    ) -> None:
        self.deadline = deadline
        self.may_ask_again = True
        self._own = own
        self._entrusted = entrusted
        self._private = private
        _refuse_unsendable(entrusted)
        self._way = [target(url)]

    @property
    def target(self) -> Target:
        """Where the search stands."""
        return self._way[-1]

    @property
    def where(self) -> str:
        """The same for people."""
        first, last = shown(self._way[0].url), shown(self.target.url)
        return first if len(self._way) == 1 else f"{first}, which leads on to {last}"

    def headers(self) -> dict[str, str]:
        """What is sent with the next call."""
        entrusted = {} if self._left_its_origin() else self._entrusted
        ours = {
            "Host": self.target.authority,
            "User-Agent": USER_AGENT,
            "Accept-Encoding": ACCEPT_ENCODING,
            "Connection": "close",
            **self._own,
        }
        taken = {name.lower() for name in ours}
        theirs = {name: value for name, value in entrusted.items() if name.lower() not in taken}
        return {**theirs, **ours}

    def lead_on(self, location: str) -> None:
        """Follow a redirect.

        Raises:
            CallError: it leads to where nobody may go, in a circle, or on and on.
        """
        following = led_on(self.target, location)
        if any(following.url == each.url for each in self._way):
            raise CallError(Cause.LOST, "leads in a circle")
        if len(self._way) > _MOST_REDIRECTS:
            raise CallError(Cause.LOST, f"leads on more than {_MOST_REDIRECTS} times")
        self._way.append(following)

    def may_be_private(self) -> bool:
        """Whether every step of the way, with the next one, is at a host that may be private."""
        return all(plain(each.host) in self._private for each in self._way)

    def _left_its_origin(self) -> bool:
        return any(each.origin != self._way[0].origin for each in self._way)


def _refuse_unsendable(headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or not is_sendable(value):
            raise CallError(
                Cause.UNFIT,
                "is to be asked with a header that cannot be sent",
                hint="Check the headers of this source: ASCII only, and each in one line.",
            )

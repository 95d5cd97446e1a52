"""URLs: what one must be before anybody is called, and how one is shown to people.

There is one parser for all of it, the one that also builds the call: where two parsers differ
about the host of a URL, a check of the one says nothing about the call of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from requests import PreparedRequest
from requests.exceptions import RequestException
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from digest.fetch.failures import CallError, Cause

_PORTS = {"http": 80, "https": 443}
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be called, and whom one calls."""

    url: str  # encoded, without its fragment
    scheme: str  # http or https
    host: str  # in lower case, without brackets and the last dot
    port: int
    authority: str  # host and port as the Host header has them

    @property
    def origin(self) -> tuple[str, str, int]:
        """Who is spoken to (RFC 6454)."""
        return self.scheme, self.host, self.port


def target(url: str) -> Target:
    """Take a URL apart. Any port may be called: what matters is the address.

    Raises:
        CallError: it is none that digest calls.
    """
    encoded = urldefrag(_encoded(url.strip())).url
    parts = parse_url(encoded)
    scheme = parts.scheme or ""
    if scheme not in _PORTS or not parts.host:
        raise CallError(Cause.UNFIT, "is no http or https address")
    if parts.auth is not None:
        raise CallError(
            Cause.UNFIT,
            "holds a user name or a password",
            hint="Give it as a header, from an environment variable or a file.",
        )
    host = parts.host.strip("[]").rstrip(".").lower()
    return Target(encoded, scheme, host, parts.port or _PORTS[scheme], parts.netloc or "")


def led_on(current: Target, location: str) -> Target:
    """Where a redirect leads (RFC 9110, 10.2.2); servers write it in UTF-8, against the rules.

    Raises:
        CallError: to where nobody may go.
    """
    text = location.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        joined = urljoin(current.url, text)
    except ValueError:
        joined = text
    try:
        following = target(joined)
    except CallError as refused:
        raise CallError(Cause.LOST, f"leads on to {shown(joined)}, which {refused.words}") from None
    if (current.scheme, following.scheme) == ("https", "http"):
        raise CallError(
            Cause.LOST, f"leads on to {shown(joined)}, from a secure connection to an open one"
        )
    return following


def shown(url: str) -> str:
    """A URL as messages show it: without what may be a secret, and in one short line."""
    bare = url.partition("#")[0].partition("?")[0]
    try:
        parts = parse_url(bare)
        text = Url(parts.scheme, None, parts.host, parts.port, parts.path).url
    except (LocationParseError, ValueError):
        text = bare.rpartition("@")[2]
    clean = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return clean if len(clean) <= _LONGEST_SHOWN else f"{clean[:_LONGEST_SHOWN]}…"


def _encoded(url: str) -> str:
    """Encode what is not ASCII: names by IDNA, paths by percent signs."""
    request = PreparedRequest()
    refusal = CallError(Cause.UNFIT, "is no address that can be called")
    if not url.isprintable():
        raise refusal
    try:
        request.prepare_url(url, None)
        parse_url(request.url or "")
    except (RequestException, LocationParseError, ValueError):
        raise refusal from None
    return request.url or ""

"""The addresses an issue leads to, and which of them may be asked for."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urldefrag, urlsplit

from digest.checks.letter import called
from digest.checks.naming import named
from digest.model.issue import Issue
from digest.model.rendered import TOKEN, RenderedIssue
from digest.model.submission import Content

_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_WEB = ("http", "https")
_SHOWN = 100  # characters of an address that a message quotes
# https://www.rfc-editor.org/rfc/rfc2606 and rfc6761
_FOR_EXAMPLES = ("example", "example.com", "example.net", "example.org")
_FOR_HOUSES = ("localhost", "local", "internal", "home.arpa")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address stands."""

    where: str  # "submission s1", "variant en"
    name: str  # what people call it
    is_item: bool = True


Places = Mapping[str, tuple[Place, ...]]


def places_of(issue: Issue, rendered: tuple[RenderedIssue, ...], public_url: str) -> Places:
    """Every address of the web that an issue leads to, with all the places it stands in.

    The newsletter's own pages are left out: they are there once the issue is sent, and some of
    them act for a reader.
    """
    found: dict[str, dict[Place, None]] = {}
    own = f"{public_url.rstrip('/')}/"
    for item in issue.items:
        place = Place(f"submission {item.id}", named(item.content))
        for url in addresses_in(item.content):
            found.setdefault(_page(url), {})[place] = None
    of_items = frozenset(found)
    for variant in rendered:
        place = Place(called(variant), "The letter", is_item=False)
        for url in map(_page, hrefs_in(variant.html)):
            if url not in of_items and not url.startswith(own) and TOKEN not in url:
                found.setdefault(url, {})[place] = None
    return {
        url: tuple(places) for url, places in found.items() if host_of(url) and url.isprintable()
    }


def addresses_in(content: Content) -> Iterator[str]:
    """The addresses an item leads to, in every language it is written in."""
    yield from filter(None, (content.url, *(each.url for each in content.translations.values())))
    for text in (content.text_html, *(each.text_html for each in content.translations.values())):
        yield from hrefs_in(text)


def hrefs_in(markup: str) -> Iterator[str]:
    """The addresses of the links in HTML, as they are opened."""
    for double, single in _HREF.findall(markup):
        yield html.unescape(double or single).strip()


def host_of(url: str) -> str:
    """The host of an address of the web, in lower case; empty where it is none."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").rstrip(".") if parts.scheme.lower() in _WEB else ""
    except ValueError:  # brackets that hold no address
        return ""


def is_for_examples(url: str) -> bool:
    """Whether an address is one of those that are given in examples, where nobody is."""
    return _lies_in(host_of(url), _FOR_EXAMPLES)


def is_private(url: str) -> bool:
    """Whether an address says by itself that it leads into a private network."""
    host = host_of(url)
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or _lies_in(host, _FOR_HOUSES)


def to_ask(places: Places) -> tuple[str, ...]:
    """Those of an issue's addresses that it makes sense to call."""
    return tuple(url for url in places if not is_for_examples(url) and not is_private(url))


def shown(url: str) -> str:
    """An address as a message quotes it."""
    bare = url.replace(TOKEN, "…")
    return bare if len(bare) <= _SHOWN else f"{bare[:_SHOWN]}…"


def _page(url: str) -> str:
    return urldefrag(url).url


def _lies_in(host: str, names: tuple[str, ...]) -> bool:
    return host.endswith(tuple(f".{each}" for each in names)) or host in names

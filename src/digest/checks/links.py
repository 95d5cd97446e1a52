"""The links of a letter: each can be opened, says where it leads, and is encrypted."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from digest.checks.addresses import host_of, shown
from digest.checks.codes import finding
from digest.checks.letter import Letter, words_in
from digest.model.finding import Finding
from digest.model.rendered import TOKEN

_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[0-9().-]+")
_SHOWN = 60  # characters of a link's words that are quoted


def check_links(letter: Letter, of_items: Container[str]) -> Iterator[Finding]:
    """The findings on every link of a letter.

    Args:
        letter: the letter.
        of_items: the addresses items lead to; what is insecure about them is said of the items.
    """
    links = [
        (each, each.get("href", "").strip()) for each in letter.of("a") if "href" in each.attrib
    ]
    yield from _addresses(letter, [href for _, href in links])
    yield from _insecure(letter, [href for _, href in links if href not in of_items])
    yield from _words(letter, links)


def _addresses(letter: Letter, hrefs: list[str]) -> Iterator[Finding]:
    anchors = {each.get("id") or each.get("name") for each in letter.elements}
    for href in dict.fromkeys(hrefs):
        if href.startswith("#"):
            if href[1:] not in anchors:
                message = f"A link leads to “{shown(href)}”, and nothing in the letter has that id."
                yield finding("dead-anchor", letter.where, message)
        elif not _can_be_opened(href):
            message = f"A link leads to “{shown(href)}”, which is no address."
            yield finding("malformed-link", letter.where, message)


def _can_be_opened(href: str) -> bool:
    scheme, _, rest = href.partition(":")
    bare = href.replace(TOKEN, "")  # made of characters that no address has
    if not bare.isprintable() or " " in bare:
        return False
    match scheme.lower():
        case "http" | "https":
            return _is_web(href)
        case "mailto":
            return bool(_MAILBOX.fullmatch(rest.partition("?")[0]))
        case "tel":
            return bool(_NUMBER.fullmatch(rest))
    return False


def _is_web(href: str) -> bool:
    try:
        return bool(host_of(href)) and urlsplit(href).port != 0
    except ValueError:  # a port that is no number
        return False


def _insecure(letter: Letter, hrefs: list[str]) -> Iterator[Finding]:
    """One finding a host: an address of the newsletter's own stands in a letter many times."""
    for host in dict.fromkeys(host_of(each) for each in hrefs if each.lower().startswith("http:")):
        message = f"Links to {host} are not encrypted."
        yield finding("insecure-link", letter.where, message)


def _words(letter: Letter, links: list[tuple[HtmlElement, str]]) -> Iterator[Finding]:
    leads_to: dict[str, str] = {}
    told: set[str] = set()
    for element, href in links:
        words = words_in(element) or element.get("aria-label", "").strip()
        if not words:
            message = f"The link to {shown(href)} has no words."
            yield finding("link-without-words", letter.where, message)
            continue
        heard = words.casefold()
        if leads_to.setdefault(heard, href) != href and heard not in told:
            told.add(heard)
            yield finding(
                "ambiguous-link",
                letter.where,
                f"“{words[:_SHOWN]}” leads to {shown(leads_to[heard])} and to {shown(href)}.",
            )

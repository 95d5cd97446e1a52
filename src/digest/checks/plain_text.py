"""Whether the plain text says what the HTML says: the same headings in order, the same links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.checks.addresses import shown
from digest.checks.codes import finding
from digest.checks.letter import Letter, lines_in, squeezed
from digest.model.finding import Finding

_WEB = re.compile(r"https?://\S+")
_AROUND = ".,;:!?)]}>”’\"'"  # what may stand behind an address in a sentence
_MAILTO = "mailto:"
_SHOWN = 60  # characters of a heading that are quoted


def check_plain_text(letter: Letter) -> Iterator[Finding]:
    """What the plain text lacks, or says in another order; nothing where it is empty."""
    if letter.rendered.text.strip():
        yield from _headings(letter)
        yield from _links(letter)


def _headings(letter: Letter) -> Iterator[Finding]:
    """One finding for the first heading that is not where it should be."""
    text = squeezed(letter.rendered.text).casefold()
    begun = 0
    for heading in letter.headings:
        lines = lines_in(heading)
        places = [text.find(each.casefold(), begun) for each in lines]
        if places and min(places) < 0:
            missing = lines[places.index(min(places))]
            what = "in another order" if missing.casefold() in text else "not at all"
            message = f"The plain text has the heading “{missing[:_SHOWN]}” {what}."
            yield finding("text-differs", letter.where, message)
            return
        begun = min(places, default=begun)


def _links(letter: Letter) -> Iterator[Finding]:
    hrefs = {each.get("href", "").strip(): None for each in letter.of("a")}
    there = dict.fromkeys(_plain(each) for each in hrefs if each and not each.startswith("#"))
    text = letter.rendered.text
    missing = [each for each in there if each not in text]
    if missing:
        yield _lacking(letter, "The plain text lacks", missing)
    seen = {each.rstrip(_AROUND): each for each in _WEB.findall(text)}
    more = [each for bare, each in seen.items() if bare not in there and each not in there]
    words = str(letter.root.text_content()) if more else ""
    unknown = [each for each in more if each.rstrip(_AROUND) not in words]
    if unknown:
        yield _lacking(letter, "The HTML lacks", unknown)


def _plain(href: str) -> str:
    """An address as a plain text writes it."""
    if href.lower().startswith(_MAILTO):
        return href[len(_MAILTO) :].partition("?")[0]
    return href


def _lacking(letter: Letter, who: str, missing: list[str]) -> Finding:
    more = f" and {len(missing) - 1} more links" if len(missing) > 1 else ""
    return finding("text-differs", letter.where, f"{who} the link {shown(missing[0])}{more}.")

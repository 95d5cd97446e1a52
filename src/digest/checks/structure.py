"""How a letter is built, for those who hear it: language, direction, title, roles, headings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lxml.html import HtmlElement

from digest.checks.codes import finding
from digest.checks.letter import Letter, squeezed, words_in
from digest.model.finding import Finding

_DIRECTIONS = ("ltr", "rtl")
_LEFTWARDS = frozenset(("ar", "dv", "fa", "he", "ks", "ku", "ps", "sd", "ug", "ur", "yi"))
_WHOLE = frozenset(("article", "document", "main"))  # what may hold a whole letter
_LAYOUT = frozenset(("presentation", "none"))
_OF_DATA = ("th", "caption")
_SHOWN = 60  # characters of a heading that are quoted


def check_structure(letter: Letter) -> Iterator[Finding]:
    """The findings on how a letter is built."""
    yield from _language(letter)
    yield from _direction(letter)
    if not any(squeezed(str(each.text_content())) for each in letter.of("title")):
        yield finding("no-title", letter.where, "The HTML has no title.")
    yield from _roles(letter)
    yield from _order(letter)
    yield from _sections(letter)


def _language(letter: Letter) -> Iterator[Finding]:
    said, meant = letter.root.get("lang", ""), letter.rendered.language
    if said.lower() != meant.lower():
        message = f"The HTML says lang=“{said}”, and is written in {meant}."
        yield finding("no-language", letter.where, message)


def _direction(letter: Letter) -> Iterator[Finding]:
    said = letter.root.get("dir", "").lower()
    first = letter.rendered.language.partition("-")[0]
    meant = "rtl" if first in _LEFTWARDS else "ltr"
    if said != meant:
        message = f"The HTML says dir=“{said}”, and {letter.rendered.language} is read {meant}."
        yield finding("no-direction", letter.where, message)
    for element in letter.elements:
        own = element.get("dir")
        if own is not None and own.lower() not in (*_DIRECTIONS, "auto"):
            message = f"<{element.tag}> says dir=“{own}”, which is no direction."
            yield finding("no-direction", letter.where, message)
            return


def _roles(letter: Letter) -> Iterator[Finding]:
    if not any(each.get("role") in _WHOLE or each.tag == "main" for each in letter.elements):
        message = "No element says that it holds the letter, such as role=“article”."
        yield finding("missing-role", letter.where, message)
    bare = [each for each in letter.of("table") if each.get("role") not in _LAYOUT]
    count = sum(next(each.iter(*_OF_DATA), None) is None for each in bare)
    if count:
        message = f"Tables that only lay out, and do not say so: {count}."
        yield finding("missing-role", letter.where, message)


def _order(letter: Letter) -> Iterator[Finding]:
    """One finding for the first heading that is out of order; the others often follow from it."""
    last = 0
    for number, heading in enumerate(letter.headings):
        level, words = int(str(heading.tag)[1]), words_in(heading)
        fault = _fault(level, last, words, is_first=number == 0)
        if fault:
            yield finding("heading-order", letter.where, f"{fault}: “{words[:_SHOWN]}”.")
            return
        last = level
    if not last:
        yield finding("heading-order", letter.where, "There is no heading at all.")


def _fault(level: int, last: int, words: str, *, is_first: bool) -> str:
    if not words:
        return f"An h{level} has no words"
    if is_first:
        return "" if level == 1 else f"The first heading is an h{level}, not an h1"
    if level == 1:
        return "There is a second h1"
    return f"An h{level} follows an h{last}" if level > last + 1 else ""


def _sections(letter: Letter) -> Iterator[Finding]:
    """Sections whose heading is followed by the next one at once."""
    for heading, after in pairwise(letter.headings):
        if heading.tag == after.tag == "h2" and not _words_between(letter, heading, after):
            message = f"Nothing stands below the heading “{words_in(heading)[:_SHOWN]}”."
            yield finding("empty-section", letter.where, message)


def _words_between(letter: Letter, first: HtmlElement, second: HtmlElement) -> bool:
    """Whether any words stand between the end of one element and the beginning of another."""
    start, end = letter.elements.index(first), letter.elements.index(second)
    inside = {first, *first.iterdescendants()}
    for element in letter.elements[start:end]:
        said = "" if element in inside else element.text or ""
        after = "" if element in inside and element is not first else element.tail or ""
        if squeezed(said + after):
            return True
    return False

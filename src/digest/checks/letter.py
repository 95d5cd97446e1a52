"""A letter: one rendered variant with its HTML read once, for every check that looks into it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from digest.checks.css import Sheet, sheet
from digest.model.rendered import RenderedIssue

_RUN = re.compile(r"\s+")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BREAK = "\u2028"  # stands for a <br>; as white space it is a space like any other
# What fills a preheader up, and joiners: nobody reads them.
_FILLERS = re.compile("[\u034f\u200b-\u200d\u2060\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class Letter:
    """A variant, and what stands in its HTML in reading order."""

    rendered: RenderedIssue
    root: HtmlElement
    elements: tuple[HtmlElement, ...]
    sheets: tuple[tuple[str, Sheet], ...]  # each with the media it is for; "" for all

    @property
    def where(self) -> str:
        """What findings call it."""
        return called(self.rendered)

    @property
    def headings(self) -> tuple[HtmlElement, ...]:
        """The headings of every level."""
        return tuple(each for each in self.elements if each.tag in _HEADINGS)

    def of(self, tag: str) -> tuple[HtmlElement, ...]:
        """The elements of a name."""
        return tuple(each for each in self.elements if each.tag == tag)


def called(rendered: RenderedIssue) -> str:
    """What findings call a variant."""
    segment = f", segment {rendered.segment}" if rendered.segment else ""
    return f"variant {rendered.language}{segment}"


def opened(rendered: RenderedIssue) -> Letter:
    """Read a variant's HTML; whatever stands there, something comes of it."""
    root = _root(rendered.html)
    elements = tuple(root.iter(etree.Element))
    for each in elements:
        if each.tag == "br":
            each.tail = _BREAK + (each.tail or "")
    sheets = tuple(
        (each.get("media", ""), sheet(each.text or "")) for each in elements if each.tag == "style"
    )
    return Letter(rendered, root, elements, sheets)


def words_in(element: HtmlElement) -> str:
    """The words of an element on one line, as they are heard: with what its pictures show."""
    pictures = (each.get("alt", "") for each in element.iter("img"))
    return squeezed(" ".join((*pictures, str(element.text_content()))))


def lines_in(element: HtmlElement) -> tuple[str, ...]:
    """The words of an element, each line by itself."""
    lines = map(squeezed, str(element.text_content()).split(_BREAK))
    return tuple(filter(None, lines))


def squeezed(text: str) -> str:
    """A text on one line, without what nobody sees."""
    return _RUN.sub(" ", _FILLERS.sub("", text)).strip()


def _root(html: str) -> HtmlElement:
    try:
        return document_fromstring(html, parser=HTMLParser(huge_tree=True))
    except (etree.LxmlError, ValueError):  # there is no element in it
        return document_fromstring("<html></html>")

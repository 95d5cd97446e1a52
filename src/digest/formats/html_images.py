"""The first picture in a text of HTML: what a feed or a web site shows beside an entry."""

from __future__ import annotations

import contextlib

from lxml import etree

Name = str | bytes  # as lxml's types have it; of a str it is always str

_SMALLEST = 50  # pixels; what says to be smaller is a smiley, an icon or a counter of readers
_NUMBER = 6  # digits that the size of a picture has at most
_SOURCES = ("src", "data-src", "data-lazy-src")  # pages that load late keep the address aside


def first_image(html: str) -> tuple[str, str] | None:
    """The address and the alternative text of a text's first picture; None where it has none.

    The address is as it was written, so it may be relative. Pictures written into the text
    (``data:``) and those too small to be one are passed over. It survives any text.
    """
    if "<img" not in html.casefold():
        return None
    pictures = _Pictures()
    parser = etree.HTMLParser(target=pictures)
    with contextlib.suppress(etree.LxmlError):  # nothing but comments, or nested beyond measure
        parser.feed(html.encode("utf-8", "replace").decode())  # half a character becomes "?"
        parser.close()
    return pictures.found


class _Pictures:
    """What the parser tells its findings to; without a tree, no HTML costs more than its length."""

    def __init__(self) -> None:
        self.found: tuple[str, str] | None = None

    def start(self, tag: Name, attrib: dict[Name, Name]) -> None:
        """An element begins."""
        if tag != "img" or self.found is not None:
            return
        said = {str(name): str(value).strip() for name, value in attrib.items()}
        sources = (said.get(name, "") for name in _SOURCES)
        source = next(filter(_is_address, sources), None)
        if source is not None and not _is_tiny(said):
            self.found = (source, " ".join(said.get("alt", "").split()))

    def end(self, tag: Name) -> None:
        """An element ends."""

    def data(self, data: Name) -> None:
        """Characters between tags."""

    def comment(self, text: Name) -> None:
        """A comment."""

    def close(self) -> None:
        """All was read."""


def _is_address(source: str) -> bool:
    scheme, colon, _rest = source.partition(":")
    is_relative = not colon or "/" in scheme
    return bool(source) and (is_relative or scheme.casefold() in ("http", "https"))


def _is_tiny(said: dict[str, str]) -> bool:
    sides = (said.get(name, "").removesuffix("px") for name in ("width", "height"))
    return any(s.isdecimal() and len(s) <= _NUMBER and int(s) < _SMALLEST for s in sides)

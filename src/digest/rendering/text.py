"""HTML of members → plain text, as a letter has it: wrapped, links written out below."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from digest.rendering.characters import markup

Name = str | bytes  # as lxml's types have it; of a str it is always str

WIDTH = 72
UNWRAPPED = 1_000_000  # for calendars, which wrap by themselves
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section"),
        *("table", "td", "th", "tr", "ul"),
    )
)
_UNSEEN = frozenset(("head", "script", "style", "template", "title"))
_LISTS = frozenset(("ol", "ul"))
_MAILTO = "mailto:"
_QUOTE = "> "
_BULLET = "- "


@lru_cache(maxsize=8)
def plain(bodies: tuple[str, ...], width: int = WIDTH, *, links: bool = True) -> tuple[str, ...]:
    """Every text as wrapped plain text; it survives any input.

    A link's address stands on a line of its own, below the paragraph it is in.
    """
    letter = _Letter(width, has_links=links)
    parser = etree.HTMLParser(target=letter)  # one for all: making it costs as much as a text
    return tuple(_read(markup(body), parser, letter) for body in bodies)


def _read(body: str, parser: etree.HTMLParser, letter: _Letter) -> str:
    try:
        parser.feed(f"<div>{body}</div>")
        parser.close()
    except etree.LxmlError:  # nothing in it but a comment, or more nested than any text
        letter.close()
    return letter.taken()


def _wrap(text: str, width: int = WIDTH, first: str = "", rest: str = "") -> str:
    """One paragraph in lines of a width; a longer word, such as a URL, stays whole.

    Args:
        text: the paragraph, with single spaces.
        width: the most characters of a line.
        first: what the first line begins with.
        rest: what every further line begins with.
    """
    words = text.replace("\n", " ")
    if len(words) <= width - len(rest):
        return first + words.rstrip()
    lines = _lines(width - len(rest)).findall(words)
    return first + f"\n{rest}".join(map(str.rstrip, lines))


wrap = lru_cache(maxsize=4096)(_wrap)  # for headings and names, which are wrapped again and again


def underline(heading: str, stroke: str) -> str:
    """A heading with a line of strokes under it, as long as its longest line."""
    lines = wrap(heading).split("\n")
    return "\n".join((*lines, stroke * max(map(len, lines))))


def _spaced(text: str) -> str:
    """A text with single spaces."""
    if text.isprintable() and "  " not in text:  # as nearly always
        return text
    return _SPACE.sub(" ", text)


@lru_cache(maxsize=64)
def _lines(width: int) -> re.Pattern[str]:
    return re.compile(rf"([^ ]{{{width + 1},}}|.{{1,{width}}})(?: |$)")


class _Letter:
    """What the parser tells its findings to: it writes paragraphs as they end.

    It holds no tree, so that nothing nested however deep can exhaust a stack.
    """

    def __init__(self, width: int, *, has_links: bool) -> None:
        self._width = width
        self._has_links = has_links
        self._begin()

    def _begin(self) -> None:
        self._paragraphs: list[str] = []  # each but the first with the gap before it
        self._words: list[str] = []
        self._links: list[str] = []
        self._margins: list[str] = []  # of the lists and quotations around
        self._counts: list[int] = []  # of the numbered lists around; 0: not numbered
        self._mark = ""  # a list item's, until its first line is written
        self._in_list = False  # whether the paragraph before belongs to a list
        self._unseen = 0

    def taken(self) -> str:
        """What was written since the last time it was taken."""
        written = "".join(self._paragraphs)
        self._begin()
        return written

    def start(self, tag: Name, attrib: dict[Name, Name]) -> None:
        """An element begins."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self._begin_block(str(tag))
        elif tag == "br":
            self._words.append("\n")
        elif tag == "a" and self._has_links:
            self._links.append(_SPACE.sub("", str(attrib.get("href", ""))))
        elif tag == "img":
            self._words.append(str(attrib.get("alt", "")))

    def end(self, tag: Name) -> None:
        """An element ends."""
        if tag in _UNSEEN:
            self._unseen -= 1
        elif tag in _BLOCKS:
            self._write_paragraph()
            if tag in _LISTS and self._counts:
                self._counts.pop()
            if tag in ("li", "blockquote") and self._margins:
                self._margins.pop()
                self._mark = ""

    def data(self, data: Name) -> None:
        """Characters between tags."""
        if not self._unseen:
            self._words.append(_spaced(str(data)))

    def comment(self, text: Name) -> None:
        """A comment; nobody is meant to see it."""

    def close(self) -> None:
        """The document ends."""
        self._write_paragraph()

    def _begin_block(self, tag: str) -> None:
        self._write_paragraph()
        if tag in _LISTS:
            self._counts.append(1 if tag == "ol" else 0)
        elif tag == "li":
            self._mark = self._next_mark()
            self._margins.append(" " * len(self._mark))
        elif tag == "blockquote":
            self._margins.append(_QUOTE)

    def _next_mark(self) -> str:
        if not self._counts or not self._counts[-1]:
            return _BULLET
        self._counts[-1] += 1
        return f"{self._counts[-1] - 1}. "

    def _write_paragraph(self) -> None:
        if not self._words and not self._links:
            return
        said = "".join(self._words)
        lines = [line for part in said.split("\n") if (line := _spaced(part).strip())]
        if self._links:
            links = dict.fromkeys(link.removeprefix(_MAILTO) for link in self._links)
            lines += (link for link in links if link and link not in said)
        self._words, self._links = [], []
        if lines:
            self._paragraphs.append(self._gap() + self._laid_out(lines))
            self._mark = ""

    def _gap(self) -> str:
        """The items of a list stand close together."""
        was_in_list, self._in_list = self._in_list, bool(self._counts)
        if not self._paragraphs:
            return ""
        return "\n" if was_in_list and self._mark else "\n\n"

    def _laid_out(self, lines: list[str]) -> str:
        rest = "".join(self._margins)[: WIDTH // 2]
        first = rest[: len(rest) - len(self._mark)] + self._mark
        return "\n".join(
            _wrap(line, self._width, rest if number else first, rest)
            for number, line in enumerate(lines)
        )

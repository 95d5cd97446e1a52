"""Whether markup that a template wrote is whole: tags in pairs, comments for Outlook in pairs.

MJML is read strictly, because mrml either refuses it without saying where, or drops what follows
without a word. HTML is read as mail programs read it; yet a tag that is not closed is an error
there too: it would take the rest of the email along.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

_DEEPEST = 250  # elements in one another; mrml dies of some thousands, and takes us along
_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr"),
    )
)
_ELEMENTS = frozenset(
    (
        *("mj-accordion", "mj-accordion-element", "mj-accordion-text", "mj-accordion-title"),
        *("mj-all", "mj-attributes", "mj-body", "mj-breakpoint", "mj-button", "mj-carousel"),
        *("mj-carousel-image", "mj-class", "mj-column", "mj-divider", "mj-font", "mj-group"),
        *("mj-head", "mj-hero", "mj-image", "mj-navbar", "mj-navbar-link", "mj-preview"),
        *("mj-raw", "mj-section", "mj-social", "mj-social-element", "mj-spacer", "mj-style"),
        *("mj-table", "mj-text", "mj-title", "mj-wrapper"),
    )
)
_OF_HTML = frozenset(  # what stands in these is HTML, and no MJML is read in it
    (
        *("mj-accordion-text", "mj-accordion-title", "mj-button", "mj-navbar-link", "mj-preview"),
        *("mj-raw", "mj-social-element", "mj-style", "mj-table", "mj-text", "mj-title"),
    )
)
_UNREAD = ("script", "style")  # elements of HTML with another language in them
_COMPLETE = (
    "MJML needs every comment for Outlook whole: a tag that is opened in one is closed in the "
    "same one. In a template of HTML, such as item.html.j2, it may be closed in a later one."
)
# A tag that is not closed in itself; in an unclosed quotation it must not go back and try again.
_TAG = re.compile(
    r"<(/?+[a-zA-Z][^\s/<>]*+)[^\"'<>]*+(?:\"[^\"]*+\"[^\"'<>]*+|'[^']*+'[^\"'<>]*+)*+(?<!/)>"
)
# The order matters: a comment for Outlook is also a comment.
_PIECE = re.compile(
    r"(?P<shown><!--\[if[^\]>]*+\]>\s*+(?:<!--\s*+>|-->))"
    r"|(?P<hidden><!--\[if[^\]>]*+\]>)"
    r"|(?P<shown_end><!--\s*+<!\[endif\]\s*+-->)"
    r"|(?P<hidden_end><!\[endif\]-->)"
    r"|(?P<comment><!--(?:.*?-->)?)"
    r"|(?P<tag></?+[a-zA-Z][^\s/<>]*+(?:[^\"'<>]++|\"[^\"<]*+\"|'[^'<]*+')*+>)"
    r"|(?P<stray><)"
    r"|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f])",
    re.DOTALL,
)
_NAME = re.compile(r"[^\s/<>]++")
_STRICT = re.compile(
    r"<[^\s/<>]++(?:\s++[^\s=\"'<>/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'))?+)*+\s*+/?+>"
    r"|</[^\s/<>]++\s*+>"
)
_AS_A_CHARACTER = (
    "A tag ends with “>”, and what is in quotation marks ends with one; "
    "for the character itself write &lt;."
)
_PAIR_UP = "Close every tag, in the order they were opened in, in the same template."
_COMMENTS = (
    "A comment for Outlook begins with <!--[if mso]> and ends with <![endif]-->; "
    "one for all others with <!--[if !mso]><!--> and <!--<![endif]-->."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not whole, and where it stands."""

    offset: int
    cause: str
    hint: str = ""


def fault(markup: str, *, is_mjml: bool) -> Fault | None:
    """The first thing that is not whole, if there is any."""
    try:
        _Reader(markup, is_mjml=is_mjml).read()
    except _FoundError as found:
        return found.fault
    return None


def is_surely_whole(markup: str, *, is_mjml: bool) -> bool:
    """Whether a quick look sees that there is no fault; where it does not see it there may be."""
    tags = _TAG.findall(markup)
    if not is_mjml and "<mj" in markup:
        return False
    others = markup.count("/>") + (markup[:9].lower() == "<!doctype")
    if len(tags) + others != markup.count("<"):
        return False
    opened: list[str] = []
    for name in tags:
        if name[0] == "/":
            if not opened or opened.pop() != name[1:]:
                return False
        elif name not in _VOID:
            opened.append(name)
            if is_mjml and (len(opened) > _DEEPEST or (name[:3] == "mj-" and not _fits(opened))):
                return False
    return not opened


def _fits(opened: list[str]) -> bool:
    """Whether MJML reads the last of these elements, within the others."""
    return opened[-1] in _ELEMENTS and _OF_HTML.isdisjoint(opened[:-1])


def _instead(name: str) -> str:
    if name == "mj-include":
        return 'A template includes another with {% include "footer.mjml.j2" %}.'
    near = difflib.get_close_matches(name, _ELEMENTS, n=1)
    return f"Did you mean <{near[0]}>?" if near else ""


class _FoundError(Exception):
    def __init__(self, offset: int, cause: str, hint: str) -> None:
        super().__init__(cause)
        self.fault = Fault(offset, cause, hint)


class _Reader:
    """Goes through markup once, from tag to tag."""

    def __init__(self, markup: str, *, is_mjml: bool) -> None:
        self._markup = markup
        self._is_mjml = is_mjml
        self._opened: list[str] = []
        self._offsets: list[int] = []  # where each of them stands
        self._outlook = ""  # for Outlook: the kind that is open
        self._begun = 0  # where it stands
        self._around = 0  # how many tags were open before it

    def read(self) -> None:
        """Read all of it.

        Raises:
            _FoundError: something is not whole.
        """
        end = 0
        while piece := _PIECE.search(self._markup, end):
            kind = piece.lastgroup or ""
            end = getattr(self, f"_{kind}")(piece.start(), piece[0]) or piece.end()
        if self._outlook:
            raise _FoundError(self._begun, "a comment for Outlook has no end", _COMMENTS)
        if self._opened:
            self._unclosed("the end")

    def _shown(self, offset: int, _text: str) -> None:
        self._begin(offset, "shown")

    def _hidden(self, offset: int, _text: str) -> None:
        self._begin(offset, "hidden")

    def _begin(self, offset: int, kind: str) -> None:
        if self._outlook:
            raise _FoundError(offset, "a comment for Outlook begins inside another", _COMMENTS)
        self._outlook, self._begun, self._around = kind, offset, len(self._opened)

    def _shown_end(self, offset: int, _text: str) -> None:
        self._end(offset)

    def _hidden_end(self, offset: int, _text: str) -> None:
        if not self._outlook:
            self._end(offset)
        if self._outlook == "shown":
            raise _FoundError(
                offset, "<![endif]--> ends a comment that all others than Outlook read", _COMMENTS
            )
        if self._is_mjml and len(self._opened) > self._around:
            raise _FoundError(
                self._offsets[-1],
                f"<{self._opened[-1]}> is opened in a comment for Outlook and not closed in it",
                _COMPLETE,
            )
        self._end(offset)

    def _end(self, offset: int) -> None:
        if not self._outlook:
            raise _FoundError(
                offset, "the end of a comment for Outlook has no beginning", _COMMENTS
            )
        self._outlook = ""

    def _comment(self, offset: int, text: str) -> None:
        if text == "<!--":
            raise _FoundError(offset, "a comment has no end", "A comment ends with -->.")
        if self._is_mjml and "--" in text[4:-3]:
            raise _FoundError(offset, "a comment has “--” in it", "MJML takes it for its end.")

    def _stray(self, offset: int, _text: str) -> None:
        if self._markup.startswith("<!", offset):
            return
        if self._is_mjml or self._markup[offset + 1 : offset + 2].isalpha():
            raise _FoundError(offset, "“<” begins no tag that ends", _AS_A_CHARACTER)

    def _control(self, offset: int, text: str) -> None:
        if self._is_mjml:
            raise _FoundError(
                offset,
                f"U+{ord(text):04X} is no character of a text",
                "Take it out: it is not seen.",
            )

    def _tag(self, offset: int, text: str) -> int | None:
        found = _NAME.search(text, 1 + text.startswith("</"))
        name = found[0] if found else ""
        if not self._is_mjml:
            name = name.lower()
        elif not _STRICT.fullmatch(text):
            raise _FoundError(
                offset,
                f'<{name}> has an attribute that is not written as name="value"',
                "Write every attribute with its value in double quotation marks.",
            )
        if text.startswith("</"):
            self._close(offset, name)
            return None
        if text.endswith("/>") or name in _VOID:
            self._check_element(offset, name)
            return None
        self._open(offset, name)
        if self._is_mjml or name not in _UNREAD:
            return None
        return self._markup.find(f"</{name}", offset) if f"</{name}" in self._markup else None

    def _open(self, offset: int, name: str) -> None:
        self._check_element(offset, name)
        self._opened.append(name)
        self._offsets.append(offset)
        if self._is_mjml and len(self._opened) > _DEEPEST:
            raise _FoundError(
                offset, f"more than {_DEEPEST} elements stand in one another", _PAIR_UP
            )

    def _check_element(self, offset: int, name: str) -> None:
        if not name.startswith(("mj-", "mjml")):
            return
        if not self._is_mjml:
            raise _FoundError(
                offset,
                f"<{name}> stands in HTML, where no MJML is read",
                "Only the templates named .mjml.j2 are MJML.",
            )
        if name not in _ELEMENTS and name != "mjml":
            raise _FoundError(offset, f"<{name}> is no element of MJML here", _instead(name))
        for each in self._opened:
            if each in _OF_HTML:
                raise _FoundError(
                    offset,
                    f"<{name}> stands inside <{each}>, where no MJML is read",
                    f"Write HTML there, or close <{each}> before it.",
                )

    def _close(self, offset: int, name: str) -> None:
        if self._is_mjml and self._outlook == "hidden" and len(self._opened) <= self._around:
            if not self._ends_after(offset):
                raise _FoundError(self._begun, "a comment for Outlook has no end", _COMMENTS)
            raise _FoundError(
                offset,
                f"</{name}> stands in a comment for Outlook, and its tag does not",
                _COMPLETE,
            )
        if name not in self._opened:
            raise _FoundError(offset, f"</{name}> closes no tag", _PAIR_UP)
        if self._opened[-1] != name:
            self._unclosed(f"</{name}>")
        self._opened.pop()
        self._offsets.pop()

    def _ends_after(self, offset: int) -> bool:
        """Whether the comment for Outlook that is open ends before another begins."""
        end = self._markup.find("<![endif]-->", offset)
        return end >= 0 and "<!--[if" not in self._markup[offset:end]

    def _unclosed(self, before: str) -> None:
        raise _FoundError(
            self._offsets[-1], f"<{self._opened[-1]}> is not closed before {before}", _PAIR_UP
        )

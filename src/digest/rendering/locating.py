"""Where in which template a piece of what was rendered was written.

A template is run a second time with a mark before every line of its literal text, which is taken
out again; so what stands anywhere in the outcome can be put down to a file and a line. The marks
are private-use characters, which are taken out of everything people write.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_MARK = re.compile("\ue014([^\ue015]*):([0-9]+)\ue015")


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a template."""

    template: str  # its file
    line: int


@dataclass(frozen=True, slots=True)
class Located:
    """What was rendered, and where it comes from."""

    text: str
    offsets: tuple[int, ...]  # where what was written by a line begins, in order
    places: tuple[Place, ...]  # which line that is

    def place(self, offset: int) -> Place | None:
        """The line that wrote what stands there."""
        at = bisect_right(self.offsets, offset) - 1
        return self.places[at] if at >= 0 else None


Locate = Callable[[], Located]  # asked only where something is wrong: it takes a second run


class Marking(Extension):
    """Puts a mark before every line of a template's literal text."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template, with marks in its texts."""
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, "data", _marked(token, stream.name or ""))
            else:
                yield token


def _marked(token: Token, name: str) -> str:
    lines = token.value.split("\n")
    numbered = enumerate(lines, start=token.lineno)
    return "\n".join(f"\ue014{name}:{number}\ue015{line}" for number, line in numbered)


def located(marked: str, paths: Mapping[str, str]) -> Located:
    """Take the marks out, and keep what they say; `paths` are the files by their names."""
    pieces = _MARK.split(marked)  # text, then name, line and text again and again
    offsets, places = [], []
    length = len(pieces[0])
    for name, line, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        offsets.append(length)
        places.append(Place(paths.get(name, name), int(line)))
        length += len(text)
    return Located("".join(pieces[::3]), tuple(offsets), tuple(places))

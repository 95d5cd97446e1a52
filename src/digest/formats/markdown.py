"""Markdown files: named values in a YAML front matter, and the text under it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.formats.entry import Piece, entry_from
from digest.formats.malformed import MalformedError
from digest.formats.yaml_tree import load

_OPENING = re.compile(r"\s*^---[ \t]*\n", re.MULTILINE)
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$\n?", re.MULTILINE)


def pieces(text: str) -> Iterator[Piece]:
    """The one entry of a Markdown file; without a front matter it is a text alone.

    Raises:
        MalformedError: the front matter cannot be read, or the file is empty.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return iter((_entry({}, text),))
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        line = opening.group().count("\n")
        raise MalformedError("the front matter begins with --- and never ends", line)
    first_line = text.count("\n", 0, opening.end()) + 1
    front_matter = load(text[opening.end() : closing.start()], first_line=first_line).value
    return iter((_entry({} if front_matter is None else front_matter, text[closing.end() :]),))


def _entry(front_matter: object, rest: str) -> Piece:
    body = rest.strip("\n")
    if not front_matter and not body.strip():
        raise MalformedError("is empty")
    return entry_from(front_matter, body=body if body.strip() else None)

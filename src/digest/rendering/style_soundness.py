"""Whether a template's style sheet is whole: braces, quotations and comments in pairs."""

from __future__ import annotations

import re

from digest.rendering.soundness import Fault

_PIECE = re.compile(
    r"/\*(?:.*?\*/)?|\"(?:[^\"\n\\]|\\.)*+\"?|'(?:[^'\n\\]|\\.)*+'?|[{}]", re.DOTALL
)
_PAIR_UP = "A style sheet is a list of rules, each as in p { margin: 0 }."


def style_fault(css: str) -> Fault | None:
    """The first thing that is not whole, if there is any."""
    opened: list[int] = []
    for found in _PIECE.finditer(css):
        piece, offset = found[0], found.start()
        if piece == "{":
            opened.append(offset)
        elif piece == "}":
            if not opened:
                return Fault(offset, "“}” ends no rule", _PAIR_UP)
            opened.pop()
        elif piece == "/*":
            return Fault(offset, "a comment has no end", "A comment ends with */.")
        elif piece[0] in "\"'" and (len(piece) == 1 or piece[-1] != piece[0]):
            return Fault(offset, "a quotation has no end in its line", _PAIR_UP)
    return Fault(opened[-1], "“{” begins a rule that has no end", _PAIR_UP) if opened else None

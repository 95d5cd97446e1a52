"""The first sentences of a text, for where the whole of it has no room."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from digest.rendering.text import UNWRAPPED, plain

_LONGEST = 300  # characters of a first sentence; a longer one is cut at a word
_SHORTEST = 120  # characters: a beginning shorter than this takes the next sentence along
# A sentence ends with its mark, what closes around it, and a space before the next one. A full
# stop after one or two letters belongs to an abbreviation ("St. Andrews", "e. V.", "z. B.").
_END = re.compile(
    r"(?:(?<=[^\W\d_]{3})\.|(?<=[\d)\]”»’])\.|[!?…؟。])[\"”»’)\]]*(?=\s+[“„«(]?[^\Wa-z])"
)
_MARKER = re.compile(r"(?:- |(\d{1,3})\. )")  # of a list's entry
_WORTH = 80  # characters: less is not worth a click
_CUT = "…"


def shortened(html: str, room: int) -> str | None:
    """A text's first sentences as a paragraph of HTML; None where the whole of it has room.

    Args:
        html: the text, clean.
        room: bytes. The first sentence stands there in any case.
    """
    characters = room * len(html) // max(1, len(html.encode(errors="replace")))
    whole = _words(html)
    said = first_sentences(whole, characters)
    is_worth_it = len(said) + _WORTH < min(len(whole), len(html))
    return f"<p>{escape(said, quote=False)}</p>" if is_worth_it else None


def first_sentences(text: str, room: int) -> str:
    """The first sentences of a text on one line that have so many characters, one at least."""
    if len(text) <= room:
        return text
    ends = [each.end() for each in _END.finditer(text)] + [len(text)]
    least = next(each for each in ends if each >= min(_SHORTEST, len(text)))
    last = max((each for each in ends if each <= room), default=least)
    kept = text[: max(last, least)]
    return kept if len(kept) <= max(room, _LONGEST) else _at_a_word(kept[:_LONGEST])


@lru_cache(maxsize=4096)  # a text is tried in several rooms
def _words(html: str) -> str:
    """A text's words on one line; the number of a list's entry is no sentence."""
    (text,) = plain((html,), UNWRAPPED, links=False)
    return " ".join(" ".join(map(_unmarked, text.split("\n"))).split())


def _unmarked(line: str) -> str:
    marker = _MARKER.match(line.strip())
    if marker is None:
        return line
    return (f"{marker[1]}) " if marker[1] else "") + line.strip()[marker.end() :]


def _at_a_word(text: str) -> str:
    return (text.rpartition(" ")[0] or text).rstrip(" ,;:·–") + _CUT

"""The subject of a letter without what mail programs put before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

# "Forwarded" and "answered", as programs in Europe's languages abbreviate it. A single letter,
# as some Italian ones write, may as well begin a title: it stays.
_FORWARDED = frozenset(
    {
        *("fwd", "fw", "wg", "tr", "rv", "vs", "vl", "vb", "enc"),
        *("doorst", "pd", "ilt", "bls", "πρθ", "προθ", "пересл", "továbbítás"),
    }
)
_ANSWERED = frozenset(
    {
        *("re", "aw", "sv", "antw", "odp", "res", "ynt", "rif", "vá"),
        *("απ", "σχετ", "отв"),
    }
)
_PREFIX = re.compile(r"\s*(?P<word>[^\W\d_]{2,10})\s?(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,2})?\s?[:：]")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a letter is about, and whether it answers another."""

    title: str
    is_answer: bool = False


def subject_of(line: str) -> Subject:
    """A subject taken apart: "Fwd: AW: News" is an answer, passed on, with the title "News"."""
    words = []
    rest = line.strip()
    while (match := _PREFIX.match(rest)) and _is_prefix(match["word"]):
        words.append(match["word"].casefold())
        rest = rest[match.end() :].strip()
    return Subject(rest, bool(words) and words[0] in _ANSWERED)


def _is_prefix(word: str) -> bool:
    return word.casefold() in _FORWARDED | _ANSWERED

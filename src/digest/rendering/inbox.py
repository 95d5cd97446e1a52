"""The line of the inbox: the subject, and the words that stand beside it."""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST, LONGEST = 40, 130  # characters of a preheader: what inboxes show of it
_BETWEEN = " · "
_CUT = "…"


def subject(title: str, month: str) -> str:
    """The publication and its month: "News from our Members – September 2023"."""
    return f"{title} – {month}"


def preheader(headings: Iterable[str], more: Iterable[str]) -> str:
    """The first items' headings, as many as fit; then further words where those are few.

    Args:
        headings: of the items, in order.
        more: texts to go on with where the headings are too short to tell anything.
    """
    line = ""
    for heading in dict.fromkeys(filter(None, headings)):
        longer = f"{line}{_BETWEEN}{heading}" if line else heading
        if len(longer) > LONGEST and len(line) >= SHORTEST:
            break
        line = longer
    for words in filter(None, more):
        if len(line) >= SHORTEST:
            break
        line = f"{line}{_BETWEEN}{words}" if line else words
    return _shortened(line)


def _shortened(line: str) -> str:
    if len(line) <= LONGEST:
        return line
    at_a_word = line[:LONGEST].rpartition(" ")[0].rstrip(" ,;:·–")
    return (at_a_word if len(at_a_word) >= SHORTEST else line[: LONGEST - len(_CUT)]) + _CUT

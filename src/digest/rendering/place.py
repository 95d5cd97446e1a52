"""A place apart from the words that say it is online too: "Tours and online", "Tours en ligne"."""

from __future__ import annotations

import re
from functools import lru_cache

from digest.rendering.dates import locale_of
from digest.rendering.words import words_for

_TAIL = 60  # characters of a place in which they are looked for: all would be quadratic
_ENGLISH = "en"


def without_online(place: str, language: str) -> str:
    """The place alone; the words are those of the language it is written in, or English.

    Args:
        place: on one line.
        language: of the text it stands in.
    """
    end = max(0, len(place) - _TAIL)
    return (place[:end] + _said(language).sub("", place[end:])).rstrip(" ,;")


@lru_cache(maxsize=64)
def _said(language: str) -> re.Pattern[str]:
    """What says "and online" at the end of a place, with or without the "and"."""
    both = (language, _ENGLISH)
    ands = "|".join(dict.fromkeys(map(_and, both)))
    words = "|".join(dict.fromkeys(re.escape(words_for(each).online) for each in (*both, _ENGLISH)))
    return re.compile(
        rf"(?:^|[\s,;/&+(]+(?:{ands})?)(?:{words})\)?\s*$".replace(r"\ ", r"\s+"), re.IGNORECASE
    )


def _and(language: str) -> str:
    """What CLDR puts between the last two of several names, and the space after it."""
    frame: str = locale_of(language).list_patterns["standard"]["2"]
    between = frame.partition("{0}")[2].partition("{1}")[0]
    return re.escape(between.strip()) + (r"\s+" if between.endswith((" ", "\xa0")) else "")

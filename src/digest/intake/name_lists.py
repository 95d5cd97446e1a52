"""Several names in one line: where one ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Callable

from digest.intake.name_keys import ARTICLES

# "and" in the languages members write in, and what else stands between two who do one thing.
_AND = "and|und|et|y|e|ed|en|og|och|ja|i|oraz|a|és|și|ir|un|in|και|и|й|та|ve|agus|u|dhe|eta"
_WITH = "(?:(?:together|in cooperation|in collaboration|in partnership) )?with"
_WORDS = f"(?:{_WITH}|{_AND})"
_JOINT = re.compile(rf"((?:\s*[&/,+|•·]|\s+[-–—](?=\s)|\s+{_WORDS}(?=\s))+\s*)", re.IGNORECASE)
_LAST_JOINT = re.compile(rf"\s+(?:{_WORDS}|&)\s+", re.IGNORECASE)
_LEADING_AND = re.compile(rf"(?:{_WORDS}|&)\s+", re.IGNORECASE)
_MOST_JOINTS = 40  # a line with more is no list of names
_MOST_WITHIN = 8  # joints in one name


def joined_names(line: str, is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """The fewest known names that fill the line, with joints between; or none.

    Names have joints in them too ("Victoria and Albert Museum"), so every way is tried.
    """
    parts = _JOINT.split(line)
    if not 1 < len(parts) <= 2 * _MOST_JOINTS:
        return ()
    best: dict[int, tuple[str, ...]] = {0: ()}  # names that fill the parts up to there
    for end in range(1, len(parts) + 1, 2):
        for start in range(max(0, end - 1 - 2 * _MOST_WITHIN), end, 2):
            name = "".join(parts[start:end]).strip()
            if start in best and name and is_known(name):
                names = (*best[start], name)
                best[end + 1] = min(best.get(end + 1, names), names, key=len)
    return best.get(len(parts) + 1, ())


def related_names(line: str) -> tuple[str, ...]:
    """Names with commas between that all begin with the same word, else the line itself.

    ICOM Germany, ICOM Denmark and ICOM Peru.
    """
    *parts, last = (part.strip() for part in line.split(","))
    last = _LEADING_AND.sub("", last, count=1) if _LEADING_AND.match(last) else last
    families = ((*parts, *_LAST_JOINT.split(last)), (*parts, last)) if parts else ()
    return next((family for family in families if _are_related(family)), (line,))


def _are_related(names: tuple[str, ...]) -> bool:
    first_words = {name.split(" ")[0].casefold() for name in names}
    return (
        len(first_words) == 1 and first_words.isdisjoint(ARTICLES) and all(" " in n for n in names)
    )

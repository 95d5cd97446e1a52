"""Which elements a selector means, as far as an email's style sheets go.

Names, classes and ids, one within another. What asks for more, such as ``:hover`` or
``u + .body``, is about a moment or about one mail program, and never says how the words of a
letter look at rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

_COMPOUND = re.compile(r"(\*|[a-z][a-z0-9]*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_PART = re.compile(r"[.#][\w-]+")
_CHILD = re.compile(r"\s*>\s*")
_MOST_STEPS = 8  # within one another; more is tried in too many ways


@dataclass(frozen=True, slots=True)
class Step:
    """One element on the way down a selector."""

    tag: str  # empty: any
    classes: frozenset[str]
    name: str  # its id; empty: any
    is_child: bool  # of the one before it, and not just somewhere within

    @property
    def weight(self) -> tuple[int, int, int]:
        """What it counts for: ids, classes, names (https://www.w3.org/TR/selectors/#specificity)."""
        return bool(self.name), len(self.classes), bool(self.tag)


Way = tuple[Step, ...]  # from the outside in


@lru_cache(maxsize=512)
def way(selector: str) -> Way:
    """The steps of a selector; none where it asks for more than is known here."""
    words = _CHILD.sub(" >", selector.strip().replace(":root", "html")).split()
    steps = tuple(map(_step, words))
    known = tuple(each for each in steps if each)
    return known if len(known) == len(steps) <= _MOST_STEPS else ()


def weight(steps: Way) -> tuple[int, int, int]:
    """What a selector counts for against others."""
    ids, classes, names = zip(*(each.weight for each in steps), strict=True)
    return sum(ids), sum(classes), sum(names)


def leads_to(steps: Way, element: HtmlElement) -> bool:
    """Whether a selector means this element."""
    return _fits(steps[-1], element) and _leads_up(steps, len(steps) - 1, element)


def classes_of(element: HtmlElement) -> frozenset[str]:
    """The classes of an element."""
    return _split(element.get("class", ""))


_split = lru_cache(maxsize=512)(lambda text: frozenset(text.split()))


def _leads_up(steps: Way, place: int, element: HtmlElement) -> bool:
    """Whether what is around an element fits the steps before a place."""
    if place == 0:
        return True
    parent = element.getparent()
    while parent is not None:
        if _fits(steps[place - 1], parent) and _leads_up(steps, place - 1, parent):
            return True
        if steps[place].is_child:
            return False
        parent = parent.getparent()
    return False


def _fits(step: Step, element: HtmlElement) -> bool:
    return (
        step.tag in ("", element.tag)
        and step.name in ("", element.get("id"))
        and step.classes <= classes_of(element)
    )


def _step(word: str) -> Step | None:
    found = _COMPOUND.fullmatch(word.removeprefix(">"))
    if not found or not found[0]:
        return None
    parts = _PART.findall(found[2])
    classes = frozenset(each[1:] for each in parts if each[0] == ".")
    name = next((each[1:] for each in parts if each[0] == "#"), "")
    tag = (found[1] or "").lower().replace("*", "")
    return Step(tag, classes, name, is_child=word.startswith(">"))

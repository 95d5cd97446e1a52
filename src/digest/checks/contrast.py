"""Whether the words of a letter can be read on what they stand on, in the light and in the dark.

WCAG 2.2, success criterion 1.4.3: https://www.w3.org/TR/WCAG22/#contrast-minimum
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from digest.checks.cascade import SCHEMES, Look, Scheme, looks
from digest.checks.codes import finding
from digest.checks.letter import Letter, squeezed
from digest.model.colour import contrast
from digest.model.finding import Finding

_LEAST, _LEAST_LARGE = 4.5, 3.0
_LARGE, _LARGE_BOLD = 24.0, 18.66  # pixels: 18 points, and 14 points bold
_SHOWN = 40  # characters of the words that are quoted
_Pair = tuple[str, str, float]
_TINY = 2.0  # pixels; nobody is meant to read it


def check_contrast(letter: Letter) -> Iterator[Finding]:
    """One finding for every two colours that are too near each other, in either scheme."""
    for scheme in SCHEMES:
        first: dict[Look, str] = {}  # how words look, and the first that look so
        for look, text in _written(letter, looks(letter, scheme)):
            if look not in first and (words := squeezed(text)):
                first[look] = words
        told: set[_Pair] = set()
        for look, words in first.items():
            pair = _too_near(look)
            if pair and pair not in told:
                told.add(pair)
                yield finding("low-contrast", letter.where, _said(scheme, words, pair))


def _too_near(look: Look) -> _Pair | None:
    """The two colours and what is asked of them, where that is not reached."""
    if look.colour is None or look.ground is None:
        return None
    is_large = look.size >= (_LARGE_BOLD if look.is_bold else _LARGE)
    least = _LEAST_LARGE if is_large else _LEAST
    return (
        None if contrast(look.colour, look.ground) >= least else (look.colour, look.ground, least)
    )


def _said(scheme: Scheme, words: str, pair: _Pair) -> str:
    colour, ground, least = pair
    ratio = int(contrast(colour, ground) * 100) / 100  # 4.499 is not enough
    return (
        f"In the {scheme}, “{words[:_SHOWN]}” is written in {colour} on {ground}:"
        f" {ratio}:1, and {least}:1 is the least."
    )


def _written(letter: Letter, found: dict[HtmlElement, Look]) -> Iterator[tuple[Look, str]]:
    """Every piece of text that is seen, with how it looks."""
    for element in letter.elements:
        if (text := element.text) and not text.isspace() and _is_seen(found[element]):
            yield found[element], text
        if (tail := element.tail) and not tail.isspace():
            parent = element.getparent()
            if parent is not None and _is_seen(found[parent]):
                yield found[parent], tail


def _is_seen(look: Look) -> bool:
    return look.is_seen and look.size > _TINY

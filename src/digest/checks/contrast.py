"""Whether the words of a letter can be read on what they stand on, in the light and in the dark.

WCAG 2.2, success criterion 1.4.3: https://www.w3.org/TR/WCAG22/#contrast-minimum
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from digest.checks.cascade import SCHEMES, Look, looks
from digest.checks.codes import finding
from digest.checks.letter import Letter, squeezed
from digest.model.colour import contrast
from digest.model.finding import Finding

_LEAST, _LEAST_LARGE = 4.5, 3.0
_LARGE, _LARGE_BOLD = 24.0, 56 / 3  # pixels: 18 points, and 14 points bold
_SHOWN = 40  # characters of the words that are quoted
_TINY = 2.0  # pixels; nobody is meant to read it


def check_contrast(letter: Letter) -> Iterator[Finding]:
    """One finding for every two colours that are too near each other, in either scheme."""
    for scheme in SCHEMES:
        told: set[tuple[str, str, float]] = set()
        for look, words in _written(letter, looks(letter, scheme)):
            pair = _too_near(look)
            if pair and pair not in told:
                told.add(pair)
                colour, ground, least = pair
                ratio = int(contrast(colour, ground) * 100) / 100  # 4.499 is not enough
                yield finding(
                    "low-contrast",
                    letter.where,
                    f"In the {scheme}, “{words[:_SHOWN]}” is written in {colour} on {ground}:"
                    f" {ratio}:1, and {least}:1 is the least.",
                )


def _written(letter: Letter, found: dict[HtmlElement, Look]) -> Iterator[tuple[Look, str]]:
    """Every piece of text that is seen, with how it looks."""
    for element in letter.elements:
        yield from _piece(found[element], element.text)
        parent = element.getparent()
        if parent is not None:
            yield from _piece(found[parent], element.tail)


def _piece(look: Look, text: str | None) -> Iterator[tuple[Look, str]]:
    if text and not text.isspace() and look.is_seen and look.size > _TINY:
        words = squeezed(text)
        if words:
            yield look, words


def _too_near(look: Look) -> tuple[str, str, float] | None:
    """The two colours and what is asked of them, where that is not reached."""
    if look.colour is None or look.ground is None:
        return None
    is_large = look.size >= (_LARGE_BOLD if look.is_bold else _LARGE)
    least = _LEAST_LARGE if is_large else _LEAST
    return (
        None if contrast(look.colour, look.ground) >= least else (look.colour, look.ground, least)
    )

"""How the words of a letter look, in the light and in the dark, as its own HTML says.

Style sheets, style attributes and the older attributes are laid over one another as CSS has it:
https://www.w3.org/TR/css-cascade-4/#cascading
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from lxml.html import HtmlElement

from digest.checks.css import Declaration, declarations
from digest.checks.css_colours import ground, shade
from digest.checks.letter import Letter
from digest.checks.selectors import Way, classes_of, leads_to, way, weight
from digest.model.colour import mix

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

_BOLD = 600  # the least weight that is bold
_SIZE = 16.0  # pixels of what says nothing else
_POINT = 96 / 72  # pixels
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)(px|pt|em|rem|%)")
_UNITS: Mapping[str, float] = MappingProxyType({"px": 1, "pt": _POINT, "rem": _SIZE})
_HEADINGS: Mapping[str, float] = MappingProxyType(  # their sizes in a browser's own style sheet
    {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
)
_STRONG = frozenset((*_HEADINGS, "b", "strong", "th"))
_UNSEEN = frozenset(("head", "script", "style", "template", "title"))
_WANTED = frozenset(
    ("color", "background", "background-color", "font-size", "font-weight", "font")
) | {"display", "visibility"}
_COUNTING = ("class", "id", "style", "bgcolor", "text", "color")  # attributes that make a look
# What is written on and with, and the colour of links, where a letter says nothing.
_BARE: Mapping[Scheme, tuple[str, str, str]] = MappingProxyType(
    {"light": ("#ffffff", "#000000", "#0000ee"), "dark": ("#121212", "#ffffff", "#9e9eff")}
)
_ALWAYS = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)|@supports\b.*|@layer\b.*", re.IGNORECASE)
_OF_A_SCHEME = re.compile(
    r"@media\s+(?:(?:only\s+)?(?:all|screen)\s+and\s+)?"
    r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)",
    re.IGNORECASE,
)
_Priority = tuple[bool, bool, tuple[int, int, int], int]


@dataclass(frozen=True, slots=True)
class Look:
    """How an element's words look; a colour that cannot be known is None."""

    ground: str | None
    colour: str | None
    size: float = _SIZE  # pixels
    is_bold: bool = False
    is_seen: bool = True


def looks(letter: Letter, scheme: Scheme) -> dict[HtmlElement, Look]:
    """How every element looks in a scheme."""
    paper, ink, link = _BARE[scheme if _knows_the_dark(letter) else "light"]
    rules = _Rules(letter, scheme)
    found: dict[HtmlElement, tuple[int, Look]] = {}
    alike: dict[tuple[object, ...], tuple[int, Look]] = {}
    bare = (0, Look(paper, ink))
    for element in letter.elements:
        parent = element.getparent()
        number, around = bare if parent is None else found[parent]
        # Whatever has the same attributes within the same looks the same: items by the dozen do.
        kind = (number, element.tag, *map(element.get, _COUNTING), "href" in element.attrib)
        if kind not in alike:
            look = _look(element, around, dict(rules.of(element)), link)
            alike[kind] = (len(alike) + 1, look)
        found[element] = alike[kind]
    return {element: look for element, (_, look) in found.items()}


def _knows_the_dark(letter: Letter) -> bool:
    """Whether a letter asks for its reader's scheme where it says nothing itself."""
    named = ("color-scheme", "supported-color-schemes")
    return any(
        each.get("name") in named and "dark" in each.get("content", "")
        for each in letter.of("meta")
    )


class _Rules:
    """The rules of a letter's style sheets that count in a scheme, by what they end in."""

    def __init__(self, letter: Letter, scheme: Scheme) -> None:
        self._by_end: dict[str, list[tuple[Way, tuple[int, int, int], int, Declaration]]] = {}
        order = 0
        for media, sheet in letter.sheets:
            around = (f"@media {media}",) if media else ()
            for rule in sheet.rules:
                order += 1
                wanted = [each for each in rule.declarations if each.name in _WANTED]
                if wanted and all(_counts(each, scheme) for each in (*around, *rule.within)):
                    self._add(rule.selectors, wanted, order)

    def _add(self, selectors: tuple[str, ...], wanted: list[Declaration], order: int) -> None:
        for steps in filter(None, map(way, selectors)):
            end = next(iter(sorted(steps[-1].classes)), "")
            key = f".{end}" if end else steps[-1].tag
            rules = self._by_end.setdefault(key, [])
            rules += ((steps, weight(steps), order, each) for each in wanted)

    def of(self, element: HtmlElement) -> Iterator[tuple[str, str]]:
        """What is declared of an element, property by property, the strongest last."""
        said: list[tuple[_Priority, Declaration]] = []
        for key in ("", str(element.tag), *(f".{each}" for each in classes_of(element))):
            for steps, heavy, order, each in self._by_end.get(key, ()):
                if leads_to(steps, element):
                    said.append(((each.is_important, False, heavy, order), each))
        said += (
            ((each.is_important, True, (0, 0, 0), 0), each)
            for each in declarations(element.get("style", ""))
            if each.name in _WANTED
        )
        yield from _of_old(element)
        for _, each in sorted(said, key=lambda one: one[0]):
            yield ("background" if each.name == "background-color" else each.name), each.value


def _counts(at_rule: str, scheme: Scheme) -> bool:
    """Whether what stands in an at-rule counts on a wide screen in a scheme."""
    of = _OF_A_SCHEME.fullmatch(at_rule)
    return of[1].lower() == scheme if of else bool(_ALWAYS.fullmatch(at_rule))


def _of_old(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """What attributes say that are older than style sheets."""
    for attribute, name in (("bgcolor", "background"), ("text", "color"), ("color", "color")):
        if value := element.get(attribute):
            yield name, value


def _look(element: HtmlElement, around: Look, said: Mapping[str, str], link: str) -> Look:
    tag = str(element.tag)
    is_link = tag == "a" and element.get("href") is not None
    is_hidden = said.get("display") == "none" or said.get("visibility") == "hidden"
    below = around.ground
    paper = _over(ground(said["background"]), below) if "background" in said else below
    return Look(
        ground=paper,
        colour=_ink(said.get("color", link if is_link else "inherit"), around, paper),
        size=_size(said, around.size, _HEADINGS.get(tag, 1.0)),
        is_bold=_is_bold(said, around, is_strong=tag in _STRONG),
        is_seen=around.is_seen and not is_hidden and tag not in _UNSEEN,
    )


def _ink(value: str, around: Look, paper: str | None) -> str | None:
    if value in ("inherit", "currentcolor", "unset"):
        return around.colour
    return _over(shade(value), paper)


def _over(laid: tuple[str, float] | None, below: str | None) -> str | None:
    """A colour that lies over another, which may shine through."""
    if laid is None or (below is None and laid[1] < 1):
        return None
    colour, cover = laid
    return colour if below is None or cover == 1 else mix(below, colour, cover)


def _size(said: Mapping[str, str], around: float, usual: float) -> float:
    written = _LENGTH.search(said.get("font-size", said.get("font", "")).lower())
    if not written:
        return around * usual
    number, unit = float(written[1]), written[2]
    return number * _UNITS.get(unit, around / 100 if unit == "%" else around)


def _is_bold(said: Mapping[str, str], around: Look, *, is_strong: bool) -> bool:
    value = said.get("font-weight", "")
    if value.isdecimal():
        return int(value) >= _BOLD
    if value in ("bold", "bolder") or " bold" in f" {said.get('font', '')}":
        return True
    return value != "normal" and (is_strong or around.is_bold)

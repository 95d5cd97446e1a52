"""Colours that go with the brand's two, and can be read on what they stand on.

An editor may choose any accent. What is written in it, or on it, is moved towards black or white
until it reaches the contrast of WCAG 2.2, success criterion 1.4.3 (4.5:1).
See https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from digest.model.colour import contrast, mix
from digest.model.settings import Colours

CONTRAST = 4.5
PAPER, TABLE = "#ffffff", "#f1f2f3"  # what is written on, and what that lies on
DARK_PAPER, DARK_TABLE = "#1d2024", "#121416"
INK = "#1b1f23"
_BLACK, _WHITE = "#000000", "#ffffff"
_STEPS = 20  # from the colour to black or white, five hundredths at a time


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour of an issue, on a light and on a dark background."""

    accent: str  # the masthead's ground
    on_accent: str  # writing on it
    link: str
    tint: str  # a whisper of the accent: the ground of deadlines and marks
    on_tint: str
    footer_link: str  # on the table, which is a little darker than paper
    ink: str = INK
    quiet: str = "#54595f"  # places, the footer
    paper: str = PAPER
    table: str = TABLE  # what the paper lies on
    rule: str = "#d9dcdf"
    dark_accent: str = ""
    dark_on_accent: str = ""
    dark_link: str = ""
    dark_tint: str = ""
    dark_on_tint: str = ""
    dark_ink: str = "#eceef0"
    dark_quiet: str = "#b3b9bf"
    dark_paper: str = DARK_PAPER
    dark_table: str = DARK_TABLE
    dark_rule: str = "#3d4248"


@lru_cache(maxsize=64)
def palette(colours: Colours) -> Palette:
    """Choose every colour to go with the brand's two."""
    tint = mix(colours.accent, _WHITE, 0.9)
    dark_tint = mix(colours.accent_dark, DARK_PAPER, 0.82)
    dark_accent = mix(colours.accent, DARK_TABLE, 0.45)
    return Palette(
        accent=colours.accent,
        on_accent=_written_on(colours.accent),
        link=readable(colours.accent, PAPER),
        tint=tint,
        on_tint=readable(colours.accent, tint),
        footer_link=readable(colours.accent, TABLE),
        dark_accent=dark_accent,
        dark_on_accent=_written_on(dark_accent),
        dark_link=readable(colours.accent_dark, DARK_PAPER),
        dark_tint=dark_tint,
        dark_on_tint=readable(colours.accent_dark, dark_tint),
    )


def readable(colour: str, ground: str) -> str:
    """The colour itself where it can be read on the ground, else the nearest shade that can."""
    end = max((_BLACK, _WHITE), key=lambda each: contrast(each, ground))
    shades = (mix(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    return next((each for each in shades if contrast(each, ground) >= CONTRAST), end)


def _written_on(ground: str) -> str:
    """White where it can be read, else the ink, as dark as it takes."""
    return _WHITE if contrast(_WHITE, ground) >= CONTRAST else readable(INK, ground)

"""Colours as style sheets write them, brought to "#rrggbb" and how much of it covers."""

from __future__ import annotations

import re
from functools import lru_cache

from PIL.ImageColor import colormap, getrgb

_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_RGB = re.compile(r"rgba?\((.*)\)")
_NUMBER = re.compile(r"(\d{0,4}(?:\.\d{1,6})?)(%?)")
_GAPS = re.compile(r"[\s,/]+")
_SHORT = 5  # characters of "#rgba", where every figure stands for two
_WITH_ALPHA = 4  # parts
_FULL = 255
# A value that may hold more than a colour, such as "#fff url(paper.png)".
_WORDS = re.compile(r"[a-z-]+\([^()]*\)|#?[\w-]+")

Shade = tuple[str, float]  # a colour, and how much of it covers what lies below


@lru_cache(maxsize=1024)
def shade(value: str) -> Shade | None:
    """One colour; None where it is none that can be known here, such as a variable."""
    text = value.strip().lower()
    if text == "transparent":
        return "#000000", 0.0
    if _HEX.fullmatch(text):
        return _from_hex(text)
    if written := _RGB.fullmatch(text):
        return _from_parts(_GAPS.split(written[1].strip()))
    if text in colormap:
        return "#{:02x}{:02x}{:02x}".format(*getrgb(text)), 1.0
    return None


@lru_cache(maxsize=1024)
def ground(value: str) -> Shade | None:
    """The colour of a background, among whatever else it says; None where that is a picture.

    A background that names no colour lets through what lies below.
    """
    text = value.lower()
    if "url(" in text or "gradient(" in text or "var(" in text:
        return None
    found = (shade(word) for word in _WORDS.findall(text))
    return next((each for each in found if each), ("#000000", 0.0))


def _from_hex(text: str) -> Shade:
    digits = text[1:]
    if len(text) <= _SHORT:
        digits = "".join(each * 2 for each in digits)
    return f"#{digits[:6]}", int(digits[6:] or "ff", 16) / _FULL


def _from_parts(parts: list[str]) -> Shade | None:
    numbers = [_NUMBER.fullmatch(each) for each in parts]
    if len(parts) not in (_WITH_ALPHA - 1, _WITH_ALPHA) or not all(numbers):
        return None
    scale = (_FULL, _FULL, _FULL, 1)
    found = [_part(each, full) for each, full in zip(numbers, scale, strict=False) if each]
    channels = (min(_FULL, round(each)) for each in found[:3])
    alpha = min(1.0, found[3]) if len(found) == _WITH_ALPHA else 1.0
    return "#{:02x}{:02x}{:02x}".format(*channels), alpha


def _part(number: re.Match[str], full: int) -> float:
    value = float(number[1] or 0)
    return value * full / 100 if number[2] else value

"""The pictures of a letter: described, in a format every mail program shows, and light enough."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from digest.checks.addresses import shown
from digest.checks.codes import finding
from digest.checks.letter import Letter
from digest.checks.naming import named
from digest.model.finding import Finding
from digest.model.issue import Issue

HEAVY, HEAVY_TOGETHER = 200_000, 1_000_000  # bytes
WIDEST = 640  # pixels of the letter
_FIT = frozenset(("png", "jpg", "jpeg", "gif"))
_UNFIT = frozenset(("svg", "webp", "avif", "bmp", "tif", "tiff", "heic", "heif", "ico", "jxl"))
_ENDING = re.compile(r"\.([a-z0-9]{2,5})$")
_DATA = re.compile(r"data:image/([a-z0-9.+-]+)", re.IGNORECASE)

Weights = Mapping[str, int]  # bytes of the files that are there, by their path: "images/…"


def check_weights(issue: Issue, weights: Weights) -> Iterator[Finding]:
    """Pictures of items whose files are heavy."""
    for item in issue.items:
        size = weights.get(item.content.image or "", 0)
        if size > HEAVY:
            message = f"The picture of {named(item.content)} has {size:,} bytes."
            yield finding("heavy-picture", f"submission {item.id}", message)


def check_images(letter: Letter, weights: Weights, public_url: str) -> Iterator[Finding]:
    """The findings on the pictures of a letter."""
    images = letter.of("img")
    for image in images:
        source = image.get("src", "")
        if image.get("alt") is None:
            message = f"The image {shown(source)} says nothing."
            yield finding("image-without-alt", letter.where, message)
        yield from _format(letter, source)
        yield from _width(letter, image, source)
    own = f"{public_url.rstrip('/')}/"
    paths = {each.get("src", "").removeprefix(own) for each in images}
    together = sum(weights.get(path, 0) for path in paths)
    if together > HEAVY_TOGETHER:
        message = f"The {len(paths)} pictures have {together:,} bytes together."
        yield finding("heavy-pictures", letter.where, message)


def _format(letter: Letter, source: str) -> Iterator[Finding]:
    said = _unfit_format(source)
    if said:
        message = f"The image {shown(source)} is {said.upper()}."
        yield finding("image-format", letter.where, message)


def _unfit_format(source: str) -> str:
    """The format an address names, where it is not fit for mail; else nothing."""
    if data := _DATA.match(source):
        said = data[1].lower().removesuffix("+xml")
        return "" if said in _FIT else said
    try:
        ending = _ENDING.search(urlsplit(source).path.lower())
    except ValueError:
        return ""
    return ending[1] if ending and ending[1] in _UNFIT else ""


def _width(letter: Letter, image: HtmlElement, source: str) -> Iterator[Finding]:
    said = image.get("width", "").strip().removesuffix("px")
    if not said:
        message = f"The image {shown(source)} does not say its width."
        yield finding("image-width", letter.where, message)
    elif not said.isdecimal() or int(said) > WIDEST:
        message = f"The image {shown(source)} says width=“{said}”; {WIDEST} is the most."
        yield finding("image-width", letter.where, message)

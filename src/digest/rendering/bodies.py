"""Members' texts, made ready for mail: styles inlined by one premailer call for all of them.

A mail client may drop a style sheet, so what a text looks like has to stand on its elements.
"""

from __future__ import annotations

import html
import logging
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring, fromstring, tostring
from premailer import Premailer

from digest.rendering.characters import markup

# premailer's CSS library remarks on every property it does not know, such as those for Outlook.
logging.getLogger("CSSUTILS").setLevel(logging.CRITICAL)

_CUT_TEXT = "\ue012"  # a private-use character: no text has it
_CUT = f"<!--{_CUT_TEXT}-->"
_CUTS = etree.XPath(f"count(body[1]/comment()[. = '{_CUT_TEXT}'])")
_HEADINGS = ("h1", "h2", "h3", "h5", "h6")  # an item's own heading is an h3
_LEFT_ALONE = ("width", "height", "align", "bgcolor")


@lru_cache(maxsize=8)
def inline(bodies: tuple[str, ...], css: str) -> tuple[str, ...]:
    """Write a style sheet onto the elements of every text.

    Args:
        bodies: HTML; what is not sound (it would swallow its neighbour) is mended,
            or at worst shown as the text it holds.
        css: the style sheet; its selectors see one text at a time.
    """
    clean = tuple(markup(body) for body in bodies)
    tree = _joined(clean)
    if not _is_whole(tree, len(clean)):
        clean = tuple(_sound(body) for body in clean)
        tree = _joined(clean)
    for heading in tree.iter(*_HEADINGS):
        heading.tag = "h4"
    inlined = _inliner(css).transform(tree)
    pieces = tostring(inlined, encoding="unicode").split(_CUT)[1:-1]
    return tuple(piece.strip() for piece in pieces)


class _Inliner(Premailer):  # type: ignore[misc]  # premailer has no types
    """Premailer, which otherwise writes out the rules of a style sheet anew for every issue.

    For a dozen texts that takes longer than all the rest of it.
    """

    @lru_cache(maxsize=8)  # noqa: B019 - the inliners are kept anyway
    def _parse_style_rules(self, css_body: str, ruleset_index: int) -> object:
        return super()._parse_style_rules(css_body, ruleset_index)


@lru_cache(maxsize=8)
def _inliner(css: str) -> _Inliner:
    return _Inliner(
        css_text=css,
        disable_validation=True,
        disable_leftover_css=True,
        disable_link_rewrites=True,
        disable_basic_attributes=list(_LEFT_ALONE),
        align_floating_images=False,
        allow_network=False,
    )


def _joined(bodies: tuple[str, ...]) -> HtmlElement:
    content = _CUT + _CUT.join(bodies) + _CUT if bodies else ""
    return fromstring(f"<html><head></head><body>{content}</body></html>")


def _is_whole(tree: HtmlElement, count: int) -> bool:
    """Whether every text begins and ends beside its neighbours, not inside one."""
    return bool(_CUTS(tree) == (count + 1 if count else 0))


def _sound(body: str) -> str:
    """The text itself where it is sound, else mended, else its bare words."""
    if _is_whole(_joined((body,)), 1):
        return body
    mended = fragment_fromstring(body, create_parent="div")
    markup_again = str(tostring(mended, encoding="unicode"))
    if _is_whole(_joined((markup_again,)), 1):
        return markup_again
    return f"<p>{html.escape(mended.text_content())}</p>"

"""A text, whatever it is written in, as clean HTML of the length a letter has use for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from digest.intake.remarks import too_long_text
from digest.intake.text import (
    LONGEST_TEXT,
    clean_html,
    markdown_to_html,
    plain_to_html,
    shortened,
)
from digest.intake.values import Read
from digest.model.record import TextFormat

_TO_HTML: Mapping[TextFormat, Callable[[str], str]] = MappingProxyType(
    {
        TextFormat.MARKDOWN: markdown_to_html,
        TextFormat.HTML: clean_html,
        TextFormat.PLAIN: plain_to_html,
    }
)


def as_html(text: str, text_format: TextFormat) -> Read[str]:
    """A text as clean HTML; what goes beyond the limit is cut off, with a remark."""
    # HTML may be long and say little
    begin = text if text_format is TextFormat.HTML else text[:LONGEST_TEXT]
    whole = _TO_HTML[text_format](begin)
    html = shortened(whole)
    is_cut = len(begin) < len(text) or html != whole
    return Read(html, (too_long_text(LONGEST_TEXT),) if is_cut else ())

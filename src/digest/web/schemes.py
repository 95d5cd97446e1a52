"""An email as it looks in the light or in the dark, whatever the browser itself prefers."""

from __future__ import annotations

import re
from typing import Literal

Scheme = Literal["light", "dark"]

_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.IGNORECASE | re.DOTALL)
_ASKED = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)", re.IGNORECASE)
_OFFERED = re.compile(r"(?<![\w-])color-scheme\s*:\s*(?:light\s+dark|dark\s+light)", re.IGNORECASE)
_ALWAYS, _NEVER = "(min-width: 0)", "(max-width: 0)"


def in_scheme(html: str, scheme: Scheme) -> str:
    """The same bytes, but the questions its style sheets ask about the scheme are answered.

    An iframe follows the browser's scheme; only some browsers let the page around it choose.
    See https://drafts.csswg.org/mediaqueries-5/#prefers-color-scheme
    """

    def answer(style: re.Match[str]) -> str:
        css = _ASKED.sub(lambda asked: _ALWAYS if asked[1].lower() == scheme else _NEVER, style[2])
        return style[1] + _OFFERED.sub(f"color-scheme: {scheme}", css) + style[3]

    return _STYLE.sub(answer, html)

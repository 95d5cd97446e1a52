"""References to characters, in HTML and in what passes for it."""

from __future__ import annotations

import html
import re

# Python refuses to make a number of thousands of digits; no character has more than seven.
_ENDLESS = re.compile(r"&#0*[0-9]{8,};?")


def unescaped(text: str) -> str:
    """A text with its references read; one of more digits than any character has is U+FFFD."""
    return html.unescape(_ENDLESS.sub("\ufffd", text))

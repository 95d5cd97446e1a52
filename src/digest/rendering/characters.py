"""Characters that have no place in an issue, whoever wrote them.

Private-use characters mark slots and the recipient's token, so nobody may write one;
control characters, lone surrogates and non-characters cannot stand in HTML or in mail at all.
"""

from __future__ import annotations

import re
import sys

_REFUSED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    r"\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
# The same, written as a reference: HTML parsers turn it into the character.
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_MOST_DIGITS = 7  # of the last character there is, U+10FFFF, written in tens
_SPACES = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")  # a no-break or a thin space is meant


def one_line(text: str) -> str:
    """A text as one line, without the characters that have no place."""
    if text.isprintable() and "  " not in text:  # nothing of either kind, as nearly always
        return text.strip()
    return _SPACES.sub(" ", _REFUSED.sub("", text)).strip()


def markup(html: str) -> str:
    """HTML without the characters that have no place, written out or as references."""
    if not html.replace("\n", "").isprintable():
        html = _REFUSED.sub("", html)
    return _REFERENCE.sub(_allowed, html) if "&#" in html else html


def _allowed(reference: re.Match[str]) -> str:
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    code = int(digits, base) if len(digits) <= _MOST_DIGITS else sys.maxunicode + 1
    is_allowed = code <= sys.maxunicode and not _REFUSED.match(chr(code))
    return reference[0] if is_allowed else ""

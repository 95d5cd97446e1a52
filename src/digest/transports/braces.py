"""Words that pass unread through an ESP's templates, where {{…}}, {%…%} and {#…#} mean something.

In HTML a brace becomes its character reference, which readers undo and no ESP does. A style sheet
knows no references: there a space, which CSS does not read, parts the two characters.
Text and subject have neither: there the brace itself comes out of a variable of the ESP's. That
rests on values being put in and not read again, as their pages on templates describe it.
"""

from __future__ import annotations

import re

from digest.model.rendered import TOKEN

# What a brace before one of these would begin. Our own token becomes a variable, {{…}}, later on.
_BEGINS = rf"\{{(?=[{{%#{TOKEN[0]}])"
_BRACE = re.compile(_BEGINS)
_BRACE_OR_STYLE = re.compile(
    rf"(?P<style><style\b.*?</style\s*>)|{_BEGINS}", re.DOTALL | re.IGNORECASE
)


def unread_in_html(html: str) -> str:
    """Write HTML so that nothing in it begins a variable or a tag."""
    return _BRACE_OR_STYLE.sub(_in_html, html) if _BRACE.search(html) else html


def unread_in_text(text: str, brace: str) -> str:
    """Write a text so that nothing in it begins a variable or a tag.

    Args:
        text: as people are to read it.
        brace: the ESP's variable whose value is an opening brace.
    """
    return _BRACE.sub(lambda _match: brace, text)


def _in_html(match: re.Match[str]) -> str:
    style = match["style"]
    return _BRACE.sub("{ ", style) if style else "&#123;"

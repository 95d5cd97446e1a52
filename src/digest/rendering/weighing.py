"""What the items of an issue will weigh in the email: an estimate, before any of it is rendered.

It need not be exact: what was rendered is weighed, and the plan made anew where it is over.
It has to tell heavy items from light ones, in a moment for a thousand of them.
"""

from __future__ import annotations

from digest.model.submission import Content, Submission
from digest.rendering.fit import Weight

_ROW = 540  # bytes of an item's own HTML around its words, with a link and its dates
_LINK = 170  # of them the link's
_LINE = 260  # the same of an item in one line
_STYLE = 26  # what a paragraph's style adds
_PICTURE = 420
_LEAST = 220  # characters of a text's first sentences


def weight(submission: Submission, content: Content) -> Weight:
    """What an item weighs, in the language it is shown in."""
    names = " ".join(each.name for each in content.organisations)
    said = (content.title or "", names, content.place or "")
    heading = _bytes(content.title or names)
    row = _ROW + sum(map(_bytes, said)) + (_PICTURE if content.image else 0)
    row += (heading + len(content.url)) if content.url else -_LINK
    text = _bytes(content.text_html) + _STYLE * content.text_html.count("<p>")
    return Weight(
        organisation=owner(submission),
        row=row,
        text=text,
        least=min(text, _LEAST * text // max(1, len(content.text_html)) + _LINK),
        line=_LINE + 2 * heading if content.title is None else _LINE + heading,
    )


def owner(submission: Submission) -> str:
    """Whose item it is: the first organisation's, where there are several; else its own."""
    named = (each.id or each.name for each in submission.content.organisations)
    return next(named, "") or submission.id


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode(errors="replace"))

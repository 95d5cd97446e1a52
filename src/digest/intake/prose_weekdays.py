"""Weekdays in running text, held against the dates beside them: "Friday 8 September 2023".

A text is no field: nothing is read from it. Only a whole date, with its year and its weekday in
one breath, is looked at, and only to say that the two do not go together.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from digest.intake.date_grammar.contexts import scan
from digest.intake.date_grammar.doubts import weekday_remarks
from digest.intake.date_grammar.lexicon import lexicon
from digest.intake.date_grammar.tokens import Token
from digest.intake.remarks import Remark
from digest.model.finding import Finding
from digest.model.submission import Submission

_TAG = re.compile(r"<[^>]*>")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MOST = 40  # dates of a text; no announcement has more
_BEFORE, _BEHIND = 60, 25  # characters around a year that its date may take
# Tokens by their class: a weekday and a date that follows it, or that it follows.
_SAID = re.compile("W,?o*(?:do*Mo*|Mo*d),?o*y|W,?o*N|yo*M,?o*d,?o*W|N,?o*W")


def weekday_findings(submission: Submission, language: str) -> Iterator[Finding]:
    """What is said of the weekdays in a submission's title and text, in all its languages.

    Args:
        submission: whose titles and texts are read.
        language: the newsletter's, for one that names none.
    """
    own = submission.content
    written = {own.language or language: (own.title, own.text_html)}
    written |= {name: (each.title, each.text_html) for name, each in own.translations.items()}
    for name, (title, text_html) in written.items():
        text = f"{title or ''}\n{html.unescape(_TAG.sub(' ', text_html))}"
        if _YEAR.search(text):
            for remark in _remarks(text, name):
                yield remark.at(f"submission {submission.id}")


@lru_cache(maxsize=1024)  # a preview asks again after every change of one item
def _remarks(text: str, language: str) -> tuple[Remark, ...]:
    words = lexicon(language)
    found: dict[Remark, None] = {}
    for year in islice(_YEAR.finditer(text), _MOST):
        window = text[max(0, year.start() - _BEFORE) : year.end() + _BEHIND]
        tokens = scan(window, words)
        for said in _SAID.finditer("".join(each.kind for each in tokens)):
            found |= dict.fromkeys(_held_against(tokens[slice(*said.span())]))
    return tuple(found)


def _held_against(tokens: tuple[Token, ...]) -> tuple[Remark, ...]:
    day = _day(tokens)
    return weekday_remarks(tokens, day) if day else ()


def _day(tokens: tuple[Token, ...]) -> dt.date | None:
    """The day that is written; None where no calendar has it."""
    numbers = {each.kind: each.number for each in tokens}
    for each in tokens:
        for reading in each.readings.values():
            numbers |= {"y": reading.year or 0, "M": reading.month or 0, "d": reading.day or 0}
    try:
        return dt.date(numbers["y"], numbers["M"], numbers["d"])
    except ValueError:
        return None

"""Tokens whose class depends on what stands beside them: weekday or month, hour or day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from digest.intake.date_grammar.lexicon import DAY_FIRST, MONTH_FIRST, Lexicon
from digest.intake.date_grammar.tokens import CENTURY, FIGURES, Token, number_token, tokens

_SLANTED = re.compile("[-/]")
_CERTAIN: Mapping[str, str] = {"?": "N", "q": "n"}
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_HOUR = "[dnqh]"

# Stretches of tokens, and the classes that the tokens in them become.
_RULES: tuple[tuple[re.Pattern[str], Mapping[str, str]], ...] = tuple(
    (re.compile(pattern), dict.fromkeys(become, kind))
    for pattern, become, kind in (
        # hyphens that are no "to": "8-Sep-2023", "8/9-2023", Maltese "mit-8"
        (r"d-M-y|[nq]-(?=y)|[FTPB&]o?-(?=d)", "-", "o"),
        (r"Q(?=o*[Tt])", "Q", "o"),  # "now until 14 January"
        # a weekday before a day that has its month: "mar. 12 mar. 2024"
        (r"(?<!d)(?<!do)w(?=,?o*(?:[IN?!nq]|d(?:[-/&,Ttof]*[dW]){0,9}o*[Mw]))", "w", "W"),
        # before a word for it: "14 – 18 Uhr", "14 до 18 ч."
        (rf"{_HOUR}(?:o*[-TtfF&]o*{_HOUR}){{0,3}}f?u?H", "dnqTtfFu-&H", "h"),
        # behind a word for it: "kl. 18 – 20", but not "o 8. září"
        (rf"Eo*{_HOUR}(?!,?o*[Mw])(?:[-TtfF&]E?o*{_HOUR}(?!,?o*[Mw]))*", "EdnqTtfF-&", "h"),
        # what stands beside a time: "10:00-18.12", "from 10:00 to 18:00", "about 10:00"
        (r"[nN]-h|h-[nN](?!y)", "nN-", "h"),
        (r"h(?:o*[-Tt&]o*h)+", "Tt-&", "h"),
        (r"[F~]o*h", "F~", "h"),
    )
)


def scan(text: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens of a text, each of the class that it has where it stands."""
    found = tuple(_in_place(tokens(text, lexicon)))
    for pattern, kinds in _RULES:
        found = _ruled(found, pattern, kinds)
    found = tuple(
        replace(token, kind="M", number=token.month) if token.kind == "w" else token
        for token in found
    )
    return _settled(tuple(_apart(found)), lexicon)


def _in_place(found: tuple[Token, ...]) -> Iterator[Token]:
    """Tokens after "18 MAY10" has become May 2010, and "8 IX 2023" September."""
    kinds = "".join(token.kind for token in found)
    for index, token in enumerate(found):
        before, behind = kinds[max(index - 2, 0) : index], kinds[index + 1 : index + 2]
        roman = token.text.strip(".")
        if token.kind == "G":
            is_year = before == "dM"
            kind, century = ("y", CENTURY) if is_year else ("d", 0)
            yield replace(token, kind=kind, number=token.number + century)
        elif behind == "y" and before[-1:] == "d" and roman in _ROMAN:
            yield Token("M", token.text, _ROMAN.index(roman) + 1)
        else:
            yield token


def _ruled(
    found: tuple[Token, ...], pattern: re.Pattern[str], kinds: Mapping[str, str]
) -> tuple[Token, ...]:
    changed = list(found)
    for match in pattern.finditer("".join(token.kind for token in found)):
        for index in range(*match.span()):
            kind = kinds.get(found[index].kind)
            if kind is not None:
                changed[index] = replace(found[index], kind=kind)
    return tuple(changed)


def _apart(found: tuple[Token, ...]) -> Iterator[Token]:
    """Tokens with two days before a month's name taken apart: "8/9 September"."""
    for token, following in pairwise((*found, Token("", ""))):
        if token.kind in "nq" and following.kind == "M":
            first, second = FIGURES.findall(token.text)
            yield from (number_token(first), Token("/", "/"), number_token(second))
        else:
            yield token


def _settled(found: tuple[Token, ...], lexicon: Lexicon) -> tuple[Token, ...]:
    """Tokens in figures after what is certain has said whether the day or the month is first.

    In "11/10 – 11/24" the second day is month first; nobody changes order within a line. Where no
    token tells, the language does.
    """
    orders = {order for token in found if (order := _order(token))}
    if len(orders) > 1:
        return found
    told = next(iter(orders), None)
    by_kind = {"?": told or lexicon.order_with_year, "q": told or lexicon.order}
    return tuple(_with_order(token, by_kind.get(token.kind)) for token in found)


def _with_order(token: Token, order: str | None) -> Token:
    if order is None:
        return token
    return replace(token, kind=_CERTAIN[token.kind], readings={order: token.readings[order]})


def _order(token: Token) -> str | None:
    """The order a token in figures with slashes or dashes can only have."""
    if token.kind not in "Nn" or len(token.readings) > 1 or not _SLANTED.search(token.text):
        return None
    figures = [int(part) for part in FIGURES.findall(token.text)[:2]]
    (order,) = token.readings
    return order if figures[0] != figures[1] and order in (DAY_FIRST, MONTH_FIRST) else None

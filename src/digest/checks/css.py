"""Style sheets, read as a mail program does: whatever is not understood is passed over.

A reader of its own, because the checks look for the very things that a validating library
drops: functions, units and at-rules that are newer than it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# A text or an address in brackets is one piece, so that a ";" or a "}" in it ends nothing.
_PIECE = re.compile(
    r""" "(?:\\.|[^"\\])*"? | '(?:\\.|[^'\\])*'? | \([^()"'{}]*\) | [{};] | [^"'{};(]+ | \( """,
    re.VERBOSE | re.DOTALL,
)
_DEEPEST = 20  # blocks within blocks; no sheet that means something has more
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Declaration:
    """One property and its value; the property in lower case."""

    name: str
    value: str
    is_important: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Selectors and what they declare, with the at-rules around them from the outside in."""

    selectors: tuple[str, ...]
    declarations: tuple[Declaration, ...]
    within: tuple[str, ...] = ()  # "@media (max-width: 480px)"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet."""

    rules: tuple[Rule, ...]
    at_rules: tuple[str, ...]  # what stands before the block of each: "@font-face", "@media …"


@lru_cache(maxsize=2048)  # an issue says the same on many elements
def declarations(text: str) -> tuple[Declaration, ...]:
    """What a style attribute, or the inside of a block, declares."""
    statements, last = [], ""
    for piece in _PIECE.findall(_COMMENT.sub("", text)):
        if piece == ";":
            statements.append(last)
            last = ""
        else:
            last += piece
    return tuple(filter(None, map(_declaration, (*statements, last))))


@lru_cache(maxsize=64)
def sheet(text: str) -> Sheet:
    """Read a style sheet to its end, however broken."""
    rules: list[Rule] = []
    at_rules: list[str] = []
    blocks: list[_Block] = []  # the open ones
    before = ""
    pieces = _PIECE.findall(_COMMENT.sub("", text))
    for piece in (*pieces, *("}" for each in pieces if each == "{")):
        if piece == "{":
            blocks.append(_Block(" ".join(before.split())))
            at_rules += (each for each in (blocks[-1].prelude,) if each.startswith("@"))
        elif piece == ";":
            at_rules += (each for each in (before.strip(),) if each.startswith("@"))
            _note(blocks, before)
        elif piece == "}":
            _note(blocks, before)
            rules += _closed(blocks)
        else:
            before += piece
            continue
        before = ""
    return Sheet(tuple(rules), tuple(at_rules))


@dataclass(slots=True)
class _Block:
    """A block that is being read."""

    prelude: str  # what stands before it
    own: str = ""  # what stands in it beside further blocks


def _note(blocks: list[_Block], text: str) -> None:
    if blocks:
        blocks[-1].own += f"{text};"


def _closed(blocks: list[_Block]) -> Iterator[Rule]:
    """The innermost block's rule, where it is one."""
    if blocks:
        last = blocks.pop()
        if not last.prelude.startswith("@"):
            within = tuple(each.prelude for each in blocks[:_DEEPEST])
            yield Rule(tuple(_selectors(last.prelude)), declarations(last.own), within)


def _declaration(statement: str) -> Declaration | None:
    name, colon, value = statement.partition(":")
    name = name.strip().lower()
    if not colon or not name or not value.strip():
        return None
    said = _IMPORTANT.sub("", value)
    return Declaration(name, " ".join(said.split()), is_important=said != value)


def _selectors(prelude: str) -> Iterator[str]:
    """Those of a list; the comma in ":is(a, b)" parts nothing."""
    depth, last = 0, ""
    for character in prelude:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            yield last.strip()
            last = ""
        else:
            last += character
    yield last.strip()

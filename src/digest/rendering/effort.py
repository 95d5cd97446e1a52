"""What one run of a template may take: steps and characters, counted, never timed.

A count ends an endless loop at the same place on every machine, and needs no clock and no thread.
The code of a template counts as it goes (compiling.py); what a single operation could make too
large, or would take too long over, is counted before it is begun (sandbox.py, filters.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import NoReturn

from markupsafe import Markup

from digest.rendering.view import VIEWS

STEPS = 1_000_000  # an issue of a thousand items in full takes four in ten
CHARACTERS = 20_000_000  # written, at every level: a macro's are written again where it is called
_STEPS_AN_ITEM = 1_000  # more, where a page has to show every item there is
_CHARACTERS_AN_ITEM = 100_000
DEEPEST = 50  # templates that include one another
LONGEST = 1_000_000  # characters of a text that one operation makes
MOST = 100_000  # items of a list that one operation makes
_MAPPINGS = (dict, MappingProxyType)
_LISTS = (list, tuple, range, *_MAPPINGS)  # a template meets no other collections
_A_VIEW = 8  # steps that a whole view counts for
_LOOK = "Look at the numbers in it, and at what goes into it again and again."
SHORT = 200  # characters that cost no more than the operation itself
_AT_ONCE = 4  # characters that Python reads in one of our steps, at least


class TooMuchError(Exception):
    """A template takes more than any issue needs."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(slots=True)
class _Left:
    """What is left of both."""

    most_steps: int
    most_characters: int
    steps: int
    characters: int
    depth: int = 0  # of templates that include one another


LEFT: ContextVar[_Left] = ContextVar("left")  # read where a call of `spend` would be too slow


@contextmanager
def one_run(items: int = 0) -> Iterator[None]:
    """Everything within is one run, with its own count, which grows with the items it shows."""
    steps = STEPS + items * _STEPS_AN_ITEM
    characters = CHARACTERS + items * _CHARACTERS_AN_ITEM
    before = LEFT.set(_Left(steps, characters, steps, characters))
    try:
        yield
    finally:
        LEFT.reset(before)


def spend(steps: int, characters: int = 0) -> None:
    """Count so many steps, and characters that are written.

    Raises:
        TooMuchError: there are none left.
    """
    left = LEFT.get()
    left.steps -= steps
    left.characters -= characters
    if left.steps < 0 or left.characters < 0:
        refuse()


def enter() -> None:
    """Count a template that another one includes, until `leave`.

    Whatever it writes goes through all those around it, so a deep one is slow.

    Raises:
        TooMuchError: there are too many around it.
    """
    left = LEFT.get()
    left.depth += 1
    if left.depth > DEEPEST:
        raise TooMuchError(
            f"more than {DEEPEST} templates include one another",
            "Look for a template that includes itself.",
        )


def leave() -> None:
    """A template that was included has ended."""
    LEFT.get().depth -= 1


def refuse() -> NoReturn:
    """Stop what has nothing left.

    Raises:
        TooMuchError: always.
    """
    left = LEFT.get()
    if left.steps < 0:
        raise TooMuchError(
            f"comes to no end: more than {left.most_steps:,} steps",
            "Look for a loop within a loop, or a macro or template that calls itself.",
        )
    raise TooMuchError(
        f"writes more than {left.most_characters:,} characters",
        "Look for a loop within a loop, or a text that is repeated.",
    )


def make_text(length: int) -> None:
    """Count a text that is about to be made.

    Raises:
        TooMuchError: it, or everything written so far, would be too large.
    """
    if length > LONGEST:
        raise TooMuchError(f"makes a text of more than {LONGEST:,} characters", _LOOK)
    spend(1 + length // _AT_ONCE, length)


def make_list(length: int) -> None:
    """Count a list that is about to be made.

    Raises:
        TooMuchError: it would be too large.
    """
    if length > MOST:
        raise TooMuchError(f"makes a list of more than {MOST:,} items", _LOOK)
    spend(1 + length)


def weigh(value: object) -> None:
    """Count what Python has to look through to compare, sort or write a value out.

    Lists in lists count as often as they stand there: that is how often they are looked through.
    """
    kind = type(value)
    if kind is str or kind is Markup:
        length = len(value)  # type: ignore[arg-type]  # it has one
        if length > SHORT:
            spend(length // _AT_ONCE)
    elif isinstance(value, _LISTS):
        _weigh_all(value)


def _weigh_all(value: object) -> None:
    open_ends = [value]
    while open_ends:
        each = open_ends.pop()
        if isinstance(each, str):
            spend(1 + len(each) // _AT_ONCE)
        elif isinstance(each, _MAPPINGS):
            spend(1 + 2 * len(each))
            open_ends.extend(each)
            open_ends.extend(each.values())
        elif isinstance(each, range):
            spend(2 * len(each))
        elif isinstance(each, _LISTS):
            spend(1 + len(each))
            open_ends.extend(each)
        else:
            spend(_A_VIEW if type(each) in VIEWS else 1)

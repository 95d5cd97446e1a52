"""What of an issue stands in the email, so that no mail program cuts it off: a plan in bytes.

Gmail shows the first 102,400 bytes of an email's HTML, and hides the rest behind a link, the
unsubscribe link with it. Where an issue is larger, it gives way in this order:

1. Texts shorten to their first sentences. Every organisation gets the same room: whoever has
   sent the most gives way first, and within an organisation its longest texts.
2. The tail of the longest sections becomes one line an item.
3. Of those lines some become a number, and stand in the archive only. Every organisation's
   first item has a line before anybody's second.

What is free again after the second and third step goes back to the texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate

WHOLE = 1_000_000_000  # an allowance that shortens no text
_LEAST_WHOLE = 8  # items a section keeps in full before its lines give way
_MORE = 300  # bytes of the line that counts what stands in the archive only


@dataclass(frozen=True, slots=True)
class Weight:
    """What an item weighs, in bytes of HTML."""

    organisation: str  # whose room its text takes
    row: int  # everything but the text
    text: int
    least: int  # the least its text can be shortened to
    line: int  # the whole item as one line


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """What of a section stands in the email."""

    texts: tuple[int, ...]  # for each item in full, from the first on: the room of its text
    lines: int  # how many follow in one line each, chosen in turns
    left: int  # how many stand in the archive only


Plan = tuple[SectionPlan, ...]
Sections = tuple[tuple[Weight, ...], ...]


def everything(sections: Sections) -> Plan:
    """The plan that leaves nothing out."""
    return tuple(SectionPlan((WHOLE,) * len(each), 0, 0) for each in sections)


def weight_of(sections: Sections) -> int:
    """What a whole issue weighs."""
    return sum(each.row + each.text for section in sections for each in section)


def plan(sections: Sections, budget: int) -> Plan:
    """The most of an issue that fits into so many bytes.

    Where even one item a section is too much, one item a section it is.
    """
    if weight_of(sections) <= budget:
        return everything(sections)
    longest = max(map(len, sections), default=0)
    ladder = _Ladder(sections)
    least = min(_LEAST_WHOLE, longest)
    full = _highest(least, longest, lambda items: ladder.weight(items, longest) <= budget)
    lines = longest
    if ladder.weight(full, longest) > budget:
        lines = _highest(0, longest, lambda count: ladder.weight(full, count) <= budget)
    if ladder.weight(full, lines) > budget:
        full = _highest(1, full, lambda items: ladder.weight(items, lines) <= budget)
    return _with_texts(sections, full, lines, budget - ladder.weight(full, lines))


def in_turns(owners: tuple[str, ...], full: int, lines: int) -> tuple[int, ...]:
    """The places of the items that stand in a line, in their order.

    Args:
        owners: whose each item of a section is.
        full: how many of them stand in full, from the first on.
        lines: how many more have a line.
    """
    turns: Counter[str] = Counter()
    ranked = []
    for place, owner in enumerate(owners):
        if place >= full:
            ranked.append((turns[owner], place))
        turns[owner] += 1
    return tuple(sorted(place for _turn, place in sorted(ranked)[:lines]))


class _Ladder:
    """What an issue weighs with so many items in full, and so many lines, in each section."""

    def __init__(self, sections: Sections) -> None:
        self._rows = [_sums(each.row + each.least for each in section) for section in sections]
        self._lines = [_sums(each.line for each in section) for section in sections]

    def weight(self, full: int, lines: int) -> int:
        return sum(
            self._section(rows, each, full, lines)
            for rows, each in zip(self._rows, self._lines, strict=True)
        )

    def _section(self, rows: list[int], lines: list[int], full: int, most: int) -> int:
        count = len(rows) - 1
        shown = min(count, full)
        last = min(count, shown + most)
        return rows[shown] + lines[last] - lines[shown] + (_MORE if last < count else 0)


def _sums(weights: Iterable[int]) -> list[int]:
    return list(accumulate(weights, initial=0))


def _highest(low: int, high: int, fits: Callable[[int], bool]) -> int:
    """The highest number that fits, where a lower one fits too; the lowest where none does."""
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _with_texts(sections: Sections, full: int, lines: int, room: int) -> Plan:
    """Share the room that is left among the texts of what stands in full."""
    shown = [each for section in sections for each in section[:full]]
    texts = iter(_texts(shown, room))
    return tuple(
        SectionPlan(
            tuple(next(texts) for _each in section[:full]),
            min(lines, max(0, len(section) - full)),
            max(0, len(section) - full - lines),
        )
        for section in sections
    )


def _texts(items: list[Weight], room: int) -> list[int]:
    """The room of each text: its least, and of the rest as much for every organisation."""
    of_each: dict[str, list[int]] = {}
    for each in items:
        of_each.setdefault(each.organisation, []).append(each.text - each.least)
    level = _level([sum(texts) for texts in of_each.values()], room)
    levels = {name: _level(texts, level) for name, texts in of_each.items()}
    return [
        WHOLE
        if each.text - each.least <= levels[each.organisation]
        else each.least + levels[each.organisation]
        for each in items
    ]


def _level(amounts: list[int], total: int) -> int:
    """The highest level at which the amounts, each cut off there, come to a total at most."""
    rest, count = max(0, total), len(amounts)
    for amount in sorted(amounts):
        if amount * count > rest:
            return rest // count
        rest -= amount
        count -= 1
    return WHOLE

"""Keys: an entry's lasting identity within its source, whichever row it moves to.

A file that is one entry is known by its path. An entry among several is known by what it
says of itself: its id, else its link, else who and what. Where two entries share a name, the
first in the file keeps it, so that what is known of it stays with it; the later ones add the
next name to theirs, and only what nothing tells apart is numbered in order.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain

from digest.formats.entry import Entry
from digest.model.field_names import SPELLINGS, folded

_LONGEST = 300  # characters; PostgreSQL indexes at most 2,704 bytes
_LADDER = (("id",), ("url",), ("organisations", "title"))


def keys_of(path: str, entries: Sequence[Entry]) -> tuple[str, ...]:
    """One key for each entry, all different; the same entries give the same keys."""
    if len(entries) == 1 and entries[0].position is None:
        return (short(path),)
    names = _identities(tuple(_rungs(entry) for entry in entries))
    return tuple(
        short(path if entry.position is None else f"{path}#{name}")
        for entry, name in zip(entries, names, strict=True)
    )


def names_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """One key for each entry whatever document it stands in: for ids that hold everywhere."""
    return tuple(map(short, _identities(tuple(_rungs(entry) for entry in entries))))


def short(key: str) -> str:
    """A key that fits an index of every database, told apart by a hash where it was cut."""
    if len(key) <= _LONGEST:
        return key
    return f"{key[:_LONGEST]}…{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _identities(ladders: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """A name for each entry, in their order; all different."""
    claimed = {ladder[0] for ladder in ladders if ladder}  # each by the first that says it
    names: dict[str, None] = {}  # keeps the order, and is quick to ask
    numbers: Counter[str] = Counter()
    for ladder in ladders:
        own, *longer = accumulate(ladder or ("",), "{}|{}".format)
        others = chain(longer, _numbered(longer[-1] if longer else own, numbers))
        is_first = own in claimed and own not in names
        free = (each for each in others if each not in names and each not in claimed)
        names[own if is_first else next(free)] = None
    return tuple(names)


def _numbered(name: str, numbers: Counter[str]) -> Iterator[str]:
    while True:  # from where the last one of that name left off
        numbers[name] += 1
        yield f"{name}~{numbers[name]}"


def _rungs(entry: Entry) -> tuple[str, ...]:
    fields = {folded(name): value for name, value in entry.fields.items()}
    rungs = (" ".join(_first(fields, SPELLINGS[name]) for name in rung).strip() for rung in _LADDER)
    return tuple(rung for rung in rungs if rung)


def _first(fields: Mapping[str, object], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := _text(fields.get(name)))), "")


def _text(value: object) -> str:
    """A value in one printable line: keys are stored, compared and shown."""
    parts = value if isinstance(value, list) else [value]
    text = "; ".join(str(part) for part in parts if part is not None)
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())

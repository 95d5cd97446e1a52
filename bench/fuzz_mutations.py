"""Inputs made from others: spliced, repeated, cut off, nested, with words put in."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LARGEST = 200_000  # bytes of an input
_MOST_CHANGES = 6
_REPEATS = (2, 2, 3, 3, 10, 10, 100, 1000, 10_000)
# Where the formats have their joints: tags, quoted texts, lines, marks.
_PIECES = re.compile(rb"<[^<>]*>|\"[^\"\n]*\"|[A-Za-z0-9_.+-]+|\r?\n|[^A-Za-z0-9_.+-]")
_NUMBERS = re.compile(rb"[0-9]+")
_EXTREMES = (b"0", b"-1", b"1", b"13", b"32", b"99", b"9999", b"2147483648", b"1" * 5000)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-7", "cp037")
_PAIRS = ((b"[", b"]"), (b'{"a":', b"}"), (b"<p>", b"</p>"), (b"<item>", b"</item>"), (b"(", b")"))


@dataclass(frozen=True, slots=True)
class Mutator:
    """Makes new inputs of known ones.

    Args:
        dice: where its choices come from; the same dice give the same inputs.
        tokens: words that mean something to somebody.
    """

    dice: random.Random
    tokens: Sequence[bytes]

    def mutated(self, corpus: Sequence[bytes]) -> bytes:
        """A new input: one of the corpus, changed a few times."""
        data = self.dice.choice(corpus)
        for _ in range(self.dice.randint(1, _MOST_CHANGES)):
            data = self.dice.choice(_CHANGES)(self, data, corpus)[:LARGEST]
        return data

    def span(self, data: bytes) -> tuple[int, int]:
        """From where to where; short ones most often."""
        begin = self.dice.randint(0, len(data))
        length = int(self.dice.expovariate(1 / 20)) if self.dice.random() < 0.8 else len(data)
        return begin, min(len(data), begin + self.dice.randint(0, length))


def _flip(mutator: Mutator, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = mutator.dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << mutator.dice.randrange(8)]) + data[at + 1 :]


def _insert(mutator: Mutator, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    at = mutator.dice.randint(0, len(data))
    return data[:at] + mutator.dice.choice(mutator.tokens) + data[at:]


def _replace(mutator: Mutator, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    begin, end = mutator.span(data)
    return data[:begin] + mutator.dice.choice(mutator.tokens) + data[end:]


def _delete(mutator: Mutator, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    begin, end = mutator.span(data)
    return data[:begin] + data[end:]


def _truncate(mutator: Mutator, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    return data[: mutator.dice.randint(0, len(data))]


def _repeat(mutator: Mutator, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    begin, end = mutator.span(data)
    most = max(2, LARGEST // max(1, end - begin))
    times = min(mutator.dice.choice(_REPEATS), most)
    return data[:begin] + data[begin:end] * times + data[end:]


def _splice(mutator: Mutator, data: bytes, corpus: Sequence[bytes]) -> bytes:
    other = mutator.dice.choice(corpus)
    return data[: mutator.span(data)[0]] + other[mutator.span(other)[0] :]


def _swap_pieces(mutator: Mutator, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    pieces = _PIECES.findall(data[:LARGEST])
    if not pieces:
        return data
    one, other = (mutator.dice.randrange(len(pieces)) for _ in range(2))
    pieces[one], pieces[other] = pieces[other], pieces[one]
    return b"".join(pieces)


def _repeat_piece(mutator: Mutator, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    pieces = _PIECES.findall(data[:LARGEST])
    if not pieces:
        return data
    at = mutator.dice.randrange(len(pieces))
    pieces[at] *= min(mutator.dice.choice(_REPEATS), max(2, LARGEST // len(pieces[at])))
    return b"".join(pieces)


def _lend_piece(mutator: Mutator, data: bytes, corpus: Sequence[bytes]) -> bytes:
    pieces, others = _PIECES.findall(data), _PIECES.findall(mutator.dice.choice(corpus))
    if not pieces or not others:
        return data
    pieces[mutator.dice.randrange(len(pieces))] = mutator.dice.choice(others)
    return b"".join(pieces)


def _stretch_number(mutator: Mutator, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    numbers = list(_NUMBERS.finditer(data))
    if not numbers:
        return data
    found = mutator.dice.choice(numbers)
    return data[: found.start()] + mutator.dice.choice(_EXTREMES) + data[found.end() :]


def _nest(mutator: Mutator, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    begin, end = mutator.span(data)
    opening, closing = mutator.dice.choice(_PAIRS)
    times = mutator.dice.choice(_REPEATS)
    return data[:begin] + opening * times + data[begin:end] + closing * times + data[end:]


def _encode(mutator: Mutator, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(mutator.dice.choice(_ENCODINGS), "replace")


_CHANGES: tuple[Callable[[Mutator, bytes, Sequence[bytes]], bytes], ...] = (
    *(_flip, _insert, _insert, _replace, _delete, _truncate, _repeat, _splice, _swap_pieces),
    *(_repeat_piece, _lend_piece, _lend_piece, _stretch_number, _nest, _encode),
)

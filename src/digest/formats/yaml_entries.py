"""YAML files: one entry, or a list of them of which a broken one falls alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.formats.entry import Fault, Piece, entry_from
from digest.formats.malformed import MalformedError
from digest.formats.yaml_tree import Tree, load

_BEFORE_A_LIST = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n|---[ \t]*\n)*")
_DASH = re.compile(r"(?P<indent> *)-(?=\s)")


def pieces(text: str) -> Iterator[Piece]:
    """The entries of a YAML file.

    Raises:
        MalformedError: nothing of it can be read.
    """
    try:
        tree = load(text)
    except MalformedError:
        chunks = _chunks(text)
        if not chunks:
            raise
        return _one_by_one(chunks)
    return _together(tree)


def _together(tree: Tree) -> Iterator[Piece]:
    if tree.value is None:
        raise MalformedError("is empty")
    if not isinstance(tree.value, list):
        return iter((entry_from(tree.value),))
    numbered = enumerate(zip(tree.value, tree.lines, strict=True), start=1)
    return (entry_from(value, line=line, position=n) for n, (value, line) in numbered)


def _one_by_one(chunks: tuple[tuple[int, str], ...]) -> Iterator[Piece]:
    for position, (line, chunk) in enumerate(chunks, start=1):
        try:
            tree = load(chunk, first_line=line)
        except MalformedError as error:
            yield Fault(error.reason, error.line or line, position)
            continue
        values = tree.value if isinstance(tree.value, list) else [tree.value]
        yield from (entry_from(value, line=line, position=position) for value in values)


def _chunks(text: str) -> tuple[tuple[int, str], ...]:
    """The entries of a list written with dashes, each with its first line; none for others."""
    start = _BEFORE_A_LIST.match(text)
    first = _DASH.match(text, start.end() if start else 0)
    if first is None:
        return ()
    dash = re.compile(rf"^{first['indent']}-(?=\s)", re.MULTILINE)
    starts = [match.start() for match in dash.finditer(text, first.start())]
    chunks, line = [], 1 + text.count("\n", 0, first.start())
    for begin, end in zip(starts, [*starts[1:], len(text)], strict=True):
        chunk = text[begin:end]
        chunks.append((line, chunk))
        line += chunk.count("\n")
    return tuple(chunks)

"""YAML to plain values, from the parser's events, by rules narrower than YAML's.

Anchors, aliases and tags are refused: aliases make bombs, tags make objects.
So are names that stand twice, of which YAML would silently keep the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import yaml

from digest.formats.entry import MAX_DEPTH
from digest.formats.malformed import MalformedError
from digest.formats.scalars import resolve

# libyaml, where PyYAML was built with it, is ten times as fast and finds the same events
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# what YAML 1.1 §5.1 lets stand in a stream
_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SAID_PLAINLY: Mapping[str, str] = MappingProxyType(
    {
        "mapping values are not allowed": 'put a text that contains ": " in quotes',
        "cannot start any token": "indent with spaces, and put a text that begins with %, @, ` "
        "or a tab in quotes",
        "tab character": "indent with spaces",
        "unexpected end of stream": "a quote is opened and never closed",
        "expected ',' or": "a bracket is opened and never closed",
        "expected node content": "a bracket is opened and never closed",
        "could not find expected ':'": 'a name wants ": " and its value after it',
        "did not find expected <block end>": "the indentation changes within an entry",
        "did not find expected key": "the indentation changes within an entry",
    }
)
_NEVER_CLOSED = ("end of stream", "node content", "expected ',' or")


@dataclass(frozen=True, slots=True)
class Tree:
    """A YAML text's value, and the line each part begins in where the value is a list."""

    value: object
    lines: tuple[int, ...] = ()


def load(text: str, *, first_line: int = 1) -> Tree:
    """The value of a YAML text; None where nothing is written in it.

    Args:
        text: one YAML document.
        first_line: the line of the file the text begins in.

    Raises:
        MalformedError: it is not YAML, or uses what is refused here.
    """
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line = first_line + text.count("\n", 0, unprintable.start())
        code = f"U+{ord(unprintable.group()):04X}"
        raise MalformedError(f"holds the control character {code}; take it out", line)
    try:
        return _Reader(text, first_line).tree()
    except yaml.YAMLError as error:
        raise _explained(error, first_line) from error


def _explained(error: yaml.YAMLError, first_line: int) -> MalformedError:
    problem = str(getattr(error, "problem", None) or error)
    # where something never ends, its beginning is what a person looks for
    is_open = any(words in problem for words in _NEVER_CLOSED)
    mark = getattr(error, "context_mark" if is_open else "problem_mark", None)
    hint = next((said for words, said in _SAID_PLAINLY.items() if words in problem), "")
    reason = f"is not valid YAML: {problem}" + (f" ({hint})" if hint else "")
    return MalformedError(reason, None if mark is None else first_line + mark.line)


class _Reader:
    """Builds values while the events come in, so that a bomb is refused before it goes off."""

    def __init__(self, text: str, first_line: int) -> None:
        self._first_line = first_line
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._lines: list[int] = []

    def tree(self) -> Tree:
        next(self._events)  # the stream's start
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            return Tree(None)
        value = self._value(next(self._events), 0)
        next(self._events)  # the document's end
        rest = next(self._events)
        if not isinstance(rest, yaml.StreamEndEvent):
            raise MalformedError(
                "a second document begins here (---); write several entries as one list",
                self._line(rest),
            )
        return Tree(value, tuple(self._lines))

    def _value(self, event: yaml.Event, depth: int) -> object:
        self._check(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            is_plain = event.implicit[0]
            return resolve(event.value) if is_plain else event.value
        is_list = isinstance(event, yaml.SequenceStartEvent)
        return self._sequence(depth) if is_list else self._mapping(depth)

    def _sequence(self, depth: int) -> list[object]:
        values = []
        for event in self._until(yaml.SequenceEndEvent):
            if depth == 0:
                self._lines.append(self._line(event))
            values.append(self._value(event, depth + 1))
        return values

    def _mapping(self, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        for event in self._until(yaml.MappingEndEvent):
            name = self._name(event, depth)
            if name in values:
                raise MalformedError(f'the name "{name}" stands twice', self._line(event))
            values[name] = self._value(next(self._events), depth + 1)
        return values

    def _name(self, event: yaml.Event, depth: int) -> str:
        self._check(event, depth)
        if not isinstance(event, yaml.ScalarEvent):
            raise MalformedError("a list stands where a name belongs", self._line(event))
        name: str = event.value
        return name

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event

    def _check(self, event: yaml.Event, depth: int) -> None:
        if depth > MAX_DEPTH:
            reason = f"values are nested more than {MAX_DEPTH} levels deep"
            raise MalformedError(reason, self._line(event))
        if getattr(event, "anchor", None) is not None:  # an alias has one too
            reason = "YAML's anchors and aliases are refused; quote a text that begins with & or *"
            raise MalformedError(reason, self._line(event))
        if getattr(event, "tag", None) is not None:
            reason = "YAML's tags are refused; quote a text that begins with !"
            raise MalformedError(reason, self._line(event))

    def _line(self, event: yaml.Event) -> int:
        mark = event.start_mark
        return self._first_line + (mark.line if mark else 0)

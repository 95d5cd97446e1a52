"""What went wrong in a template, in an editor's words: the cause, and the way out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import TemplateRuntimeError

from digest.rendering.effort import TooMuchError
from digest.rendering.forbidden import (
    ASK_FIRST,
    NotForTemplatesError,
    UnknownNameError,
    named,
    spoken,
)
from digest.rendering.sandbox import NAMES

Explanation = tuple[str, str]  # the cause, and a hint

_LINE_END = re.compile(r"\r\n|\r|\n")  # as Jinja counts lines, and editors do
_FILTER = re.compile(r"No (filter|test) named '([^']*)'")
_IMPORTED = re.compile(r"the template '([^']*)' \(imported on")
_IMPORTS = re.compile(r"{%[-+]?\s*(?:import|from|include|extends)\b")
_NOT_IN_PAIRS = re.compile(r"Unexpected end of template|Encountered unknown tag '(?:end|el)")
_OPENERS = ("autoescape", "block", "call", "filter", "for", "if", "macro", "with")
_ONLY_TEMPLATES = (
    "A template reaches other templates only, each by its name, as in "
    '{% from "item.html.j2" import item with context %}.'
)
_ENDLESS = "Look for a macro or a template that calls itself."
_OPENS = (*_OPENERS, "(", "[", "{")
_CLOSES = (*(f"end{each}" for each in _OPENERS), ")", "]", "}")
_LONGEST_NUMBER = 4_000  # digits
_ALIKE = 0.7  # how near a name must come, from 0 to 1, to be the one that was meant
_MOST_SAID = 60  # names a hint lists


def explain(problem: Exception, environment: Environment, known: Iterable[str]) -> Explanation:
    """What a template was stopped by while it ran; `known` are the variables there are."""
    if isinstance(problem, UnknownNameError):
        return _unknown(problem, environment, known)
    if isinstance(problem, TooMuchError | NotForTemplatesError):
        return str(problem), problem.hint
    if isinstance(problem, RecursionError):
        return "calls itself again and again", _ENDLESS
    if isinstance(problem, TemplateRuntimeError):
        return str(problem), _other_filter(str(problem), environment)
    return f"{type(problem).__name__}: {problem}", ""


def explain_missing(problem: TemplateNotFound, names: Iterable[str]) -> Explanation:
    """A template that another one calls for, and that is not there."""
    missing = str(problem.name)
    near = difflib.get_close_matches(missing, list(names), n=1)
    hint = f"Did you mean {near[0]!r}?" if near else _ONLY_TEMPLATES
    return f"there is no template {missing!r}", hint


def explain_syntax(
    problem: TemplateSyntaxError, environment: Environment, source: str
) -> Explanation:
    """A template that cannot be read."""
    said = problem.message or "cannot be read"
    lines = _LINE_END.split(source)
    line = lines[problem.lineno - 1] if 0 < problem.lineno <= len(lines) else ""
    if _IMPORTS.search(line):
        return said, _ONLY_TEMPLATES
    if _NOT_IN_PAIRS.search(said):
        return said, _open_block(environment, source, problem.lineno)
    return said, _other_filter(said, environment)


def names_set_in(environment: Environment, source: str) -> frozenset[str]:
    """The names a template gives by itself, with `set`, loops and macros."""
    tree = environment.parse(source)
    given = {each.name for each in tree.find_all(nodes.Name) if each.ctx != "load"}
    macros = {each.name for each in tree.find_all(nodes.Macro)}
    imported = {
        name if isinstance(name, str) else name[1]
        for each in tree.find_all(nodes.FromImport)
        for name in each.names
    }
    return frozenset(given | macros | imported)


def _unknown(
    problem: UnknownNameError, environment: Environment, known: Iterable[str]
) -> Explanation:
    name = str(problem.name)
    imported = _IMPORTED.match(str(problem))
    if imported:
        names = sorted(_given_by(environment, imported[1]))
        return str(problem), _close(name, names) or _list(names)
    if problem.is_variable:
        names = sorted(set(known) - {name})
        return f"there is no variable {name!r}", _close(name, names) or _list(names)
    if problem.owner is None:
        return f"{name!r} is asked of nothing: what stands before it is empty here", ASK_FIRST
    whose = spoken(type(problem.owner))
    if isinstance(problem.name, int):
        return f"{whose} has no {name}; the first is 0", ""
    return f"{whose} has no {name!r}", _other_attribute(name, problem.owner)


def _other_attribute(name: str, owner: object) -> str:
    known = NAMES.get(type(owner))
    if isinstance(owner, TemplateModule):
        names = [each for each in vars(owner) if not each.startswith("_")]
    else:
        names = sorted(known or (map(str, owner) if isinstance(owner, Mapping) else ()))
    prefix = "issue." if known and "sections" in known else ""
    return _close(name, names, prefix) or _elsewhere(name) or _list(names)


def _close(name: str, names: list[str], prefix: str = "") -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=_ALIKE)
    return f"Did you mean {prefix}{near[0]}?" if near else ""


def _list(names: list[str]) -> str:
    listed = ", ".join(names[:_MOST_SAID]) + (" …" if len(names) > _MOST_SAID else "")
    return f"There are: {listed}." if names else ""


def _elsewhere(name: str) -> str:
    """Who has what was asked of another."""
    owners = sorted(named(view) for view, names in NAMES.items() if name in names)
    return f"There is {' and '.join(f'{each}.{name}' for each in owners)}." if owners else ""


def _given_by(environment: Environment, template: str) -> frozenset[str]:
    if environment.loader is None:
        return frozenset()
    source, _path, _is_current = environment.loader.get_source(environment, template)
    return names_set_in(environment, source)


def _other_filter(said: str, environment: Environment) -> str:
    found = _FILTER.search(said)
    if not found:
        return ""
    names = sorted(environment.filters if found[1] == "filter" else environment.tests)
    return _close(found[2], names) or _list([each for each in names if each.isalpha()])


def _open_block(environment: Environment, source: str, line: int) -> str:
    """Which block is the last one still open in a line, and where it began."""
    opened: list[tuple[str, int]] = []
    is_first = False  # whether the next name is that of a statement
    try:
        for number, kind, value in environment.lex(source):
            if number > line:
                break
            if is_first and kind == "name":
                _follow(opened, value, number)
            is_first = kind == "block_begin" or (is_first and kind == "whitespace")
    except TemplateSyntaxError:
        pass  # what could be read up to there is enough
    return f"{{% {opened[-1][0]} %}} of line {opened[-1][1]} is still open." if opened else ""


def crowded_line(environment: Environment, source: str) -> int:
    """The line in which the most is open at once, or that has an endless number, or is longest."""
    lengths = [len(each) for each in _LINE_END.split(source)]
    depth, deepest, crowded = 0, 1, lengths.index(max(lengths)) + 1
    try:
        for number, kind, value in environment.lex(source):
            if kind == "integer" and len(value) > _LONGEST_NUMBER:
                return number
            depth += (value in _OPENS) - (value in _CLOSES)
            if depth > deepest:
                deepest, crowded = depth, number
    except TemplateSyntaxError:
        pass  # what could be read up to there is enough
    return crowded


def _follow(opened: list[tuple[str, int]], name: str, line: int) -> None:
    if name in _OPENERS:
        opened.append((name, line))
    elif name.startswith("end") and opened and opened[-1][0] == name[3:]:
        opened.pop()

"""Templates in a sandbox: sources come in as text, what is wrong in one is named with its line.

Members' words are values, never sources; so nothing a member writes is ever run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)

from digest.errors import RenderError
from digest.rendering.effort import one_run
from digest.rendering.explaining import (
    crowded_line,
    explain,
    explain_missing,
    explain_syntax,
    names_set_in,
)
from digest.rendering.locating import Located, located
from digest.rendering.sandbox import LocatingSandbox, Sandbox
from digest.rendering.soundness import Fault, fault, is_surely_whole
from digest.rendering.style_soundness import style_fault

_PLAIN_TEXT = ".txt.j2"
_LARGEST = 40_000  # characters; a larger one takes longer to read than anybody waits


FindFault = Callable[[str], Fault | None]


def _html_fault(text: str) -> Fault | None:
    return None if is_surely_whole(text, is_mjml=False) else fault(text, is_mjml=False)


_CHECKS: Mapping[str, FindFault] = {  # by the end of a name; of MJML, mjml.py knows what is whole
    ".css.j2": style_fault,
    ".html.j2": _html_fault,
}


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """A template as it was read."""

    name: str  # how templates call each other: "item.html.j2"
    text: str
    path: str  # where an editor finds it


Templates = Mapping[str, TemplateSource]
_Sources = tuple[tuple[str, TemplateSource], ...]


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """Templates, compiled when they are first used and kept."""

    environment: Sandbox
    sources: Templates

    def render(self, name: str, view: Mapping[str, object], *, items: int = 0) -> str:
        """Run a template over a view.

        Args:
            name: the template's.
            view: what it shows.
            items: how many it shows in full, however many there are; a page of the archive does.

        Raises:
            RenderError: the template, or one it calls, is broken or is not there, comes to no
                end, or writes tags or comments for Outlook that are not closed.
        """
        text = self._run(self.environment, name, view, items)
        find = next((find for end, find in _CHECKS.items() if name.endswith(end)), None)
        if find and find(text):
            self._check(find, name, view, items)
        return text

    def located(self, name: str, view: Mapping[str, object], *, items: int = 0) -> Located:
        """The same, unchecked and without members' HTML, with the place each piece comes from.

        It takes a run of its own; call it only where something is wrong.
        """
        marking = _environment(tuple(sorted(self.sources.items())), is_locating=True)
        paths = {each: source.path for each, source in self.sources.items()}
        return located(self._run(marking, name, view, items), paths)

    def path(self, name: str) -> str:
        """Where an editor finds a template."""
        return self.sources[name].path if name in self.sources else name

    def _check(self, find: FindFault, name: str, view: Mapping[str, object], items: int) -> None:
        """Refuse what is not whole, unless it is a member's text that is not."""
        again = self.located(name, view, items=items)
        found = find(again.text)
        if found:
            place = again.place(found.offset)
            template, line = (place.template, place.line) if place else (self.path(name), None)
            raise RenderError(found.cause, template=template, line=line, hint=found.hint)

    def _run(self, environment: Sandbox, name: str, view: Mapping[str, object], items: int) -> str:
        with one_run(items), self._explained(name, view):
            return environment.get_template(name).render(view)

    @contextmanager
    def _explained(self, name: str, view: Mapping[str, object]) -> Iterator[None]:
        """Turn whatever a template raises into an error for its editor."""
        try:
            yield
        except _UnreadableError as problem:
            text = self.sources[problem.name].text
            raise RenderError(
                str(problem),
                template=self.path(problem.name),
                line=crowded_line(self.environment, text),
                hint="Make it several templates, or take something out.",
            ) from problem
        except TemplateSyntaxError as problem:
            raise self._unreadable(problem, name) from problem
        except TemplateNotFound as problem:
            template, line = self._place(problem.__traceback__) or (self.path(name), None)
            cause, hint = explain_missing(problem, self.sources)
            raise RenderError(cause, template=template, line=line, hint=hint) from problem
        except Exception as problem:  # a template can raise whatever Python can
            template, line = self._place(problem.__traceback__) or (self.path(name), None)
            known = {*view, *self.environment.globals, *self._names_of(template)}
            cause, hint = explain(problem, self.environment, known)
            raise RenderError(cause, template=template, line=line, hint=hint) from problem

    def _unreadable(self, problem: TemplateSyntaxError, name: str) -> RenderError:
        name = problem.name or name
        text = self.sources[name].text if name in self.sources else ""
        cause, hint = explain_syntax(problem, self.environment, text)
        return RenderError(cause, template=self.path(name), line=problem.lineno, hint=hint)

    def _names_of(self, path: str) -> frozenset[str]:
        texts = [each.text for each in self.sources.values() if each.path == path]
        try:
            return frozenset().union(*(names_set_in(self.environment, text) for text in texts))
        except (TemplateError, RecursionError):
            return frozenset()

    def _place(self, traceback: TracebackType | None) -> tuple[str, int] | None:
        """The innermost line of a template in a traceback."""
        paths = {source.path for source in self.sources.values()}
        place = None
        while traceback is not None:
            if traceback.tb_frame.f_code.co_filename in paths:
                place = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
            traceback = traceback.tb_next
        return place


def template_set(templates: Templates) -> TemplateSet:
    """The templates, ready to run; the same sources give the same compiled set."""
    return _template_set(tuple(sorted(templates.items())))


@lru_cache(maxsize=8)
def _template_set(sources: _Sources) -> TemplateSet:
    return TemplateSet(_environment(sources, is_locating=False), dict(sources))


@lru_cache(maxsize=16)
def _environment(sources: _Sources, *, is_locating: bool) -> Sandbox:
    kind = LocatingSandbox if is_locating else Sandbox
    return kind(
        loader=_Loader(dict(sources)),
        autoescape=lambda name: name is None or not name.endswith(_PLAIN_TEXT),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


class _UnreadableError(Exception):
    """Python itself, not Jinja, gave up on a template."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class _Loader(BaseLoader):
    """Hands out the sources that were read, and nothing else."""

    def __init__(self, sources: Templates) -> None:
        self._sources = sources

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """A source, with the path its lines are put down to."""
        del environment
        if template not in self._sources:
            raise TemplateNotFound(template)
        source = self._sources[template]
        return source.text, source.path, None

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as Jinja has it
    ) -> Template:
        """Compile a template."""
        if len(self._sources[name].text if name in self._sources else "") > _LARGEST:
            raise _UnreadableError(f"has more than {_LARGEST:,} characters", name)
        try:
            return super().load(environment, name, globals)
        except TemplateError:
            raise
        except (RecursionError, SyntaxError) as problem:
            raise _UnreadableError("too much stands in one another", name) from problem
        except ValueError as problem:  # from Python's own limit
            raise _UnreadableError("has a number of thousands of digits", name) from problem

"""Templates in a sandbox: sources come in as text, what is wrong in one is named with its line.

Members' words are values, never sources; so nothing a member writes is ever run.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from digest.errors import RenderError
from digest.rendering.text import underline, wrap
from digest.rendering.view import VIEWS

_PLAIN_TEXT = ".txt.j2"


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """A template as it was read."""

    name: str  # how templates call each other: "item.mjml.j2"
    text: str
    path: str  # where an editor finds it


Templates = Mapping[str, TemplateSource]


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """Templates, compiled when they are first used and kept."""

    environment: ImmutableSandboxedEnvironment
    sources: Templates

    def render(self, name: str, view: Mapping[str, object]) -> str:
        """Run a template over a view.

        Raises:
            RenderError: the template, or one it calls, is broken or is not there.
        """
        try:
            return self.environment.get_template(name).render(view)
        except TemplateSyntaxError as problem:
            called = problem.name or name
            raise RenderError(
                problem.message or "cannot be read", template=self.path(called), line=problem.lineno
            ) from problem
        except TemplateNotFound as problem:
            raise self._not_found(name, problem) from problem
        except Exception as problem:  # a template can raise whatever Python can
            template, line = self._place(problem.__traceback__) or (self.path(name), None)
            raise RenderError(_cause(problem), template=template, line=line) from problem

    def path(self, name: str) -> str:
        """Where an editor finds a template."""
        return self.sources[name].path if name in self.sources else name

    def _not_found(self, name: str, problem: TemplateNotFound) -> RenderError:
        missing = str(problem.name)
        near = difflib.get_close_matches(missing, self.sources, n=1)
        template, line = self._place(problem.__traceback__) or (self.path(name), None)
        return RenderError(
            f"there is no template {missing!r}",
            template=template,
            line=line,
            hint=f"Did you mean {near[0]!r}?" if near else "",
        )

    def _place(self, traceback: TracebackType | None) -> tuple[str, int] | None:
        """The innermost line of a template in a traceback."""
        paths = {source.path for source in self.sources.values()}
        place = None
        while traceback is not None:
            if traceback.tb_frame.f_code.co_filename in paths:
                place = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
            traceback = traceback.tb_next
        return place


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, which does not ask of a view what only other objects could have."""

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Whether a template may read an attribute.

        The general rules take three times as long as all the rest of a rendering.
        """
        if type(obj) in VIEWS:
            return not attr.startswith("_")
        return super().is_safe_attribute(obj, attr, value)


def template_set(templates: Templates) -> TemplateSet:
    """The templates, ready to run; the same sources give the same compiled set."""
    return _template_set(tuple(sorted(templates.items())))


@lru_cache(maxsize=8)
def _template_set(sources: tuple[tuple[str, TemplateSource], ...]) -> TemplateSet:
    by_name = dict(sources)

    def load(name: str) -> tuple[str, str, None] | None:
        source = by_name.get(name)
        return None if source is None else (source.text, source.path, None)

    environment = _Sandbox(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=lambda name: name is None or not name.endswith(_PLAIN_TEXT),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(wrap=wrap, underline=underline)
    return TemplateSet(environment, by_name)


def _cause(problem: Exception) -> str:
    if isinstance(problem, UndefinedError | SecurityError):
        return str(problem)
    return f"{type(problem).__name__}: {problem}"

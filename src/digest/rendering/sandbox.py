"""The sandbox templates run in: they read an issue, write texts, and come to an end.

A template sees views, texts, numbers, dates, lists and mappings, and of each what is listed here.
Nothing leads from there into Python, and no single operation makes anything boundless.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from types import BuiltinFunctionType, MethodType
from typing import Any, TypeVar

from jinja2 import StrictUndefined, Undefined, UndefinedError, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import (
    BlockReference,
    Context,
    LoopContext,
    Macro,
    TemplateReference,
    markup_join,
    str_join,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, missing
from markupsafe import Markup

from digest.rendering.arithmetic import CHECKS, numbers
from digest.rendering.compiling import CountingGenerator
from digest.rendering.effort import (
    LEFT,
    SHORT,
    enter,
    leave,
    make_text,
    refuse,
    spend,
    weigh,
)
from digest.rendering.filters import FILTERS, TESTS
from digest.rendering.forbidden import (
    ASK_FIRST,
    NotForTemplatesError,
    UnknownNameError,
    named,
    spoken,
)
from digest.rendering.locating import Marking
from digest.rendering.view import VIEWS

TEXT_METHODS = frozenset(
    (
        *("capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha"),
        *("isdecimal", "isdigit", "islower", "isnumeric", "isspace", "istitle", "isupper"),
        *("lower", "lstrip", "partition", "removeprefix", "removesuffix", "rfind", "rindex"),
        *("rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip"),
        *("swapcase", "title", "upper"),
    )
)
_DAY = frozenset(("day", "isoformat", "isoweekday", "month", "weekday", "year"))
_LIST = frozenset(("count", "index"))
_MAPPING = frozenset(("get", "items", "keys", "values"))
_MACRO = frozenset(("arguments", "name"))
_OF_JINJA = (LoopContext, Namespace, TemplateModule, TemplateReference, BlockReference)
_READABLE: tuple[tuple[type | tuple[type, ...], frozenset[str]], ...] = (
    (str, TEXT_METHODS),
    (dt.date, _DAY),
    ((list, tuple), _LIST),
    (Mapping, _MAPPING),
    (Macro, _MACRO),
)
NAMES = {view: frozenset(each for each in dir(view) if each[0] != "_") for view in VIEWS}
_Value = TypeVar("_Value")
_LEFT_OUT = Markup("\ue016")  # a private-use character: no text has it
_ONE_OF_MANY = 4  # steps
_WRITTEN = (str, int, float, dt.date, Undefined)


class _Unknown(StrictUndefined):
    """What is not there; it may be asked whether it is, and nothing else."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: object = missing,
        name: str | None = None,
        exc: type[Exception] = UndefinedError,
    ) -> None:
        raised: Any = exc
        if exc is UndefinedError:
            raised = partial(UnknownNameError, name=name, owner=obj)
        super().__init__(hint, obj, name, raised)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja, with nothing in it but what a template of an email needs."""

    code_generator_class = CountingGenerator
    intercepted_binops = frozenset(("*", "**", "+", "%"))
    spend, enter, leave = staticmethod(spend), staticmethod(enter), staticmethod(leave)

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - Jinja's own settings
        super().__init__(undefined=_Unknown, finalize=_written, **settings)
        self.filters = dict(FILTERS)
        self.tests = dict(TESTS)
        self.globals = {"dict": dict, "namespace": Namespace, "range": numbers}

    @staticmethod
    def counted(value: _Value) -> _Value:
        """What was just asked of one of many."""
        spend(_ONE_OF_MANY)
        return value

    @staticmethod
    def weighed(value: _Value) -> _Value:
        """A value that Python is about to look through."""
        weigh(value)
        return value

    @staticmethod
    def joined(context: Context, parts: tuple[object, ...]) -> str:
        """Parts in one text, as ``~`` makes it."""
        length = 0
        for each in parts:
            if isinstance(each, str):
                length += len(each)
            else:
                _text(each)
        if length > SHORT:
            make_text(length)
        return markup_join(parts) if context.eval_ctx.autoescape else str_join(parts)

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - as Jinja has it
        """What ``issue.title`` gives; Jinja's own way takes three times as long as a rendering."""
        names = NAMES.get(type(obj))
        if names is None:
            return super().getattr(_there(obj), attribute)
        if attribute not in names:
            if attribute.startswith("_"):
                return self.unsafe_undefined(obj, attribute)
            return self.undefined(obj=obj, name=attribute)
        value = getattr(obj, attribute)
        if type(value) is tuple:
            spend(len(value))  # some are put together when they are asked for
        return value

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - as Jinja has it
        """What ``list[0]`` gives."""
        spend(_ONE_OF_MANY)
        weigh(argument)
        return super().getitem(_there(obj), argument)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:  # noqa: ARG002
        """Whether a template may read an attribute: only what is listed, and of nothing else."""
        if attr.startswith("_"):
            return False
        if isinstance(obj, _OF_JINJA):
            return True
        if attr in getattr(obj, "_fields", ()):  # of the groups that `groupby` makes
            return True
        if type(obj) in NAMES:
            return attr in NAMES[type(obj)]
        return any(isinstance(obj, kind) and attr in names for kind, names in _READABLE)

    def unsafe_undefined(self, obj: object, attribute: str) -> Undefined:
        """What is not listed."""
        hint = _NOTHING_ELSE
        if attribute in FILTERS:
            hint = f"There is a filter of that name: … | {attribute}"
        elif isinstance(obj, str) and not attribute.startswith("_"):
            hint = f"Of a text there are: {', '.join(sorted(TEXT_METHODS))}."
        return self.undefined(
            f"{attribute!r} of {spoken(type(obj))} cannot be used in a template",
            name=attribute,
            obj=obj,
            exc=partial(NotForTemplatesError, hint=hint),  # type: ignore[arg-type]  # it makes one
        )

    def wrap_str_format(self, value: object) -> None:
        """``format`` is no method of a text here: what it fills in could be of any width."""

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Call a macro, or a method of a text or a list, which looks through it."""
        if type(obj) is not Macro:
            weigh(args)
            weigh(kwargs)
            if isinstance(obj, BuiltinFunctionType | MethodType):
                weigh(obj.__self__)
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Work out ``left operator right`` where the outcome is of a size that was asked for."""
        CHECKS[operator](left, right)
        return super().call_binop(context, operator, left, right)


class LocatingSandbox(Sandbox):
    """The sandbox for a second run: literal text is marked, and what members wrote is left out.

    Whatever is found in the rest is a template's.
    """

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - Jinja's own settings
        super().__init__(extensions=[Marking], **settings)

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - as Jinja has it
        """What ``one.body`` gives: something, where there is something."""
        value = super().getattr(obj, attribute)
        return _LEFT_OUT if value and type(value) is Markup and type(obj) in VIEWS else value


def _there(value: object) -> object:
    """The value, or an error where it is none: one may not even ask what it has."""
    if isinstance(value, Undefined):
        str(value)
    return value


@pass_context  # which keeps Jinja from asking before a run, when all it has is the escaped text
def _written(_context: Context, value: object) -> object:
    """What is written by ``{{ }}``: texts, numbers and days.

    Anything else is a mistake that would be mailed to everybody, such as "None".
    """
    kind = type(value)
    if kind is not str and kind is not Markup:
        return _text(value)
    left = LEFT.get()
    left.characters -= len(value)  # type: ignore[arg-type]  # it has a length
    if left.characters < 0:
        refuse()
    return value


def _text(value: object) -> object:
    if isinstance(value, _WRITTEN):
        return value
    if value is None:
        raise NotForTemplatesError("writes “None”: what is asked for is empty here", ASK_FIRST)
    raise NotForTemplatesError(
        f"writes a whole {named(type(value))} where a text belongs",
        "Write one of its parts, or loop over it.",
    )


_NOTHING_ELSE = "A template reads the issue, and nothing of the program."

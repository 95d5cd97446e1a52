"""Settings that do not fit their models, in the words of the person who wrote them."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from digest.model.secret import EnvSecret, FileSecret

_SECRET = 'write { env = "NAME" } or { file = "PATH" }; what is secret never stands here'  # noqa: S105 - no secret
_SHOWN = 60  # characters of a value
_SECRETS = (EnvSecret.__name__, FileSecret.__name__)  # as pydantic calls them in a location
_WORDS = (  # how pydantic begins a sentence, and how we do
    ("Value error, ", ""),
    ("Input should be a valid string", "must be a text"),
    ("Input should be a valid integer, unable to parse string as an integer", "must be a number"),
    ("Input should be a valid boolean, unable to interpret input", "must be true or false"),
    ("Input should be a valid tuple", "must be a list"),
    ("Input should be True", "must be true"),
    ("Input should be a valid", "must be a valid"),
    ("Input should", "must"),
    ("String should", "must"),
    ("Tuple should", "must"),
)


def unfit(error: ValidationError, model: type[BaseModel]) -> tuple[str, ...]:
    """Every problem, one sentence each: the key path, what is allowed, and what was found.

    A value that stands where a secret belongs is never repeated. A list that seems short
    because its items are wrong is no problem of its own.

    Args:
        error: what validating the settings raised.
        model: what they were validated against.
    """
    every = error.errors(include_url=False)
    above = {each["loc"][:depth] for each in every for depth in range(len(each["loc"]))}
    real = [each for each in every if each["type"] != "too_short" or each["loc"] not in above]
    return tuple(dict.fromkeys(_sentence(each, _place(each["loc"], model)) for each in real))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an error is, as the person wrote it, and what may stand there."""

    path: tuple[str, ...]
    known: tuple[str, ...] = ()  # the keys of the table it is in
    annotation: Any = None
    is_secret: bool = False


def _sentence(error: ErrorDetails, place: _Place) -> str:
    where = ".".join(place.path)
    if place.is_secret:
        return f"{where}: {_SECRET}"
    return where + _SAYINGS.get(error["type"], _plainly)(error, place)


def _plainly(error: ErrorDetails, _place: _Place) -> str:
    message = error["msg"]
    theirs, ours = next(each for each in (*_WORDS, ("", "")) if message.startswith(each[0]))
    return f": {ours}{message.removeprefix(theirs)}{_found(error['input'])}"


def _unknown_key(_error: ErrorDetails, place: _Place) -> str:
    near = difflib.get_close_matches(place.path[-1], place.known, n=1)
    if near:
        return f": unknown key; did you mean {near[0]!r}?"
    return f": unknown key; known are: {', '.join(place.known)}"


def _unknown_kind(error: ErrorDetails, _place: _Place) -> str:
    context = error["ctx"]
    return f".kind: must be one of {context['expected_tags']}{_found(context['tag'])}"


def _badly_written(error: ErrorDetails, place: _Place) -> str:
    examples = " or ".join(json.dumps(each) for each in _examples(place.annotation))
    if not examples:
        return _plainly(error, place)
    return f": must be written like {examples}{_found(error['input'])}"


_SAYINGS: Mapping[str, Callable[[ErrorDetails, _Place], str]] = MappingProxyType(
    {
        "missing": lambda _error, _place: ": is missing",
        "extra_forbidden": _unknown_key,
        "union_tag_not_found": lambda _error, _place: ".kind: is missing",
        "union_tag_invalid": _unknown_kind,
        "string_pattern_mismatch": _badly_written,
    }
)


def _found(value: object) -> str:
    """What stands there, where that helps: short, and without a password in an address."""
    if not isinstance(value, str | int | float | bool):
        return ""
    shown = re.sub(r"//.*@", "//…@", json.dumps(value, ensure_ascii=False))
    shown = re.sub(r"(://[^?\"]*\?)[^\"]+", r"\1…", shown)  # a key may stand in an address
    return f", found {shown if len(shown) <= _SHOWN else shown[:_SHOWN] + '…'}"


def _place(location: tuple[int | str, ...], model: type[BaseModel]) -> _Place:
    """Follow an error's location through the settings.

    Pydantic puts the chosen kind of a union into a location; the person did not write it.
    """
    place = _Place((), annotation=model)
    for step in location:
        if step in _SECRETS:  # of a table of secrets, whose keys no model knows
            return replace(place, is_secret=True)
        models = _models(place.annotation)
        chosen = [each for each in models if _is_kind(each, step)]
        fields = {
            (field.alias or name): Annotated[field.annotation, field]
            for each in models
            for name, field in each.model_fields.items()
        }
        if isinstance(step, int):
            place = _Place((*place.path, str(step + 1)), (), place.annotation)
        elif chosen and step not in fields:
            is_secret = chosen[0] in (EnvSecret, FileSecret)
            place = _Place(place.path, (), chosen[0], is_secret)
            if is_secret:
                break
        elif step != "[key]":  # pydantic's word for: the key itself is wrong
            place = _Place((*place.path, step), tuple(fields), fields.get(step))
    return place


def _models(annotation: Any) -> tuple[type[BaseModel], ...]:  # noqa: ANN401 - any annotation
    """The settings models an annotation stands for, through Annotated, unions and tuples."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    if get_origin(annotation) in (Annotated, Union, UnionType, tuple):
        return tuple(model for each in get_args(annotation) for model in _models(each))
    return ()


def _examples(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401 - any annotation
    """How a value may be written, by the first part of its annotation that says so."""
    if isinstance(annotation, FieldInfo):
        return tuple(map(str, annotation.examples or ()))
    return next(filter(None, map(_examples, get_args(annotation))), ())


def _is_kind(model: type[BaseModel], step: int | str) -> bool:
    kind = model.model_fields.get("kind")
    return model.__name__ == step or (kind is not None and step in get_args(kind.annotation))

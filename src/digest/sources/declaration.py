"""What every ``[[source]]`` of config.toml may say, whatever its kind."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from digest.model.field_names import KNOWN_COLUMNS, canonical, translated
from digest.model.frozen import Frozen

BY_HAND = "editor"  # the source of what editors add themselves


def _not_reserved(name: str) -> str:
    if name == BY_HAND:
        raise ValueError(f"{name!r} is what is added by hand; call the source otherwise")
    return name


SourceName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$"),
    AfterValidator(_not_reserved),
    Field(examples=["members"]),
]


def _known_field(name: str) -> str:
    if canonical(name) is None:
        nearest = difflib.get_close_matches(name.casefold(), sorted(KNOWN_COLUMNS), n=1)
        hint = f"did you mean {nearest[0]!r}?" if nearest else "docs/configuration.md lists them"
        raise ValueError(f"{name!r} is not a field of a submission; {hint}")
    return name


def _known_in_a_language(name: str) -> str:
    return name if translated(name) is not None else _known_field(name)


FieldName = Annotated[str, AfterValidator(_known_field)]
OurName = Annotated[str, AfterValidator(_known_in_a_language)]  # "title", "title_de"


class SourceDeclaration(Frozen):
    """The part of a source's settings that all kinds share."""

    name: SourceName = Field(
        description="its lasting name: what was collected under it is known by it"
    )
    defaults: Mapping[FieldName, str] = Field(
        default={}, description="for fields a record leaves out: kind, language …"
    )
    fields: Mapping[str, OurName] = Field(
        default={}, description="the field map: their name = our name"
    )
    trust: Literal["accept", "hold"] = Field(
        default="accept", description="whether what it gives waits for an editor's word"
    )
    silent_after_days: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="how long it may give nothing new before `collect` says so"
    )

"""What every ``[[source]]`` of config.toml may say, whatever its kind."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from digest.intake.fields import KNOWN_COLUMNS, canonical
from digest.model.frozen import Frozen

SourceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


def _known_field(name: str) -> str:
    if canonical(name) is None:
        nearest = difflib.get_close_matches(name.casefold(), sorted(KNOWN_COLUMNS), n=1)
        hint = f"did you mean {nearest[0]!r}?" if nearest else "docs/configuration.md lists them"
        raise ValueError(f"{name!r} is not a field of a submission; {hint}")
    return name


FieldName = Annotated[str, AfterValidator(_known_field)]


class SourceDeclaration(Frozen):
    """The part of a source's settings that all kinds share."""

    name: SourceName
    defaults: Mapping[FieldName, str] = {}  # for fields a record leaves out: kind, language …
    fields: Mapping[str, FieldName] = {}  # the field map: their name → ours
    trust: Literal["accept", "hold"] = "accept"

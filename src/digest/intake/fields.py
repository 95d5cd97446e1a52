"""A record's fields, whatever it calls them, by the names they have here."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from digest.intake.remarks import Remark
from digest.model.field_names import SPELLINGS, canonical, folded


@dataclass(frozen=True, slots=True)
class Named:
    """A field's value, and what the record calls the field."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Recognised:
    """A record's fields by what they are called here, with what was not understood."""

    fields: Mapping[str, Named]
    remarks: tuple[Remark, ...]


def recognise(
    fields: Mapping[str, object],
    *,
    defaults: Mapping[str, object],
    field_map: Mapping[str, str],
) -> Recognised:
    """Call a record's fields by their names here; empty ones count as left out.

    Args:
        fields: as the record has them.
        defaults: the source's values for fields the record leaves out.
        field_map: the source's own names (its name → ours), which come before the lenient ones.
    """
    own = {folded(theirs): ours for theirs, ours in field_map.items()}
    found: dict[str, Named] = {}
    remarks: list[Remark] = []
    for name, value in fields.items():
        ours = canonical(own.get(folded(name), name))
        if ours is None:
            remarks.append(_unknown(name))
        elif is_empty(value):
            continue
        elif ours not in found:
            found[ours] = Named(name, value)
        elif found[ours].value != value:
            remarks.append(_doubled(found[ours].name, name))
    for name, value in defaults.items():
        ours = canonical(name)
        if ours is not None and not is_empty(value):
            found.setdefault(ours, Named(name, value))
    return Recognised(found, tuple(remarks))


def is_empty(value: object) -> bool:
    """Whether a value says nothing: none, an empty list, a text of spaces."""
    return value is None or value in ([], (), {}) or (isinstance(value, str) and not value.strip())


def _unknown(name: str) -> Remark:
    spellings = [each for several in SPELLINGS.values() for each in several]
    near = difflib.get_close_matches(folded(name), spellings, n=1)
    known = f"did you mean “{near[0]}”?" if near else f"known are: {', '.join(SPELLINGS)}"
    return Remark(
        "unknown-field", f"the field “{name}” is not known and was passed over", known.capitalize()
    )


def _doubled(first: str, second: str) -> Remark:
    return Remark(
        "doubled-field",
        f"the fields “{first}” and “{second}” mean the same; only “{first}” was used",
        f"Keep one of them, or put both texts into “{first}”.",
    )

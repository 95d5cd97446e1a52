"""The names of fields, met leniently: what members call them, and what they are called here."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from digest.intake.remarks import Remark

_SPELLINGS: Mapping[str, str] = {
    "organisations": "organisations organisation organizations organization organisation(s)"
    " organization(s) org orgs organiser organisers organizer organizers host hosts institution"
    " institutions submitted_by submitter member members museum",
    "title": "title headline heading subject",
    "dates": "dates date date(s) when",
    "starts": "starts start start_date starts_on from begin begins",
    "ends": "ends end end_date ends_on to until",
    "deadline": "deadline closes closing_date due apply_by application_deadline",
    "place": "place places where location locations venue city",
    "online": "online is_online",
    "url": "link links url website web read_more",
    "text": "text description summary excerpt body content abstract",
    "image": "image picture photo",
    "published": "published published_on publication_date",
    "kind": "kind type category",
    "language": "language lang",
    "project": "project",
    "issue": "issue",
    "id": "id identifier guid uid",
}


def folded(name: str) -> str:
    """A name without case, spaces, dashes, brackets: "Organisation(s)" is "organisations"."""
    return "".join(character for character in name.casefold() if character.isalnum())


_CANONICAL: Mapping[str, str] = MappingProxyType(
    {folded(each): name for name, line in _SPELLINGS.items() for each in line.split()}
)
# Every spelling, for the header of a table; case, spaces, dashes and underscores do not count.
KNOWN_COLUMNS: frozenset[str] = frozenset(
    spelling for line in _SPELLINGS.values() for spelling in line.split()
)


def canonical(name: str) -> str | None:
    """What a field is called here; None where the name is not known."""
    return _CANONICAL.get(folded(name))


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
    near = difflib.get_close_matches(folded(name), _CANONICAL, n=1)
    known = f"did you mean “{near[0]}”?" if near else f"known are: {', '.join(_SPELLINGS)}"
    return Remark(
        "unknown-field", f"the field “{name}” is not known and was passed over", known.capitalize()
    )


def _doubled(first: str, second: str) -> Remark:
    return Remark(
        "doubled-field",
        f"the fields “{first}” and “{second}” mean the same; only “{first}” was used",
        f"Keep one of them, or put both texts into “{first}”.",
    )

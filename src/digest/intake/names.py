"""Organisations' names: found in the directory, taken apart only where that is certain."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from digest.intake.remarks import LONGEST, Remark, too_long
from digest.intake.text import plain_line
from digest.model.organisation import Organisation, OrganisationRef

_SURE = re.compile(r"[;\r\n\u2028\u2029]+")  # marks no name has in it
_JOINT = re.compile(r"(\s*(?:\band\b|[&/,])\s*)", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?P<name>[^()]+)\((?P<acronym>[^()]+)\)")
_MOST_JOINTS = 40  # a line with more is no list of names
_ARTICLE = "the "


def key_of(name: str) -> str:
    """A name without case, accents, punctuation and a leading "The"."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = (
        character if character.isalnum() else " "
        for character in decomposed
        if not unicodedata.combining(character)
    )
    return " ".join("".join(letters).split()).removeprefix(_ARTICLE)


class Directory:
    """The organisations, to be found by name, acronym or alias, as people write them.

    A name counts before an acronym or alias of another organisation. An acronym or alias that
    two share is nobody's.
    """

    def __init__(self, organisations: Iterable[Organisation] = ()) -> None:
        entries = tuple(organisations)
        shorter = _unique((spelling, each) for each in entries for spelling in _spellings(each))
        names = _unique((each.name, each) for each in entries)
        self._index: Mapping[str, Organisation] = MappingProxyType({**shorter, **names})
        self._names: Mapping[str, str] = MappingProxyType(
            {key_of(each.name): each.name for each in entries}
        )

    def find(self, name: str) -> Organisation | None:
        """The organisation of that name; "Name (ACRONYM)" is found by its name."""
        known = self._index.get(key_of(name))
        if known is not None:
            return known
        match = _IN_BRACKETS.fullmatch(name.strip())
        return None if match is None else self._index.get(key_of(match["name"]))

    def nearest(self, name: str) -> str | None:
        """The name in the directory that a misspelt one is nearest to."""
        near = difflib.get_close_matches(key_of(name), self._names, n=1, cutoff=0.75)
        return self._names[near[0]] if near else None


def organisations_in(
    value: str | Sequence[str], directory: Directory
) -> tuple[tuple[OrganisationRef, ...], tuple[Remark, ...]]:
    """The organisations a value names, each once, in order; unknown ones as written."""
    lines = (value,) if isinstance(value, str) else value
    written = [
        name
        for line in lines
        for piece in _SURE.split(line)
        if (plain := plain_line(piece).strip(" ,"))
        for name in _names_in(plain, directory)
    ]
    names = [name[:LONGEST].rstrip() for name in written]
    refs = {_identity(name, directory): _ref(name, directory) for name in reversed(names)}
    ordered = tuple(dict.fromkeys(_identity(name, directory) for name in names))
    found = tuple(refs[identity] for identity in ordered)
    cut = (too_long("name of an organisation"),) if names != written else ()
    return found, (*cut, *(_unknown(ref.name, directory) for ref in found if ref.id is None))


def _spellings(organisation: Organisation) -> Iterable[str]:
    name, acronym = organisation.name, organisation.acronym
    if acronym:
        yield from (acronym, f"{name} ({acronym})", f"{acronym} – {name}")
    yield from organisation.aliases


def _unique(pairs: Iterable[tuple[str, Organisation]]) -> dict[str, Organisation]:
    index: dict[str, Organisation] = {}
    shared = set()
    for spelling, organisation in pairs:
        key = key_of(spelling)
        if index.setdefault(key, organisation).id != organisation.id:
            shared.add(key)
    return {key: each for key, each in index.items() if key and key not in shared}


def _names_in(line: str, directory: Directory) -> tuple[str, ...]:
    """The names a line holds: itself, known names with joints between, or a family of names."""
    if directory.find(line) is not None:
        return (line,)
    return _known_names(line, directory) or _family(line) or (line,)


def _known_names(line: str, directory: Directory) -> tuple[str, ...]:
    """The fewest known names that fill the line ("and", "&", "/", "," between), or none."""
    parts = _JOINT.split(line)
    if not 1 < len(parts) <= 2 * _MOST_JOINTS:
        return ()
    best: dict[int, tuple[str, ...]] = {0: ()}  # names that fill the parts up to there
    for end in range(1, len(parts) + 1, 2):
        for start in range(0, end, 2):
            name = "".join(parts[start:end]).strip()
            if start in best and directory.find(name) is not None:
                names = (*best[start], name)
                best[end + 1] = min(best.get(end + 1, names), names, key=len)
    return best.get(len(parts) + 1, ())


def _family(line: str) -> tuple[str, ...]:
    """Names with commas between that all begin with the same word: ICOM Germany, ICOM Denmark."""
    *parts, last = (part.strip() for part in line.split(","))
    last = last.removeprefix("and ")
    families = ((*parts, *_AND.split(last)), (*parts, last)) if parts else ()
    return next((family for family in families if _is_family(family)), ())


def _is_family(names: tuple[str, ...]) -> bool:
    first_words = {name.split(" ")[0].casefold() for name in names}
    return (
        len(first_words) == 1
        and first_words != {_ARTICLE.strip()}
        and all(" " in name for name in names)
    )


def _identity(name: str, directory: Directory) -> str:
    known = directory.find(name)
    return f"name {key_of(name)}" if known is None else f"id {known.id}"


def _ref(name: str, directory: Directory) -> OrganisationRef:
    known = directory.find(name)
    if known is None:
        return OrganisationRef(id=None, name=name)
    return OrganisationRef(id=known.id, name=known.name)


def _unknown(name: str, directory: Directory) -> Remark:
    near = directory.nearest(name)
    hint = f"Did you mean “{near}”? " if near else ""
    return Remark(
        "unknown-organisation",
        f"“{name}” is not in the directory; it is kept as written",
        f"{hint}Add it to the directory, or as an alias of the entry that is meant.",
    )

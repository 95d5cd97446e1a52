"""Organisations' names: found in the directory, taken apart only where that is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from types import MappingProxyType

from rapidfuzz import fuzz, process

from digest.intake.name_keys import key_of, spelt_out
from digest.intake.name_lists import joined_names, related_names
from digest.intake.remarks import LONGEST, Remark, too_long
from digest.intake.text import plain_line
from digest.model.organisation import Organisation, OrganisationRef

_SURE = re.compile(r"[;\r\n\u2028\u2029]+")  # marks no name has in it
_IN_BRACKETS = re.compile(r"(?P<outside>[^()\[\]]+?) ?[(\[](?P<inside>[^()\[\]]+)[)\]]")
_DASH = re.compile(r"(?: [-–—]|[–—:,]) ")
_MOST_DASHES = 4  # a name with its acronym or another name beside it has fewer
_LONGEST_PAIR = 2 * LONGEST
_MOST_SUGGESTED = 3
_MOST_ALIKE = 10  # spellings looked at for them: an organisation may have several
# Letters that differ; and words that differ, are missing or stand elsewhere, which weigh less.
_SCORERS = ((fuzz.ratio, 1.0), (fuzz.token_ratio, 0.95))
# Of 100. Of 287 misspelt names, against a directory of 72, the right one was among those suggested
# for 286; for 40 names of strangers nothing was.
_NEAR = 82


class Directory:
    """The organisations, to be found by name, acronym or alias, as people write them.

    A name counts before an acronym or alias of another organisation. An acronym or alias that
    two share is nobody's, unless the name stands beside it.
    """

    def __init__(self, organisations: Iterable[Organisation] = ()) -> None:
        entries = tuple(organisations)
        names = _unique((each.name, each) for each in entries)
        shorter = _unique((spelling, each) for each in entries for spelling in _shorter(each))
        others = _unique((spelling, each) for each in entries for spelling in _others(each))
        # an organisation that is not in the directory hands in news every month
        self._suggestions = lru_cache(maxsize=1024)(self._nearest)
        self._names: Mapping[str, Organisation] = MappingProxyType(names)
        self._written: Mapping[str, Organisation] = MappingProxyType({**shorter, **names})
        self._index: Mapping[str, Organisation] = MappingProxyType({**others, **self._written})
        self._bearers = MappingProxyType(_bearers(entries))
        self._senders: Mapping[str, Organisation] = MappingProxyType(
            {email.casefold(): each for each in entries for email in each.emails}
        )

    def of_sender(self, address: str) -> Organisation | None:
        """The organisation an email address writes for: by the whole of it, else by its domain."""
        written = address.strip().casefold().removeprefix("mailto:")
        _, at, domain = written.rpartition("@")
        return self._senders.get(written) or self._senders.get(f"{at}{domain}")

    def find(self, name: str) -> Organisation | None:
        """The organisation of that name, acronym or alias; of two of them, one beside the other.

        ``ICOM (International Council of Museums)``, ``International Council of Museums – ICOM``;
        a name with something unknown in brackets is that name.
        """
        known = self._index.get(key_of(name))
        if known is None and len(name) <= _LONGEST_PAIR:
            known = self._of_both(name.strip())
        return known

    def is_certain(self, name: str) -> bool:
        """Whether a name is more than a common word that happens to be spelt like an acronym.

        FACE is an organisation; "Face" at the beginning of a title may be one.
        """
        known = self._index.get(key_of(name))
        if known is None or key_of(known.acronym or "") != key_of(name):
            return True
        return name.strip() in (known.name, known.acronym, *known.aliases)

    def nearest(self, name: str) -> tuple[str, ...]:
        """The names in the directory that a misspelt one is nearest to, the nearest first."""
        return self._suggestions(key_of(name))

    def _nearest(self, key: str) -> tuple[str, ...]:
        scores: dict[str, float] = {}
        for scorer, weight in _SCORERS:
            alike = process.extract(
                key,
                self._written.keys(),
                scorer=scorer,
                limit=_MOST_ALIKE,
                score_cutoff=_NEAR / weight,
            )
            for written, score, _at in alike:
                called = self._written[written].name
                scores[called] = max(scores.get(called, 0), score * weight)
        return tuple(sorted(scores, key=lambda called: (-scores[called], called)))[:_MOST_SUGGESTED]

    def _of_both(self, name: str) -> Organisation | None:
        bracketed = _IN_BRACKETS.fullmatch(name)
        if bracketed is not None:
            return self._agreed(bracketed["outside"], bracketed["inside"]) or self._named(
                bracketed["outside"], beside=bracketed["inside"]
            )
        dashes = islice(_DASH.finditer(name), _MOST_DASHES)
        halves = ((name[: each.start()], name[each.end() :]) for each in dashes)
        return next((both for half in halves if (both := self._agreed(*half)) is not None), None)

    def _agreed(self, one: str, other: str) -> Organisation | None:
        """The one organisation that both are spellings of."""
        nobody: Mapping[str, Organisation] = {}
        first, second = (self._bearers.get(key_of(each), nobody) for each in (one, other))
        common = [each for key, each in first.items() if key in second]
        return common[0] if len(common) == 1 else None

    def _named(self, name: str, *, beside: str) -> Organisation | None:
        """An organisation by its whole name, where what stands beside it means no other."""
        known = self._index.get(key_of(name))
        is_acronym = known is not None and key_of(known.acronym or "") == key_of(name)
        is_name = self._names.get(key_of(name)) is known
        if (is_acronym and not is_name) or key_of(beside) in self._bearers:
            return None
        return known


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
    names = [name[:LONGEST].rstrip(" ,") for name in written]
    refs = {_identity(name, directory): _ref(name, directory) for name in reversed(names)}
    ordered = tuple(dict.fromkeys(_identity(name, directory) for name in names))
    found = tuple(refs[identity] for identity in ordered)
    cut = (too_long("name of an organisation"),) if names != written else ()
    return found, (*cut, *(_unknown(ref.name, directory) for ref in found if ref.id is None))


def _shorter(organisation: Organisation) -> Iterator[str]:
    if organisation.acronym:
        yield organisation.acronym
    yield from organisation.aliases


def _others(organisation: Organisation) -> Iterator[str]:
    """Spellings nobody wrote down: umlauts spelt out, the acronym before or after the name."""
    for spelling in (organisation.name, *organisation.aliases):
        yield spelt_out(spelling)
        if organisation.acronym:
            yield f"{organisation.acronym} {spelling}"
            yield f"{spelling} {organisation.acronym}"


def _unique(pairs: Iterable[tuple[str, Organisation]]) -> dict[str, Organisation]:
    index: dict[str, Organisation] = {}
    shared = set()
    for spelling, organisation in pairs:
        key = key_of(spelling)
        if index.setdefault(key, organisation).id != organisation.id:
            shared.add(key)
    return {key: each for key, each in index.items() if key and key not in shared}


def _bearers(entries: Iterable[Organisation]) -> dict[str, dict[str, Organisation]]:
    """Everyone who is called so, by their ids."""
    bearers: dict[str, dict[str, Organisation]] = {}
    for each in entries:
        for spelling in (each.name, *_shorter(each)):
            bearers.setdefault(key_of(spelling), {})[each.id] = each
    return bearers


def _names_in(line: str, directory: Directory) -> tuple[str, ...]:
    """The names a line holds: itself, known names with joints between, or a family of names."""

    def is_known(name: str) -> bool:
        return directory.find(name) is not None

    return (line,) if is_known(line) else joined_names(line, is_known) or related_names(line)


def _identity(name: str, directory: Directory) -> str:
    known = directory.find(name)
    return f"name {key_of(name)}" if known is None else f"id {known.id}"


def _ref(name: str, directory: Directory) -> OrganisationRef:
    known = directory.find(name)
    if known is None:
        return OrganisationRef(id=None, name=name)
    return OrganisationRef(id=known.id, name=known.name)


def _unknown(name: str, directory: Directory) -> Remark:
    near = " or ".join(f"“{each}”" for each in directory.nearest(name))
    hint = f"Did you mean {near}? " if near else ""
    return Remark(
        "unknown-organisation",
        f"“{name}” is not in the directory; it is kept as written",
        f"{hint}Add it to the directory, or as an alias of the entry that is meant.",
    )

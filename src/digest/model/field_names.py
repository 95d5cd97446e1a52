"""The names of fields, met leniently: what members call them, and what they are called here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from digest.model.language import is_language, language_tag

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
    "url": "url link links website web read_more",
    "text": "text description summary excerpt body content abstract",
    "image": "image picture photo",
    "image_alt": "image_alt alt alt_text picture_alt image_description",
    "published": "published published_on publication_date",
    "kind": "kind type category",
    "categories": "categories tags keywords",
    "cancelled": "cancelled canceled is_cancelled is_canceled",
    "language": "language lang",
    "translations": "translations",
    "project": "project",
    "issue": "issue",
    "id": "id identifier guid uid",
    "sender": "sender sent_by",
}

TRANSLATED = ("title", "text", "place", "url", "image_alt")  # what may differ by language
_LONGEST = 60  # characters of a name in which a language is looked for
_BEFORE_TAG = re.compile(r"[\s_.:([-]+")
_TAG = re.compile(r"([a-z]{2,3}(?:[-_][a-z0-9]{2,8})*)[\s\])]*", re.IGNORECASE | re.ASCII)
_TWO_LETTERS = 2  # are meant for a language even where there is none of that name


@lru_cache(maxsize=1024)  # records of one source call their fields alike
def folded(name: str) -> str:
    """A name without case, spaces, dashes, brackets: "Organisation(s)" is "organisations"."""
    return "".join(character for character in name.casefold() if character.isalnum())


# Every spelling of a field, folded, the field's own name first.
SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: tuple(dict.fromkeys(map(folded, line.split()))) for name, line in _SPELLINGS.items()}
)
_CANONICAL: Mapping[str, str] = MappingProxyType(
    {spelling: name for name, spellings in SPELLINGS.items() for spelling in spellings}
)
# Every spelling, for the header of a table; case, spaces, dashes and underscores do not count.
KNOWN_COLUMNS: frozenset[str] = frozenset(
    spelling for line in _SPELLINGS.values() for spelling in line.split()
)


def canonical(name: str) -> str | None:
    """What a field is called here; None where the name is not known."""
    return _CANONICAL.get(folded(name))


@lru_cache(maxsize=1024)
def translated(name: str) -> tuple[str, str] | None:
    """The field and the language that a name like "title_de", "text.fr" or "url[pt-BR]" means.

    The language may be one that there is not: two letters at the end are meant for one.
    """
    if canonical(name) is not None or len(name) > _LONGEST:
        return None
    for mark in _BEFORE_TAG.finditer(name):
        field, tag = canonical(name[: mark.start()]), _TAG.fullmatch(name, mark.end())
        if field not in TRANSLATED or tag is None:
            continue
        language = language_tag(tag[1])
        if is_language(language) or len(language) == _TWO_LETTERS:
            return field, language
    return None

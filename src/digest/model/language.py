"""Tags of languages (BCP 47): which there are, and the one way each is written here."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

_SCRIPT, _REGION = 4, 2  # letters


@lru_cache(maxsize=1024)
def language_tag(text: str) -> str:
    """A tag as BCP 47 writes it: "pt_br" is "pt-BR"."""
    first, *rest = text.strip().replace("_", "-").split("-")
    return "-".join((first.lower(), *map(_subtag, rest)))


@lru_cache(maxsize=1024)
def is_language(tag: str) -> bool:
    """Whether the first subtag is a language the Unicode CLDR knows."""
    return tag.partition("-")[0].lower() in _names()


def _subtag(part: str) -> str:
    if len(part) == _SCRIPT and part.isalpha():
        return part.title()
    return part.upper() if len(part) == _REGION else part.lower()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(Locale("en").languages)

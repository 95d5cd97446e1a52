"""When two spellings of an organisation's name are held to be the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Leading articles, where organisations have them: English, Irish; French, Italian, Spanish,
# Catalan; German, Dutch; Danish, Norwegian, Swedish; Hungarian; Greek.
_ARTICLES = (
    "the an le la les l il lo gli el los las els der die das de het t den det az το η ο οι τα"
)
ARTICLES = frozenset(_ARTICLES.split())
# What says how an organisation is registered, not what it is called; as folded. Two-letter forms
# that are also words, states or acronyms (SA, AG, AS, NV) count as a part of the name.
_LEGAL_FORMS = (
    *("e v", "ev", "g gmbh", "ggmbh", "gmbh", "gug", "mbh"),  # German
    *("asbl", "a s b l", "aisbl", "a i s b l", "vzw", "v z w", "ivzw", "i v z w"),  # Belgian
    *("ltd", "limited", "plc", "inc", "llc", "cic", "cio", "clg"),  # British, Irish, American
    *("sarl", "s a r l", "s r l", "srl", "onlus", "ets", "e t s", "aps", "a p s"),  # Latin
    *("b v", "n v", "bv", "z s", "o p s", "s r o", "sro", "d o o", "doo"),  # Dutch, Slavic
    *("r y", "ry", "mtu", "mittetulundusuhing", "kft", "nonprofit kft", "z u"),  # Finnic, Hungarian
)
_ARTICLE = re.compile(rf"^(?:{'|'.join(sorted(ARTICLES))}) (?=.)")
_LEGAL = re.compile(rf"(?: (?:{'|'.join(sorted(_LEGAL_FORMS, key=len, reverse=True))}))+$")
_PUNCTUATION = re.compile(r"[\W_]+")  # whatever is neither a letter nor a figure
# Letters that Unicode does not take apart into a letter and its accent.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"}
    | {"þ": "th"}
)
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


@lru_cache(maxsize=4096)  # the same names are met again and again
def key_of(name: str) -> str:
    """A name without case, accents, punctuation, a leading article and its legal form.

    A name that is nothing but punctuation is compared as written.
    """
    letters = name.casefold()
    if not letters.isascii():
        decomposed = unicodedata.normalize("NFKD", letters.translate(_LETTERS))
        letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    words = _PUNCTUATION.sub(" ", letters).strip()
    return _LEGAL.sub("", _ARTICLE.sub("", words, count=1)) or " ".join(name.casefold().split())


def spelt_out(name: str) -> str:
    """A name as it is written where there are no umlauts: Oesterreich."""
    composed = unicodedata.normalize("NFC", name.casefold())
    return composed.translate(_SPELT_OUT)

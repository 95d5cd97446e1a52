"""Catalogues of fixed phrases, one a language, as gettext has them.

English stands in the code and is the message; its field's name is the context, so that two
fields with the same English may differ elsewhere.
See https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parent / "locales"
DOMAIN = "digest"
ENGLISH = "en"
# The official languages of the European Union, then those of its neighbours.
LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt"),
    *("lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
    *("ar", "is", "nb", "tr", "uk"),
)
_ALSO = {"no": "nb", "nn": "nb"}  # what Norwegian is called, and the other way to write it


def spoken(language: str) -> str | None:
    """The language there are phrases in for a BCP 47 tag; None where there are none."""
    first = language.partition("-")[0].lower()
    known = _ALSO.get(first, first)
    return known if known in LANGUAGES else None


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> NullTranslations:
    """The phrases of one of the languages, read when they are first wanted."""
    if language == ENGLISH:
        return NullTranslations()
    path = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)

"""The catalogues of fixed phrases, kept in step with the English of the code.

    python scripts/catalogues.py [--check]

Writes `digest.pot` and brings every language's `digest.po` up to it: new phrases are added empty,
gone ones are dropped, changed ones are marked as doubtful. With --check nothing is written, and
what is not in step is said.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import fields
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from digest.rendering.catalogues import DOMAIN, ENGLISH, FOLDER, LANGUAGES
from digest.rendering.page_words import PAGE_WORDS, PageWords
from digest.rendering.words import MORE_ITEMS, WORDS, Words

# What a translator has to know and cannot see.
NOTES = {
    "contents": "Heading of the list of sections.",
    "online": "A mark: the event takes place on the web.",
    "place_and_online": "{place}: a town. The event takes place there and on the web.",
    "from_day": "{date}: a day. The event begins then; when it ends is not known.",
    "until_day": "{date}: a day. The event ends then.",
    "deadline": "{date}: the last day for handing in.",
    "deadline_of": "What a calendar calls the deadline. {heading}: the title of a call.",
    "read_more": "Words of a link. {heading}: a title, or names of organisations; not inflected.",
    "read_more_at": "The same, told apart by {host}: the name of a website.",
    "write_to": "Words of a link. {address}: an email address; {heading}: a title.",
    "read_on": "Words of a link to the whole of a text that is shortened here.",
    "numbered": "{words}: the words of a link; {number} tells it from others like it.",
    "more_items": "{number} further items of a section are on the web. {section}: its title.",
    "shortened": "Words of a link to the whole issue on the web.",
    "why": "{title}: the newsletter's; {sender}: whose it is. Formal, where a language is.",
    "earlier_issue": "{month}: a month and a year.",
    "later_issue": "{month}: a month and a year.",
    "published_in": "{month}: a month and a year.",
    "all_dates": "Words of a link to a calendar that programs follow.",
    "feed": "Words of a link to an Atom feed.",
    "to_content": "Words of a link for people who use a keyboard or hear the page.",
    "when": "Before the dates of an event.",
    "where": "Before the place of an event.",
}
# Headers that tell the time, or nothing.
_NOBODYS = tuple(
    f'"{name}'.encode()
    for name in (
        *("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator"),
        *("Report-Msgid-Bugs-To", "Language-Team", "Project-Id-Version"),
    )
)
Message = tuple[str, str | tuple[str, str]]  # its context, and the English


def messages() -> Iterator[Message]:
    """Every phrase of the code, in its order."""
    for each in fields(Words):
        english = getattr(WORDS, each.name)
        if isinstance(english, str) and each.name != "language":
            yield each.name, english
    yield "more_items", (MORE_ITEMS, MORE_ITEMS)
    yield from ((kind.value, english) for kind, english in WORDS.kinds.items())
    for each in fields(PageWords):
        if each.name != "language":
            yield each.name, getattr(PAGE_WORDS, each.name)


def template() -> Catalog:
    """The catalogue of the code itself."""
    catalog = _empty()
    for context, english in messages():
        note = NOTES.get(context)
        catalog.add(english, context=context, auto_comments=[note] if note else [])
    return catalog


def _empty(language: str | None = None) -> Catalog:
    catalog = Catalog(locale=language, project="digest", charset="utf-8", fuzzy=False)
    catalog.header_comment = "# The fixed phrases of digest."
    return catalog


def of_language(language: str) -> Catalog:
    """A language's catalogue, brought up to the code."""
    path = file_of(language)
    catalog = _empty(language)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
        for message in known:
            if message.id:
                catalog.add(message.id, message.string, context=message.context)
    catalog.update(template(), no_fuzzy_matching=True)
    return catalog


def file_of(language: str | None) -> Path:
    """Where a catalogue lies; the template without a language."""
    if language is None:
        return FOLDER / f"{DOMAIN}.pot"
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def written(catalog: Catalog) -> bytes:
    """A catalogue's file: the same catalogue gives the same bytes."""
    buffer = BytesIO()
    write_po(buffer, catalog, omit_header=False, ignore_obsolete=True, width=100)
    lines = buffer.getvalue().split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(_NOBODYS))


def catalogues() -> dict[Path, bytes]:
    """Every catalogue's file as it should be."""
    others = (each for each in LANGUAGES if each != ENGLISH)
    files = {file_of(each): written(of_language(each)) for each in others}
    return {file_of(None): written(template()), **files}


def main(arguments: list[str]) -> int:
    """Write the catalogues, or say what is not in step."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args(arguments)
    stale = [
        path
        for path, content in catalogues().items()
        if not path.exists() or path.read_bytes() != content
    ]
    for path in stale:
        print(f"{path} is {'not in step with the code' if given.check else 'written'}.")
        if not given.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(catalogues()[path])
    if given.check and stale:
        print("Run: make docs")
    return 1 if given.check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

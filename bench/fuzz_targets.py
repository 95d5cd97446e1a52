"""The parts of digest that read what others wrote, each with what holds of it alone."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

import fuzz_seeds as seeds
import fuzz_templates
from digest.formats.document import Document, Reading
from digest.formats.entry import Entry
from digest.formats.feed import read_feed
from digest.formats.json_map import JsonMap, read_items
from digest.formats.letter import read_letter
from digest.formats.picture_size import picture_size
from digest.formats.pushed import pushed
from digest.formats.reading import read
from digest.formats.web_page import read_page
from digest.formats.wordpress import read_events, read_posts
from digest.intake.dates import read_dates
from digest.intake.links import link_key, without_tracking
from digest.intake.names import organisations_in
from digest.intake.pictures import TALLEST, WIDEST, regular_picture
from digest.intake.remarks import LONGEST
from digest.intake.text import (
    LONGEST_TEXT,
    clean_html,
    clean_url,
    markdown_to_html,
    plain_line,
    plain_to_html,
)
from digest.model.picture import Picture, picture_name
from digest.model.record import Provenance, Record
from digest.rendering.bodies import inline
from digest.rendering.text import plain
from fuzz_laws import DIRECTORY, NOW, harmless, normal, size, sound, well_formed, worded

LANGUAGES = [
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "it",
    "lt",
    "lv",
    "mt",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sv",
    "no",
    "is",
    "tr",
    "uk",
    "sq",
    "sr",
    "mk",
]


@dataclass(frozen=True, slots=True)
class Target:
    """A part of digest that takes bytes from anybody.

    ``run`` raises where a law is broken, and else gives the shape of what came out: an input whose
    shape is new is worth going on from.
    """

    run: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def _cleaned(data: bytes) -> object:
    text = _text(data)
    begin = text[:LONGEST_TEXT]
    for html in (clean_html(text), markdown_to_html(begin), plain_to_html(begin)):
        harmless(html)
        sound(html)
    assert plain_line(plain_line(text)) == plain_line(text), "a line not yet plain"
    html = clean_html(text)
    for (letter,) in (plain((text,)), plain((html,))):
        assert isinstance(letter, str), "no plain text"
    inline((text, html), "p { margin: 0 }")
    return size(len(html)), tuple(sorted(set(re.findall(r"<\w+", html))))


def _dated(data: bytes) -> object:
    text, number = _text(data), zlib.crc32(data)
    shape = []
    for turn in range(3):
        language = LANGUAGES[(number + 7 * turn) % len(LANGUAGES)]
        reference = NOW.date() if turn else None
        found = read_dates(text, reference=reference, language=language)
        assert not (found.starts and found.ends) or found.starts <= found.ends, "ends first"
        assert found.starts or not found.ends, "an end without a start"
        shape.append((bool(found.starts), bool(found.ends), bool(found.deadline)))
        shape.append(tuple(sorted(each.code for each in found.remarks)))
    normal(Record(Provenance("s", "k", "w"), {"title": "x", "dates": text, "deadline": text[:60]}))
    return tuple(shape)


def _named(data: bytes) -> object:
    text = _text(data)
    refs, remarks = organisations_in(text, DIRECTORY)
    for ref in refs:
        assert ref.name.strip(), "a name of nothing"
        assert len(ref.name) <= LONGEST, "a name nobody has"
    fields = {"title": text, "place": text, "project": text, "kind": text, "language": text}
    several = normal(Record(Provenance("s", "k", "w"), {**fields, "organisations": text}))
    alone = normal(Record(Provenance("s", "k", "w"), {"title": text}, text))
    codes = tuple(sorted({each.code for each in remarks}))
    return size(len(refs)), tuple(bool(each.id) for each in refs[:4]), codes, several, alone


def _linked(data: bytes) -> object:
    text = _text(data)
    url, key = clean_url(text), link_key(text)
    assert url is None or clean_url(url) == url, "a link not yet clean"
    assert without_tracking(without_tracking(text)) == without_tracking(text), "tracked again"
    if key is not None:
        assert link_key(f"https://{key}") == key, "a key that is another page's"
    return url is None, key is None, text[:5]


def _pictured(data: bytes) -> object:
    size, result = picture_size(data), regular_picture(data)
    if isinstance(result, Picture):
        assert result.width <= WIDEST, "too wide"
        assert result.height <= TALLEST, "too high"
        assert picture_name(result.name), "a name that is none of ours"
        assert isinstance(regular_picture(result.data), Picture), "our own copy is refused"
        return size and size.suffix, result.suffix
    return size and size.suffix, worded(result.message)


def _pushed(data: bytes) -> object:
    piece = pushed(data)
    if not isinstance(piece, Entry):
        return worded(piece.reason)
    return well_formed(Reading((Record(Provenance("s", "k", "w"), piece.fields, piece.body),)))


def _read_as(name: str, data: bytes) -> object:
    return well_formed(read(_document(data, name), None, NOW))


def _fed(data: bytes) -> object:
    return well_formed(read_feed(_document(data, "feed"), "https://example.org/feed"))


def _posted(data: bytes) -> object:
    document = _document(data, "answer")
    return [well_formed(kind(document).reading) for kind in (read_posts, read_events)]


def _mapped(data: bytes) -> object:
    document, mapping = _document(data, "answer"), {"title": "title || name", "text": "[text][0]"}
    maps = (JsonMap(), JsonMap("items || events || @", mapping, ("link", "a.b"), "next"))
    return [well_formed(read_items(document, each).reading) for each in maps]


def _paged(data: bytes) -> object:
    document = _document(data, "page")
    pages = [
        read_page(document, wanted, url="https://example.org/p", zone=ZoneInfo("Europe/Paris"))
        for wanted in ("events", "news")
    ]
    return [well_formed(page.reading) for page in pages]


def _mailed(data: bytes) -> object:
    return well_formed(read_letter(_document(data, "letter"), NOW.date(), NOW.tzinfo).reading)


def _text(data: bytes) -> str:
    """A text with half characters in it, where the bytes have some."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def _document(data: bytes, path: str) -> Document:
    return Document("members", f"2023-09/{path}", data)


JSONS = seeds.encoded(seeds.JSON) + seeds.golden("json/agenda.json", "wordpress/events.json")
TARGETS: Mapping[str, Target] = {
    "md": Target(partial(_read_as, "a.md"), seeds.encoded(seeds.MARKDOWN)),
    "yaml": Target(partial(_read_as, "a.yaml"), seeds.encoded(seeds.YAML)),
    "json": Target(partial(_read_as, "a.json"), JSONS),
    "csv": Target(partial(_read_as, "a.csv"), seeds.encoded(seeds.CSV)),
    "ics": Target(partial(_read_as, "a.ics"), seeds.golden("calendar/*.ics")),
    "feed": Target(_fed, seeds.golden("feed/*.xml", "feed/*.rdf", "feed/json-feed.json")),
    "wordpress": Target(_posted, seeds.golden("wordpress/events.json", "wordpress/posts.json")),
    "mapped json": Target(_mapped, JSONS),
    "page": Target(_paged, seeds.golden("page/*.html")),
    "letter": Target(_mailed, seeds.golden("letter/*.eml")),
    "push": Target(_pushed, JSONS + seeds.as_json((*seeds.DATES, *seeds.NAMES))),
    "dates": Target(_dated, seeds.encoded(seeds.DATES)),
    "cleaning": Target(_cleaned, seeds.encoded(seeds.MARKUP)),
    "names": Target(_named, seeds.encoded(seeds.NAMES)),
    "links": Target(_linked, seeds.encoded(seeds.LINKS)),
    "pictures": Target(_pictured, seeds.pictures()),
    "templates": Target(fuzz_templates.run, fuzz_templates.SEEDS),
}

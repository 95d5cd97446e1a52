"""What holds whatever comes in; and the parts of digest that read what others wrote."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

import fuzz_seeds as seeds
from digest.formats.document import MAX_ENTRIES, Document, Reading
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
from digest.intake.names import Directory, organisations_in
from digest.intake.normalising import Intake, Regular, normalise
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
from digest.model.field_names import canonical
from digest.model.picture import Picture, picture_name
from digest.model.record import Provenance, Record, Rejection, TextFormat
from digest.model.submission import Content
from digest.rendering.bodies import inline
from digest.rendering.text import plain
from digest.sources.directory import read_organisations

DIRECTORY = Directory(read_organisations(seeds.ROOT / "feeds" / "organisations.csv"))
NOW = dt.datetime(2023, 8, 20, 12, tzinfo=ZoneInfo("Europe/Paris"))
INTAKE = Intake(DIRECTORY, NOW.date())
LANGUAGES = (
    *(
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
    ),
    *("mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv", "no", "is", "tr", "uk", "sq", "sr", "mk"),
)
_PLAIN_VALUES = (str, int, float, bool, dt.date, type(None))
_MOST_NORMALISED = 12  # records of one input; the others are like them
_LONGEST_KEY = 400
_LONGEST_REASON = 2000
_TERMINAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MARKUP_LEFT = re.compile(
    r"<(?!/?(?:a|b|blockquote|br|em|h4|i|li|ol|p|strong|ul)[ >])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Target:
    """A part of digest that takes bytes from anybody.

    ``run`` raises where a law is broken, and else gives the shape of what came out: an input whose
    shape is new is worth going on from.
    """

    run: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def well_formed(reading: Reading) -> object:
    """Hold what a format promises of a reading, and normalise what is in it."""
    keys = [record.provenance.key for record in reading.records]
    assert len(keys) == len(set(keys)), "two records have one key"
    assert len(keys) <= MAX_ENTRIES, "more entries than there may be"
    for record in reading.records:
        _well_formed_record(record)
    for rejection in reading.rejections:
        assert rejection.reason.strip(), "a rejection without a reason"
        for text in (rejection.where, rejection.reason):
            assert not _TERMINAL.search(text), "a rejection that would play with a terminal"
            assert len(text) <= _LONGEST_REASON, "a rejection nobody reads to its end"
    outcomes = [normal(record) for record in reading.records[:_MOST_NORMALISED]]
    reasons = {_worded(each.reason) for each in reading.rejections[:_MOST_NORMALISED]}
    names = {
        canonical(name) or ""
        for record in reading.records[:_MOST_NORMALISED]
        for name in record.fields
    }
    return _size(len(keys)), tuple(sorted(reasons)), tuple(sorted(names))[:8], tuple(set(outcomes))


def _well_formed_record(record: Record) -> None:
    where = record.provenance
    assert where.key, "a record without a key"
    assert len(where.key) <= _LONGEST_KEY, "a key no index holds"
    assert not _TERMINAL.search(where.key + where.where), "a key that cannot be shown"
    for name, value in record.fields.items():
        assert isinstance(name, str), "a field's name that is no text"
        _sound(name)
        _well_formed_value(value)
    if record.body is not None:
        _sound(record.body)


def _well_formed_value(value: object) -> None:
    if isinstance(value, list | tuple):
        for part in value:
            _well_formed_value(part)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            _sound(name)
            _well_formed_value(part)
    else:
        assert isinstance(value, _PLAIN_VALUES), f"a value of the type {type(value)}"
        if isinstance(value, str):
            _sound(value)


def _sound(text: str) -> None:
    text.encode()  # no half characters


def normal(record: Record) -> str:
    """Hold that a record becomes a submission or a rejection; and the same again from itself."""
    result = normalise(record, INTAKE)
    if isinstance(result, Rejection):
        assert result.reason, "a rejection without a reason"
        return _worded(result.reason)
    assert isinstance(result, Regular), "neither a submission nor a rejection"
    content = result.content
    assert not (content.starts and content.ends) or content.starts <= content.ends, "ends first"
    assert Content.model_validate_json(content.model_dump_json()) == content, "cannot be kept"
    _harmless(content.text_html)
    assert content.url is None or clean_url(content.url) == content.url, "a link not yet clean"
    again = normalise(_fed_back(content), INTAKE)
    assert isinstance(again, Regular), f"normalised once, refused twice: {again}"
    once, twice = (each.model_dump(exclude={"dates_raw"}) for each in (content, again.content))
    changed = [name for name in once if once[name] != twice[name]]
    assert not changed, f"normalising twice changes {changed}"
    return " ".join(sorted({finding.code for finding in result.findings}))


def _fed_back(content: Content) -> Record:
    fields = {
        **content.model_dump(mode="json", exclude={"organisations", "text_html", "dates_raw"}),
        "organisations": [each.name for each in content.organisations],
        "text": content.text_html,
    }
    return Record(Provenance("s", "k", "w"), fields, text_format=TextFormat.HTML)


def _harmless(html: str) -> None:
    assert clean_html(html) == html, "cleaning twice is not cleaning once"
    assert not _MARKUP_LEFT.search(html), "markup that may not be"


def _cleaned(data: bytes) -> object:
    text = _text(data)
    begin = text[:LONGEST_TEXT]
    for html in (clean_html(text), markdown_to_html(begin), plain_to_html(begin)):
        _harmless(html)
        _sound(html)
    assert plain_line(plain_line(text)) == plain_line(text), "a line not yet plain"
    html = clean_html(text)
    for (letter,) in (plain((text,)), plain((html,))):
        assert isinstance(letter, str), "no plain text"
    inline((text, html), "p { margin: 0 }")
    return _size(len(html)), tuple(sorted(set(re.findall(r"<\w+", html))))


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
    return _size(len(refs)), tuple(bool(each.id) for each in refs[:4]), codes, several, alone


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
    return size and size.suffix, _worded(result.message)


def _pushed(data: bytes) -> object:
    piece = pushed(data)
    if not isinstance(piece, Entry):
        return _worded(piece.reason)
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


def _size(count: int) -> int:
    return count.bit_length()


def _worded(reason: str) -> str:
    """A reason without what differs from input to input."""
    return " ".join(re.findall(r"[a-z]{3,}", re.sub(r"“.*?”|'.*?'", "", reason))[:8])


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
}

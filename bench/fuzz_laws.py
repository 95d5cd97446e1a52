"""What holds of all that digest reads and makes regular, whatever comes in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from digest.formats.document import MAX_ENTRIES, Reading
from digest.intake.names import Directory
from digest.intake.normalising import Intake, Regular, normalise
from digest.intake.remarks import LONGEST
from digest.intake.text import clean_html, clean_url
from digest.model.field_names import canonical
from digest.model.record import Provenance, Record, Rejection, TextFormat
from digest.model.submission import Content
from digest.sources.directory import read_organisations
from fuzz_seeds import ROOT

DIRECTORY = Directory(read_organisations(ROOT / "feeds" / "organisations.csv"))
NOW = dt.datetime(2023, 8, 20, 12, tzinfo=ZoneInfo("Europe/Paris"))
INTAKE = Intake(DIRECTORY, NOW.date())
_PLAIN_VALUES = (str, int, float, bool, dt.date, type(None))
_MOST_NORMALISED = 12  # records of one input; the others are like them
_LONGEST_KEY = 400
_CUT_SHORTER = 300  # spaces and commas at its new end are taken off as well
_LONGEST_REASON = 2000
_TERMINAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MARKUP_LEFT = re.compile(
    r"<(?!/?(?:a|b|blockquote|br|em|h4|i|li|ol|p|strong|ul)[ >])", re.IGNORECASE
)


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
    reasons = {worded(each.reason) for each in reading.rejections[:_MOST_NORMALISED]}
    names = {
        canonical(name) or ""
        for record in reading.records[:_MOST_NORMALISED]
        for name in record.fields
    }
    return size(len(keys)), tuple(sorted(reasons)), tuple(sorted(names))[:8], tuple(set(outcomes))


def _well_formed_record(record: Record) -> None:
    where = record.provenance
    assert where.key, "a record without a key"
    assert len(where.key) <= _LONGEST_KEY, "a key no index holds"
    assert not _TERMINAL.search(where.key + where.where), "a key that cannot be shown"
    for name, value in record.fields.items():
        assert isinstance(name, str), "a field's name that is no text"
        sound(name)
        _well_formed_value(value)
    if record.body is not None:
        sound(record.body)


def _well_formed_value(value: object) -> None:
    if isinstance(value, list | tuple):
        for part in value:
            _well_formed_value(part)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            sound(name)
            _well_formed_value(part)
    else:
        assert isinstance(value, _PLAIN_VALUES), f"a value of the type {type(value)}"
        if isinstance(value, str):
            sound(value)


def sound(text: str) -> None:
    """Hold that a text has no half characters."""
    text.encode()


def normal(record: Record) -> str:
    """Hold that a record becomes a submission or a rejection; and the same again from itself."""
    result = normalise(record, INTAKE)
    if isinstance(result, Rejection):
        assert result.reason, "a rejection without a reason"
        return worded(result.reason)
    assert isinstance(result, Regular), "neither a submission nor a rejection"
    content = result.content
    assert not (content.starts and content.ends) or content.starts <= content.ends, "ends first"
    assert Content.model_validate_json(content.model_dump_json()) == content, "cannot be kept"
    harmless(content.text_html)
    assert content.url is None or clean_url(content.url) == content.url, "a link not yet clean"
    again = normalise(_fed_back(content), INTAKE)
    assert isinstance(again, Regular), f"normalised once, refused twice: {again}"
    # what is left of a name that was cut off may look like several
    is_cut = any(len(each.name) > LONGEST - _CUT_SHORTER for each in content.organisations)
    unlike = {"dates_raw", "organisations"} if is_cut else {"dates_raw"}
    once, twice = (each.model_dump(exclude=unlike) for each in (content, again.content))
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


def harmless(html: str) -> None:
    """Hold that HTML is clean."""
    assert clean_html(html) == html, "cleaning twice is not cleaning once"
    assert not _MARKUP_LEFT.search(html), "markup that may not be"


def size(count: int) -> int:
    """About how many."""
    return count.bit_length()


def worded(reason: str) -> str:
    """A reason without what differs from input to input."""
    return " ".join(re.findall(r"[a-z]{3,}", re.sub(r"“.*?”|'.*?'", "", reason))[:8])

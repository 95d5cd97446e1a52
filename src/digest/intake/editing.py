"""An editor's changes of a submission: checked strictly, for the person is there to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from digest.errors import UsageError
from digest.intake.date_grammar.lexicon import ENGLISH
from digest.intake.dates import DateReading
from digest.intake.editing_translations import edited_translations
from digest.intake.names import Directory, organisations_in
from digest.intake.overlay import findings_under, laid_over, plain, settled_by
from digest.intake.remarks import TOO_LONG
from digest.intake.text import control_character, markdown_to_html, plain_line
from digest.intake.typed import typed_line, typed_link
from digest.intake.values import (
    KINDS_ALLOWED,
    kind_of,
    language_of,
    picture_of,
    says_online,
    truth_of,
)
from digest.intake.when import Reader
from digest.model.field_names import canonical, translated
from digest.model.submission import Content, Edit, Submission

_HARMLESS = frozenset({"far-ahead", "separate-days"})  # an editor may mean them
_ONE_DAY = "Write one day: 2023-09-08, or 8 September 2023."


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a value is read with."""

    content: Content
    directory: Directory
    reader: Reader


Values = Mapping[str, object]  # of a content's fields


def edit(
    submission: Submission,
    changes: Mapping[str, str],
    directory: Directory,
    *,
    now: dt.datetime,
) -> Submission:
    """Lay an editor's changes over what the source says; an empty text clears a field.

    A value that is the source's own again is no edit any more, save where a finding doubts the
    field or a merge gave it: there it is the editor's word that settles it, and is kept. ``dates``
    sets start and end, and the deadline where it names one or where the old one came from the old
    dates.

    Raises:
        UsageError: a field is not known, or a value is not what the field can hold.
    """
    content = submission.content
    reference = content.published or now.date()
    desk = _Desk(content, directory, Reader(reference, content.language or ENGLISH))
    further = {name: text for name, text in changes.items() if translated(name)}
    values = _translations(further, desk)
    for name, text in changes.items():
        if name not in further:
            values |= _values(name, text, desk)
    wanted = Content.model_validate(plain(content) | values)
    if wanted.starts and wanted.ends and wanted.ends < wanted.starts:
        raise UsageError(
            f"ends: {wanted.ends} lies before the start, {wanted.starts}",
            hint="Give both, in the same command.",
        )
    return _edited(submission, plain(wanted), tuple(values))


def _edited(submission: Submission, wanted: Values, touched: tuple[str, ...]) -> Submission:
    source = submission.source_content
    base = plain(source)
    kept = {name: each for name, each in submission.edits.items() if name not in touched}
    said = {name: Edit(value=wanted[name], base=base[name]) for name in touched}
    doubted = {name for finding in submission.findings for name in settled_by(finding)}
    doubted |= {name for name, each in submission.edits.items() if each.merged_from is not None}
    made = {
        name: each
        for name, each in said.items()
        if each.value != each.base or name in doubted or submission.edits.get(name) == each
    }
    edits = kept | made
    if edits == submission.edits:
        return submission
    return submission.model_copy(
        update={
            "edits": edits,
            "content": laid_over(source, edits),
            "findings": findings_under(submission.findings, source, edits, submission.where),
            "revision": submission.revision + 1,
        }
    )


def _translations(changes: Mapping[str, str], desk: _Desk) -> dict[str, object]:
    if not changes:
        return {}
    for name, text in changes.items():
        _check_characters(name, text)
    return {"translations": edited_translations(desk.content, changes)}


def _values(name: str, text: str, desk: _Desk) -> Values:
    field = canonical(name) or name
    if field not in _FIELDS:
        raise UsageError(
            f"{name}: there is no such field to edit",
            hint=f"Fields are: {', '.join(_FIELDS)}; of a translation title_de and the like.",
        )
    _check_characters(field, text)
    return _FIELDS[field](text, desk)


def _check_characters(name: str, text: str) -> None:
    character = control_character(text)
    if character:
        raise UsageError(f"{name}: holds the control character {character}", hint="Remove it.")


def _title(text: str, _desk: _Desk) -> Values:
    return {"title": typed_line("title", text)}


def _organisations(text: str, desk: _Desk) -> Values:
    refs, remarks = organisations_in(text, desk.directory)
    for cut in (each for each in remarks if each.code == TOO_LONG):
        raise UsageError(f"organisations: {cut.message}", hint=cut.hint)
    return {"organisations": refs}


def _kind(text: str, _desk: _Desk) -> Values:
    kind = kind_of(text)
    if kind is None:
        raise UsageError(f"kind: {text!r} is not a kind", hint=f"Kinds are: {KINDS_ALLOWED}.")
    return {"kind": kind}


def _starts(text: str, desk: _Desk) -> Values:
    return {"starts": _day("starts", text, desk)}


def _ends(text: str, desk: _Desk) -> Values:
    return {"ends": _day("ends", text, desk)}


def _deadline(text: str, desk: _Desk) -> Values:
    return {"deadline": _day("deadline", text, desk)}


def _dates(text: str, desk: _Desk) -> Values:
    reading = _read("dates", text, desk)
    days: dict[str, object] = {
        "starts": reading.starts,
        "ends": reading.ends,
        "dates_raw": plain_line(text) or None,
    }
    old = desk.reader.read(desk.content.dates_raw or "").deadline
    if reading.deadline is not None or old == desk.content.deadline:
        days["deadline"] = reading.deadline
    return days


def _place(text: str, desk: _Desk) -> Values:
    """A place, and with it "online" where the old place was all that said so."""
    place, old = typed_line("place", text), desk.content
    is_said_elsewhere = old.online != says_online(old.place)
    if is_said_elsewhere or old.online == says_online(place):
        return {"place": place}
    return {"place": place, "online": says_online(place)}


def _online(text: str, _desk: _Desk) -> Values:
    return {"online": _truth("online", text)}


def _cancelled(text: str, _desk: _Desk) -> Values:
    return {"cancelled": _truth("cancelled", text)}


def _text(text: str, _desk: _Desk) -> Values:
    return {"text_html": markdown_to_html(text)}


def _url(text: str, _desk: _Desk) -> Values:
    return {"url": typed_link("url", text)}


def _image(text: str, _desk: _Desk) -> Values:
    picture = picture_of(text)
    if text.strip() and picture is None:
        raise UsageError(
            f"image: {text!r} is no picture",
            hint="Write an https:// address, or a file's name relative to config.toml.",
        )
    return {"image": picture}


def _image_alt(text: str, _desk: _Desk) -> Values:
    return {"image_alt": typed_line("image_alt", text)}


def _language(text: str, _desk: _Desk) -> Values:
    tag = language_of(text)
    if text.strip() and tag is None:
        raise UsageError(
            f"language: {text!r} is not a language tag", hint="Write its code: en, fr, pt-BR."
        )
    return {"language": tag}


def _project(text: str, _desk: _Desk) -> Values:
    return {"project": plain_line(text) or None}


def _truth(name: str, text: str) -> bool:
    truth = truth_of(text) if text.strip() else False
    if truth is None:
        raise UsageError(f"{name}: {text!r} is neither yes nor no", hint="Write yes or no.")
    return truth


def _day(name: str, text: str, desk: _Desk) -> dt.date | None:
    if not text.strip():
        return None
    reading = _read(name, text, desk)
    day = reading.starts or reading.deadline
    is_span = reading.starts is not None and reading.ends not in (None, reading.starts)
    if day is None or is_span:
        raise UsageError(f"{name}: {text!r} is not one day", hint=_ONE_DAY)
    return day


def _read(name: str, text: str, desk: _Desk) -> DateReading:
    reading = desk.reader.read(text)
    for remark in reading.remarks:
        if remark.code not in _HARMLESS:
            raise UsageError(f"{name}: {remark.message}", hint=remark.hint)
    return reading


_FIELDS: Mapping[str, Callable[[str, _Desk], Values]] = MappingProxyType(
    {
        "title": _title,
        "organisations": _organisations,
        "kind": _kind,
        "starts": _starts,
        "ends": _ends,
        "deadline": _deadline,
        "dates": _dates,
        "place": _place,
        "online": _online,
        "text": _text,
        "url": _url,
        "image": _image,
        "image_alt": _image_alt,
        "language": _language,
        "project": _project,
        "cancelled": _cancelled,
    }
)

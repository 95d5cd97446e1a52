"""Record → what a submission says, or the reason why it can say nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from digest.intake.as_html import as_html
from digest.intake.date_grammar.lexicon import ENGLISH
from digest.intake.fields import Named, Recognised, is_empty, recognise
from digest.intake.headings import taken_apart
from digest.intake.names import Directory, organisations_in
from digest.intake.particulars import (
    cancelled_of_record,
    image_alt_of_record,
    issue_of_record,
    kind_of_record,
    language_of_record,
    online_of_record,
    project_of_record,
    published_of_record,
)
from digest.intake.remarks import Remark, place_of
from digest.intake.senders import organisation_of_sender
from digest.intake.text import control_character
from digest.intake.translations import Parted, parted, translations_of, with_own
from digest.intake.values import Read, image_of, line_of, text_of, url_of, within_limit
from digest.intake.when import Reader, When, when
from digest.model.finding import Finding
from digest.model.organisation import OrganisationRef
from digest.model.project import Project
from digest.model.record import Record, Rejection
from digest.model.submission import Content


@dataclass(frozen=True, slots=True)
class Intake:
    """What a record is read with: the directory, and what its source says of all its records."""

    directory: Directory
    arrived: dt.date  # in the newsletter's time zone
    projects: tuple[Project, ...] = ()
    defaults: Mapping[str, object] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)  # the source’s own names → ours
    language: str = ENGLISH  # the newsletter's, where a record names none


@dataclass(frozen=True, slots=True)
class Regular:
    """A record made regular, with what a person should know about it."""

    content: Content
    findings: tuple[Finding, ...] = ()


def normalise(record: Record, intake: Intake) -> Regular | Rejection:
    """Make a record regular; a rejection names the field, or what is missing."""
    where = place_of(record.provenance)
    forbidden = _control_character(record)
    if forbidden:
        return Rejection(where, forbidden)
    parts = parted(record.fields, intake.fields)
    known = recognise(parts.fields, defaults=intake.defaults, field_map=intake.fields)
    spoken = language_of_record(known.fields).value or intake.language
    own = with_own(known.fields, parts.languages, spoken)
    draft = _draft(record, Recognised(own.value, known.remarks), intake)
    if not (draft.value.organisations or draft.value.title or draft.value.text_html):
        return Rejection(where, "names no organisation, no title and no text; one is needed")
    whole = _translated(record, parts, draft, spoken)
    remarks = dict.fromkeys(known.remarks + parts.remarks + own.remarks + whole.remarks)
    return Regular(whole.value, tuple(remark.at(where) for remark in remarks))


def _translated(
    record: Record, parts: Parted, draft: Read[Content], language: str
) -> Read[Content]:
    """A draft with what the record says in further languages."""
    if not parts.languages:
        return draft
    said = translations_of(parts.languages, draft.value, language, record.text_format)
    content = draft.value.model_copy(update={"translations": said.value})
    return Read(content, draft.remarks + said.remarks)


def _draft(record: Record, known: Recognised, intake: Intake) -> Read[Content]:
    published = published_of_record(known.fields)
    language = language_of_record(known.fields)
    reader = Reader(published.value or intake.arrived, language.value or intake.language)
    fields = _with_heading(known.fields, intake.directory, reader)
    organisations = _organisations(fields, intake.directory)
    days = when(fields, reader)
    kind = kind_of_record(fields, intake.defaults, days)
    title = within_limit(line_of(fields, "title"), "title")
    whole_place = line_of(fields, "place")
    place, online = within_limit(whole_place, "place"), online_of_record(fields, whole_place.value)
    text = _text(record, fields)
    url, image = url_of(fields, "url"), image_of(fields)
    alt = image_alt_of_record(fields, image.value)
    project = project_of_record(fields, intake.projects)
    issue, cancelled = issue_of_record(fields, reader), cancelled_of_record(fields)
    content = Content(
        kind=kind.value,
        organisations=organisations.value,
        title=title.value,
        starts=days.starts,
        ends=days.ends,
        deadline=days.deadline,
        dates_raw=days.raw,
        project=project.value,
        place=place.value,
        online=online.value,
        text_html=text.value,
        url=url.value,
        image=image.value,
        image_alt=alt.value,
        language=language.value,
        cancelled=cancelled.value,
        issue=issue.value,
        published=published.value,
    )
    written = text_of(known.fields, "organisations")  # a heading may stand in for what it says
    reads = (organisations, title, days, place, online, text, url, image, alt, kind, project)
    return Read(content, _remarks_of(written, *reads, language, published, issue, cancelled))


def _remarks_of(*reads: Read[Any] | When) -> tuple[Remark, ...]:
    return tuple(remark for each in reads for remark in each.remarks)


def _control_character(record: Record) -> str | None:
    """Which field holds a character that can neither be seen nor stand in a letter."""
    for name, text in _all_texts(record):
        character = control_character(text)
        if character:
            return f"{name} holds the control character {character}; remove it and hand it in again"
    return None


def _all_texts(record: Record) -> Iterator[tuple[str, str]]:
    for name, value in record.fields.items():
        yield "the name of a field", name
        for text in _texts_within(value):
            yield f"the field “{name}”", text
    yield "the text", record.body or ""


def _texts_within(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield str(name)
            yield from _texts_within(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts_within(part)
    elif isinstance(value, str):
        yield value


def _with_heading(
    fields: Mapping[str, Named], directory: Directory, reader: Reader
) -> Mapping[str, Named]:
    """The fields with what a heading says of itself, where no organisation is named."""
    title = line_of(fields, "title").value
    named = text_of(fields, "organisations", joint="; ").value
    is_silent = not organisations_in(named, directory)[0]
    heading = taken_apart(title, directory, reader) if title and is_silent else None
    if heading is None:
        return fields
    said = {
        "organisations": heading.organisations,
        "place": heading.place,
        "dates": heading.dates,
    }
    found = {name: Named("title", value) for name, value in said.items() if value}
    others = {name: each for name, each in fields.items() if name != "organisations"}
    return {**found, **others, "title": Named("title", heading.title)}


def _organisations(
    fields: Mapping[str, Named], directory: Directory
) -> Read[tuple[OrganisationRef, ...]]:
    text = text_of(fields, "organisations", joint="; ")
    refs, remarks = organisations_in(text.value, directory)
    if not refs:
        sender = organisation_of_sender(fields, directory)
        return Read(sender.value, text.remarks + sender.remarks)
    return Read(refs, text.remarks + remarks)


def _text(record: Record, fields: Mapping[str, Named]) -> Read[str]:
    """A field of text; else the text under the fields. Where both stand, the field was chosen."""
    written = text_of(fields, "text", joint="\n\n")
    body = record.body or ""
    has_field = bool(written.value.strip())
    html = as_html(written.value if has_field else body, record.text_format)
    remarks = (*written.remarks, *html.remarks)
    if has_field and not is_empty(body):
        remarks = (*remarks, _doubled_text(fields["text"].name))
    return Read(html.value, remarks)


def _doubled_text(name: str) -> Remark:
    return Remark(
        "doubled-field",
        f"the field “{name}” and the text under the fields are both texts; only the field was used",
        "Keep one of them.",
    )

"""The directory: organisations from a table, projects from a folder of Markdown files.

Editors write these files and everything else leans on them,
so they are read whole or not at all, and every problem in them is named at once.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from digest.errors import SourceError
from digest.formats.document import Document
from digest.formats.reading import read
from digest.intake.name_keys import key_of
from digest.intake.text import clean_url, markdown_to_html, plain_line
from digest.model.field_names import folded
from digest.model.organisation import Organisation
from digest.model.project import Project
from digest.model.record import Record, Rejection
from digest.sources.walking import files

ORGANISATION_COLUMNS = frozenset(
    {"id", "name", "acronym", "aliases", "country", "website", "emails"}
)
PROJECT_FIELDS = frozenset(
    {"id", "name", "programme", "starts", "ends", "duration", "finished", "website"}
)
_ADDRESS = re.compile(r"[^\s@<>,;]*@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)+")
_MONTH = re.compile(r"(?P<year>[12][0-9]{3})-(?P<month>0[1-9]|1[0-2])", re.ASCII)


def read_organisations(path: Path) -> tuple[Organisation, ...]:
    """The organisations of a CSV file: id, name, acronym, aliases, country, website, emails.

    Several aliases stand with ";" between them; so do several emails, each a whole address or,
    for everyone who writes from there, a domain: ``@example.org``.

    Raises:
        SourceError: the file cannot be read, or with every problem in it, by line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        cause = error.strerror or str(error)
        raise SourceError(
            f"the directory of organisations cannot be read: {path}: {cause.lower()}",
            hint="Write the file, or mend [directory] organisations in config.toml.",
        ) from error
    reading = read(Document("directory", path.name, data), ORGANISATION_COLUMNS)
    problems = list(reading.rejections)
    entries: list[tuple[str, Organisation]] = []
    for record in reading.records:
        where = f"{path.name}, line {record.provenance.line}"
        try:
            entries.append((where, _organisation(record)))
        except ValueError as error:
            problems.append(Rejection(where, str(error)))
    problems.extend(_clashes(entries))
    _refuse(problems, f"the directory of organisations, {path}")
    return tuple(organisation for _, organisation in entries)


def read_projects(root: Path) -> tuple[Project, ...]:
    """The projects of a folder: Markdown files whose front matter has the project's fields.

    A day is written as ISO 8601 has it; a month alone is its whole span.

    Raises:
        SourceError: the folder cannot be read, or with every problem in it, by file.
    """
    problems: list[Rejection] = []
    entries: list[tuple[str, Project]] = []
    for file in files("projects", root):
        document = file if isinstance(file, Rejection) else file.document("projects")
        if isinstance(document, Rejection):
            problems.append(document)
            continue
        reading = read(document)
        problems.extend(reading.rejections)
        for record in reading.records:
            try:
                entries.append((document.path, _project(record)))
            except ValueError as error:
                problems.append(Rejection(document.path, str(error)))
    problems.extend(_same_ids((where, project.id) for where, project in entries))
    _refuse(problems, f"the projects, {root}")
    return tuple(project for _, project in sorted(entries, key=lambda entry: entry[1].id))


def _organisation(record: Record) -> Organisation:
    fields = {folded(name): plain_line(str(value)) for name, value in record.fields.items()}
    missing = [name for name in ("id", "name") if not fields.get(name)]
    if missing:
        raise ValueError(f"has no {' and no '.join(missing)}")
    return Organisation(
        id=fields["id"],
        name=fields["name"],
        acronym=fields.get("acronym") or None,
        aliases=_listed(fields.get("aliases", "")),
        country=fields.get("country") or None,
        website=_website(fields.get("website")),
        emails=_emails(fields.get("emails", "")),
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in cell.split(";") if each.strip())


def _emails(cell: str) -> tuple[str, ...]:
    emails = tuple(each.casefold() for each in _listed(cell))
    for each in emails:
        if not _ADDRESS.fullmatch(each):
            raise ValueError(
                f"{each[:80]!a} among the emails is neither an address nor a domain:"
                ' write press@example.org, or "@example.org" for everyone who writes from there'
            )
    return emails


def _clashes(entries: Iterable[tuple[str, Organisation]]) -> Iterator[Rejection]:
    """Ids that stand twice, and what two organisations share: names, acronyms, aliases, emails."""
    entries = tuple(entries)
    yield from _same_ids((where, organisation.id) for where, organisation in entries)
    yield from _same_emails(entries)
    owners: dict[str, tuple[str, Organisation]] = {}
    for where, organisation in entries:
        for spelling in (organisation.name, organisation.acronym, *organisation.aliases):
            first, owner = owners.setdefault(key_of(spelling or ""), (where, organisation))
            if spelling and owner is not organisation:
                yield Rejection(where, f'"{spelling}" means {owner.name} already ({first})')


def _same_emails(entries: Iterable[tuple[str, Organisation]]) -> Iterator[Rejection]:
    owners: dict[str, tuple[str, Organisation]] = {}
    for where, organisation in entries:
        for email in organisation.emails:
            first, owner = owners.setdefault(email, (where, organisation))
            if owner is not organisation:
                yield Rejection(where, f'"{email}" writes for {owner.name} already ({first})')


def _same_ids(ids: Iterable[tuple[str, str]]) -> Iterator[Rejection]:
    seen: dict[str, str] = {}
    for where, identity in ids:
        if identity in seen:
            yield Rejection(where, f'the id "{identity}" is taken already ({seen[identity]})')
        seen.setdefault(identity, where)


def _project(record: Record) -> Project:
    unknown = sorted(set(record.fields) - PROJECT_FIELDS)
    if unknown:
        known = ", ".join(sorted(PROJECT_FIELDS))
        raise ValueError(f"unknown fields: {', '.join(unknown)}; known are {known}")
    fields = dict(record.fields)
    try:
        project = Project.model_validate(
            fields
            | {
                "starts": _day(fields.get("starts"), is_end=False),
                "ends": _day(fields.get("ends"), is_end=True),
                "website": _website(fields.get("website")),
                "summary_html": markdown_to_html(record.body or ""),
            }
        )
    except ValidationError as error:
        raise ValueError(_in_words(error)) from error
    if project.starts and project.ends and project.ends < project.starts:
        raise ValueError(f"ends on {project.ends}, before it starts on {project.starts}")
    return project


def _day(value: object, *, is_end: bool) -> object:
    """A month's first or last day for a month alone; any other value as it is."""
    match = _MONTH.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    year, month = int(match["year"]), int(match["month"])
    return dt.date(year, month, calendar.monthrange(year, month)[1] if is_end else 1)


def _website(value: object) -> str | None:
    if value is None or value == "":
        return None
    url = clean_url(str(value))
    if url is None or url.startswith("mailto:"):
        raise ValueError(f"the website {str(value)[:80]!a} is not an http or https address")
    return url


def _in_words(error: ValidationError) -> str:
    problems = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    return "; ".join(problems)


def _refuse(problems: list[Rejection], what: str) -> None:
    if problems:
        listing = "".join(f"\n  - {each.where}: {each.reason}" for each in problems)
        raise SourceError(
            f"{what}: {len(problems)} problem(s){listing}",
            hint="Mend them; nothing was read in their place.",
        )

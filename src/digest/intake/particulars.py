"""What single fields say: the kind, the language, the project and the like."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from digest.intake.dates import read_dates
from digest.intake.fields import Named
from digest.intake.remarks import Remark
from digest.intake.values import (
    KINDS_ALLOWED,
    Read,
    kind_of,
    language_of,
    line_of,
    says_online,
    texts_of,
    truth_of,
    within_limit,
)
from digest.intake.when import Reader, When
from digest.model.period import Period
from digest.model.project import Project
from digest.model.submission import Kind

MISSING_ALT = "missing-alt"
_BETWEEN_CATEGORIES = re.compile(r"[,;|]")


def kind_of_record(
    fields: Mapping[str, Named], defaults: Mapping[str, object], days: When
) -> Read[Kind]:
    """The kind a record names; else its source's; else what its categories or its days say."""
    written = line_of(fields, "kind")
    named = kind_of(written.value or "")
    if named is not None:
        return Read(named)
    inferred = Kind.CALL if days.deadline else Kind.EVENT if days.starts else Kind.NEWS
    usual = kind_of(" ".join(texts_of(defaults.get("kind"))))
    kind = usual or _kind_of_categories(fields) or inferred
    if written.value is None:
        return Read(kind, written.remarks)
    remark = Remark(
        "unknown-kind",
        f"“{written.value}” is not a kind; it is taken as {kind}",
        f"Kinds are: {KINDS_ALLOWED}.",
    )
    return Read(kind, (remark,))


def _kind_of_categories(fields: Mapping[str, Named]) -> Kind | None:
    """The kind of the first category that names one; categories say nothing else here."""
    named = fields.get("categories")
    texts = texts_of(named.value) if named else ()
    kinds = (kind_of(each) for text in texts for each in _BETWEEN_CATEGORIES.split(text))
    return next((kind for kind in kinds if kind is not None), None)


def cancelled_of_record(fields: Mapping[str, Named]) -> Read[bool]:
    """Whether a record says that it will not take place."""
    written = line_of(fields, "cancelled")
    truth = truth_of(written.value or "no")
    if truth is not None:
        return Read(truth, written.remarks)
    remark = Remark(
        "unread-cancelled",
        f"“{written.value}” after “{fields['cancelled'].name}” is neither yes nor no;"
        " it is taken as no",
        "Write cancelled: yes, or no.",
    )
    return Read(value=False, remarks=(remark,))


def online_of_record(fields: Mapping[str, Named], place: str | None) -> Read[bool]:
    """Whether it can be visited from home: as said, else as the place says."""
    written = line_of(fields, "online")
    if written.value is None:
        return Read(says_online(place), written.remarks)
    truth = truth_of(written.value)
    if truth is not None:
        return Read(truth)
    remark = Remark(
        "unread-online", f"“{written.value}” is neither yes nor no", "Write online: yes, or no."
    )
    return Read(says_online(place), (remark,))


def image_alt_of_record(fields: Mapping[str, Named], image: str | None) -> Read[str | None]:
    """What the picture shows; nothing where there is none to show it."""
    written = within_limit(line_of(fields, "image_alt"), "description of the picture")
    if image is None:
        return Read(None, written.remarks)
    return written if written.value else Read(None, (*written.remarks, missing_alt()))


def missing_alt() -> Remark:
    """A picture that says nothing to those who do not see it."""
    return Remark(
        MISSING_ALT,
        "the picture has no description",
        "Say what it shows, as image_alt: who does not see it reads that instead.",
    )


def language_of_record(fields: Mapping[str, Named]) -> Read[str | None]:
    """The language tag a record names."""
    written = line_of(fields, "language")
    tag = language_of(written.value or "")
    if written.value is None or tag is not None:
        return Read(tag, written.remarks)
    remark = Remark(
        "unknown-language",
        f"“{written.value}” is not a language tag",
        "Write its code: en, fr, pt-BR.",
    )
    return Read(None, (remark,))


def published_of_record(fields: Mapping[str, Named]) -> Read[dt.date | None]:
    """The day a record says it was published, written with its year."""
    written = line_of(fields, "published")
    if written.value is None:
        return Read(None, written.remarks)
    reading = read_dates(written.value, reference=None)
    if reading.starts is not None:
        return Read(reading.starts, reading.remarks)
    return Read(None, tuple(replace(each, code="unread-published") for each in reading.remarks))


def issue_of_record(fields: Mapping[str, Named], reader: Reader) -> Read[Period | None]:
    """The month a record asks for: 2023-09, or September 2023."""
    written = line_of(fields, "issue")
    if written.value is None:
        return Read(None, written.remarks)
    if Period.looks_like(written.value):
        return Read(Period(written.value))
    reading = reader.read(written.value)
    if reading.starts is not None and reading.is_whole:
        period = Period.of(reading.starts)
        if (reading.starts, reading.ends) == (period.first_day, period.last_day):
            return Read(period)
    remark = Remark(
        "unread-issue",
        f"“{written.value}” is not the month of an issue; the usual rules place it",
        "Write the issue as 2023-09.",
    )
    return Read(None, (remark,))


def project_of_record(
    fields: Mapping[str, Named], projects: tuple[Project, ...]
) -> Read[str | None]:
    """A project's id where it is known by its id or name; else its name as written."""
    written = line_of(fields, "project")
    if written.value is None:
        return written
    name = written.value.casefold()
    known = next((each for each in projects if name in (each.id, each.name.casefold())), None)
    if known is not None:
        return Read(known.id)
    remark = Remark(
        "unknown-project",
        f"“{written.value}” is none of the projects; it is kept as written",
        "Add the project, or write its id.",
    )
    return Read(written.value, (remark,) if projects else ())

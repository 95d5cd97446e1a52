"""A submission: a record made regular, that an editor can accept, change and place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from digest.model.finding import Finding
from digest.model.frozen import Frozen
from digest.model.organisation import OrganisationRef
from digest.model.period import Period


class Kind(StrEnum):
    """What a submission is about."""

    EVENT = "event"
    CALL = "call"  # has a deadline
    PUBLICATION = "publication"
    NEWS = "news"
    PROJECT_UPDATE = "project-update"
    STATEMENT = "statement"


class SubmissionState(StrEnum):
    """What was decided about a submission."""

    ACCEPTED = "accepted"  # stands in an issue
    HELD = "held"  # waits for an editor
    REJECTED = "rejected"  # an editor said no; kept, never shown
    MERGED = "merged"  # shown as another submission, which says the same


class Translation(Frozen):
    """What a submission says in one more language; what is None is said as in its own."""

    title: str | None = None
    place: str | None = None
    text_html: str = ""  # cleaned; safe to stand in HTML
    url: str | None = None
    image_alt: str | None = None


class Content(Frozen):
    """What a submission says: the fields a source gives and an editor may change."""

    kind: Kind
    organisations: tuple[OrganisationRef, ...] = ()
    title: str | None = None
    starts: dt.date | None = None
    ends: dt.date | None = None
    deadline: dt.date | None = None
    dates_raw: str | None = None  # the dates as they were written
    project: str | None = None  # a project's id, or its name as written
    place: str | None = None
    online: bool = False
    text_html: str = ""  # cleaned; safe to stand in HTML
    url: str | None = None
    image: str | None = None  # our copy, "images/…"; its address until there is one
    image_alt: str | None = None  # what the picture shows, for those who do not see it
    language: str | None = None  # BCP 47, None: the newsletter's own
    translations: Mapping[str, Translation] = {}  # by language
    cancelled: bool = False  # its source says that it will not take place
    issue: Period | None = None  # the record's own wish
    published: dt.date | None = None  # the reference for a date that leaves out its year


class Edit(Frozen):
    """An editor's change of one field, and what the source said when it was made."""

    value: object
    base: object
    merged_from: str | None = None  # the submission that gave it, where a merge did


class Submission(Frozen):
    """A submission with its history and its place.

    ``content`` is what counts: the source's content with the editor's edits laid over it.
    """

    id: str
    source: str
    key: str  # the record's identity within its source
    document: str = ""  # the path of the document that last gave it, within its source
    where: str
    folder: str | None
    arrived_at: dt.datetime  # aware, UTC
    state: SubmissionState
    reason: str | None = None  # why it is held or rejected
    source_content: Content
    edits: Mapping[str, Edit] = {}
    content: Content
    placed: Period | None = None  # an editor's placing, which wins over every rule
    removed_from: tuple[Period, ...] = ()  # issues an editor took it out of
    issue: Period | None = None  # the issue it stands in; None: missed
    repeat: Period | None = None  # a call's second issue, before its deadline
    position: int | None = None  # an editor's order within the section
    revision: int = 1
    findings: tuple[Finding, ...] = ()  # of intake and merging
    merged_into: str | None = None  # the id of the submission it is shown as
    state_before: SubmissionState | None = None  # of the merge; a split brings it back
    held_before: bool = False  # a merge with an accepted one accepted it; a split holds it again
    kept_apart: tuple[str, ...] = ()  # ids an editor said are not the same, though alike

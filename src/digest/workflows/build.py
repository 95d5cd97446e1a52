"""Build: an issue's files, for looking at, keeping and comparing. Same input, same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from digest.delivery.fill import fill
from digest.delivery.letter import letter_of
from digest.delivery.message import mime
from digest.errors import StoreError
from digest.model.issue import Issue
from digest.model.mailing import LetterHead, Recipient
from digest.model.rendered import RenderedIssue
from digest.workflows.desk import Desk

SAMPLE_TOKEN = "preview"  # noqa: S105 - stands where a subscriber's own token will


@dataclass(frozen=True, slots=True)
class Beside:
    """What is written beside the letter."""

    issue_json: str
    page: str  # of the archive, with its style sheet in it


@dataclass(frozen=True, slots=True)
class Built:
    """What was written."""

    files: Mapping[str, Path]
    html_bytes: int  # as sent to the sample reader


def build(
    desk: Desk,
    head: LetterHead,
    issue: Issue,
    variant: RenderedIssue,
    beside: Beside,
    folder: Path,
) -> Built:
    """Write the files of one variant: all of them, or none.

    Raises:
        StoreError: the folder cannot be written.
    """
    html = fill(variant.html, SAMPLE_TOKEN)
    contents = {
        "html": ("issue.html", html.encode()),
        "txt": ("issue.txt", fill(variant.text, SAMPLE_TOKEN).encode()),
        "eml": ("issue.eml", _sample_message(desk, head, issue, variant)),
        "ics": ("issue.ics", variant.calendar.encode()),
        "json": ("issue.json", beside.issue_json.encode() + b"\n"),
        "archive": ("archive.html", beside.page.encode()),
    }
    # A calendar without a date is no calendar (RFC 5545, 3.6).
    files = {name: folder / file_name for name, (file_name, data) in contents.items() if data}
    try:
        _write(folder, {file_name: data for file_name, data in contents.values() if data})
        for file_name, data in contents.values():
            if not data:
                (folder / file_name).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"The issue's files cannot be written to {folder}: {error.strerror}.",
            hint="Name a folder you may write to with --out, and make room on the disk.",
        ) from error
    return Built(files, len(html.encode()))


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write everything beside its place first: what fails then leaves the old files together."""
    unfinished = {name: folder / f".{name}.unfinished" for name in contents}
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for name, data in contents.items():
            unfinished[name].write_bytes(data)
        for name, path in unfinished.items():
            path.replace(folder / name)
    finally:
        for path in unfinished.values():
            path.unlink(missing_ok=True)


def _sample_message(desk: Desk, head: LetterHead, issue: Issue, variant: RenderedIssue) -> bytes:
    """The message as one reader would get it, dated on the day the schedule sends it."""
    letter = letter_of(
        head,
        variant,
        reference=f"{issue.period}-build",
        period=issue.period,
        date=desk.schedule.send.at(issue.period, desk.newsletter.zone),
    )
    reader = Recipient(1, f"reader@{head.sender_email.partition('@')[2]}", None, SAMPLE_TOKEN)
    return mime(letter, reader)

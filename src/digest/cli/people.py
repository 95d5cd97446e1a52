"""The commands about the audience: who gets the newsletter, and who never again."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from digest.audience.importing import COLUMNS, normalise_address, read_subscribers
from digest.cli import documents
from digest.cli.opening import ConfigOption, JsonOption, opened
from digest.cli.output import counting, emit, escape, table
from digest.errors import UsageError
from digest.model.record import Rejection
from digest.model.subscriber import Subscriber, Suppression


def import_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with a header row.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import subscribers, each with the proof that they asked for the newsletter.

    The columns email, consent_at (ISO 8601) and consent_source are required; name, language,
    tags (";" between) and country are known. A row that cannot be taken is reported with its
    line, and never stops the rest; exit status 1 says there was one.

    Example: digest subscribers import readers.csv
    """
    reading = read_subscribers(_bytes_of(file))
    lines = {person.email: line for line, person in reading.subscribers}
    problems = list(reading.problems)
    added = 0
    with (
        opened(config) as app,
        counting("subscribers", len(reading.subscribers), quiet=as_json) as count,
    ):
        for person, reason in app.subscribers.add(person for _line, person in reading.subscribers):
            added += reason is None
            if reason is not None:
                where = f"line {lines[person.email]}"
                problems.append(Rejection(where, f"{person.email}: {reason}"))
            count(1)
    emit(
        {
            "found": len(reading.subscribers) + len(reading.problems),
            "added": added,
            "rejected": [documents.rejection_document(each) for each in problems],
        },
        as_json=as_json,
        text=lambda console: _show_imported(console, added, problems),
    )
    if problems:
        raise typer.Exit(1)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error


def _show_imported(console: Console, added: int, problems: list[Rejection]) -> None:
    console.print(f"{added:,} subscriber(s) added, {len(problems):,} row(s) not taken.")
    for each in problems:
        console.print(f"[red]{escape(each.where)}[/]: {escape(each.reason)}")


def list_command(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the subscribers, with what suppresses them.

    Example: digest subscribers list
    """
    with opened(config) as app:
        people = tuple(app.subscribers.all())
    emit(
        documents.subscribers_document(people),
        as_json=as_json,
        text=lambda console: table(
            console,
            ("address", "name", "consent", "suppressed"),
            (
                (each.email, each.name, f"{each.consent.at:%Y-%m-%d}", why.reason if why else "")
                for each, why in people
            ),
        ),
    )


def export_command(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A file; standard output if none.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Export the subscribers as CSV that `subscribers import` reads; the suppressed stay out.

    Example: digest subscribers export --out readers.csv
    """
    with opened(config) as app:
        people = tuple((each, why) for each, why in app.subscribers.all() if why is None)
    if as_json:
        emit(documents.subscribers_document(people), as_json=True, text=lambda _console: None)
        return
    text = _csv(each for each, _why in people)
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}.") from error


def _csv(people: Iterable[Subscriber]) -> str:
    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for each in people:
        values = {
            "email": each.email,
            "consent_at": each.consent.at.isoformat(),
            "consent_source": each.consent.source,
            "name": each.name,
            "language": each.language,
            "tags": ";".join(each.tags),
            "country": each.country,
        }
        writer.writerow([values[column] for column in COLUMNS])
    return buffer.getvalue()


def suppress_command(
    addresses: Annotated[
        list[str], typer.Argument(metavar="ADDRESS …", help="Never to be mailed again.")
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "asked us",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Never mail these addresses again, also in a mailing that is on its way.

    Example: digest subscribers suppress ada@example.org --reason "wrote to us"
    """
    try:
        named = [normalise_address(each) for each in addresses]
    except ValueError as error:
        raise UsageError(str(error)) from error
    with opened(config) as app:
        now = app.clock()
        new = sum(app.subscribers.suppress(each, reason, now) for each in named)
        everyone = app.subscribers.suppressions()
    emit(
        {
            "suppressed": new,
            "already": len(named) - new,
            "suppressions": [_suppression_document(each) for each in everyone],
        },
        as_json=as_json,
        text=lambda console: console.print(
            f"{new} address(es) suppressed, {len(named) - new} were."
        ),
    )


def _suppression_document(each: Suppression) -> documents.Document:
    return {"email": each.email, "reason": each.reason, "at": each.at.isoformat()}

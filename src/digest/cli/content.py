"""The command that takes in what the members handed in."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from digest.app import App
from digest.cli import documents
from digest.cli.opening import ConfigOption, JsonOption, opened
from digest.cli.output import counting, emit, escape, table
from digest.cli.showing import show_findings
from digest.errors import NotFoundError
from digest.workflows.approve import void_stale
from digest.workflows.collect import Feed, collect
from digest.workflows.pending_pictures import copy_pending
from digest.workflows.reports import Collected


def collect_command(
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="Only this source.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read every source and take in what is new or changed.

    Collecting twice changes nothing; one bad file never stops the rest.
    Exit status 1 says that something was rejected, with the file and the reason.

    Example: digest collect --source members
    """
    with opened(config) as app:
        feeds = _named(app, source)
        now = app.clock()
        desk = app.desk()
        # First, so that what is reported of them is what has become of them.
        copy_pending(desk, (each for each in app.coming_once() if source in (None, each)), now)
        with counting("documents", None, quiet=as_json) as count:
            collected = collect(
                desk,
                feeds,
                now,
                lambda _name, _so_far: count(1),
                at_once=app.config.fetch.at_once,
            )
        voided = void_stale(desk, now)
    emit(
        documents.collect_document(collected),
        as_json=as_json,
        text=lambda console: _show_collected(console, collected, voided),
    )
    if any(report.rejected or report.error for report in collected.reports):
        raise typer.Exit(1)


def _named(app: App, source: str | None) -> tuple[Feed, ...]:
    feeds = tuple(feed for feed in app.feeds() if source in (None, feed.name))
    if source is not None and not feeds:
        names = ", ".join(each.name for each in app.config.source) or "none"
        raise NotFoundError(f"There is no source {source!r}; there are: {names}.")
    return feeds


def _show_collected(console: Console, collected: Collected, voided: tuple[str, ...]) -> None:
    table(
        console,
        ("source", "found", "new", "updated", "unchanged", "rejected"),
        (
            (
                report.name,
                report.found,
                report.count("new"),
                report.count("updated"),
                report.count("unchanged"),
                len(report.rejected),
            )
            for report in collected.reports
        ),
    )
    for report in collected.reports:
        if report.error:
            console.print(f"[red]{escape(report.name)}[/]: {escape(report.error)}")
        for each in report.rejected:
            console.print(f"[red]rejected[/] {escape(each.where)}: {escape(each.reason)}")
    show_findings(console, collected.findings)
    for period in voided:
        console.print(f"[yellow]The approval of {period} is void: its content changed.[/]")

"""The commands about what the members handed in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from digest.cli import documents
from digest.cli.opening import ConfigOption, JsonOption, opened
from digest.cli.output import counting, emit, escape, table
from digest.cli.showing import show_findings, show_submissions, show_whole
from digest.errors import NotFoundError, UsageError
from digest.model.submission import Submission, SubmissionState
from digest.workflows.approve import void_stale
from digest.workflows.collect import SourceReport, collect
from digest.workflows.moderate import change, decide_on, find

SubmissionArgument = Annotated[
    list[str], typer.Argument(metavar="ID …", help="Submissions, by their ids.")
]
ReasonOption = Annotated[str | None, typer.Option("--reason", help="Why; the member may ask.")]


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
        feeds = app.feeds()
        if source is not None:
            feeds = tuple(feed for feed in feeds if feed.source.name == source)
            if not feeds:
                names = ", ".join(each.name for each in app.config.source) or "none"
                raise NotFoundError(f"There is no source {source!r}; there are: {names}.")
        now = app.clock()
        desk = app.desk()
        with counting("documents", None, quiet=as_json) as count:
            reports = collect(desk, feeds, now, lambda _name, _so_far: count(1))
        voided = void_stale(desk, now)
    emit(
        documents.collect_document(reports),
        as_json=as_json,
        text=lambda console: _show_collected(console, reports, voided),
    )
    if any(report.rejected or report.error for report in reports):
        raise typer.Exit(1)


def _show_collected(
    console: Console, reports: tuple[SourceReport, ...], voided: tuple[str, ...]
) -> None:
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
            for report in reports
        ),
    )
    for report in reports:
        if report.error:
            console.print(f"[red]{escape(report.name)}[/]: {escape(report.error)}")
        for each in report.rejected:
            console.print(f"[red]rejected[/] {escape(each.where)}: {escape(each.reason)}")
    show_findings(console, tuple(each for report in reports for each in report.findings))
    for period in voided:
        console.print(f"[yellow]The approval of {period} is void: its content changed.[/]")


def list_submissions(
    state: Annotated[
        SubmissionState | None, typer.Option("--state", help="Only those in this state.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List every submission, in every state.

    Example: digest submissions list --state held
    """
    with opened(config) as app:
        found = app.desk().submissions.all()
    shown = tuple(each for each in found if state is None or each.state is state)
    _emit_submissions(shown, as_json=as_json)


def show_command(
    ids: SubmissionArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show submissions whole.

    Example: digest submissions show 3f9a1c20be
    """
    with opened(config) as app:
        desk = app.desk()
        found = tuple(find(desk, each) for each in ids)
    emit(
        documents.submissions_document(found),
        as_json=as_json,
        text=lambda console: show_whole(console, found),
    )


def edit_command(
    submission: Annotated[str, typer.Argument(metavar="ID", help="The submission's id.")],
    changes: Annotated[
        list[str],
        typer.Option("--set", metavar="FIELD=VALUE", help="A field and its new value; repeatable."),
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change fields of a submission; they stay changed when the source changes.

    Fields: title, organisations, kind, starts, ends, deadline, dates, place, online, text
    (Markdown), url, image, language, project. An empty value clears the field.

    Example: digest submissions edit 3f9a1c20be --set title="Annual congress" --set ends=2023-09-26
    """
    with opened(config) as app:
        changed = change(app.desk(), submission, _assignments(changes), app.clock())
    _emit_submissions((changed,), as_json=as_json)


def _assignments(changes: list[str]) -> dict[str, str]:
    pairs = {}
    for each in changes:
        field, equals, value = each.partition("=")
        if not equals:
            raise UsageError(f"--set {each!r} has no value.", hint='Write --set FIELD="VALUE".')
        if field.strip() in pairs:
            raise UsageError(f"--set {field.strip()} stands twice.", hint="Keep one of them.")
        pairs[field.strip()] = value
    return pairs


def accept_command(
    ids: SubmissionArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Accept submissions: they stand in their issue.

    Example: digest submissions accept 3f9a1c20be
    """
    _decide(ids, SubmissionState.ACCEPTED, None, config, as_json=as_json)


def hold_command(
    ids: SubmissionArgument,
    reason: ReasonOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold submissions back until somebody decides.

    Example: digest submissions hold 3f9a1c20be --reason "asked for the place"
    """
    _decide(ids, SubmissionState.HELD, reason, config, as_json=as_json)


def reject_command(
    ids: SubmissionArgument,
    reason: ReasonOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Reject submissions: they are kept and never shown.

    Example: digest submissions reject 3f9a1c20be --reason "an advertisement"
    """
    _decide(ids, SubmissionState.REJECTED, reason, config, as_json=as_json)


def _decide(
    ids: list[str],
    state: SubmissionState,
    reason: str | None,
    config: Path | None,
    *,
    as_json: bool,
) -> None:
    with opened(config) as app:
        desk = app.desk()
        found = [find(desk, each) for each in ids]  # all of them exist before any is changed
        decided = tuple(decide_on(desk, each.id, state, reason, app.clock()) for each in found)
    _emit_submissions(decided, as_json=as_json)


def _emit_submissions(found: tuple[Submission, ...], *, as_json: bool) -> None:
    emit(
        documents.submissions_document(found),
        as_json=as_json,
        text=lambda console: show_submissions(console, found),
    )


def list_organisations(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the directory of organisations.

    Example: digest organisations list
    """
    with opened(config) as app:
        found = app.desk().organisations
    emit(
        documents.organisations_document(found),
        as_json=as_json,
        text=lambda console: table(
            console,
            ("id", "acronym", "name", "country"),
            ((each.id, each.acronym, each.name, each.country) for each in found),
        ),
    )


def list_projects(
    day: Annotated[
        dt.datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="Current on this day; today by default."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the network's projects, the current ones first.

    Example: digest projects list --on 2023-09-01
    """
    with opened(config) as app:
        desk = app.desk()
        moment = day or app.clock().astimezone(desk.newsletter.zone)
    known = ((each, each.is_current(moment.date())) for each in desk.projects)
    found = sorted(known, key=lambda pair: (not pair[1], pair[0].name.casefold()))
    emit(
        documents.projects_document(found),
        as_json=as_json,
        text=lambda console: table(
            console,
            ("id", "name", "programme", "starts", "ends", ""),
            (
                (
                    each.id,
                    each.name,
                    each.programme,
                    each.starts,
                    each.ends,
                    "current" if is_current else "previous",
                )
                for each, is_current in found
            ),
        ),
    )

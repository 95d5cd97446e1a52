"""The commands about issues: what stands in them, what they look like, whether they may go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from digest.app import App
from digest.audience.variants import EVERYBODY
from digest.cli import documents
from digest.cli.opening import (
    ConfigOption,
    JsonOption,
    PeriodArgument,
    opened,
    period_of,
    whoever_types,
)
from digest.cli.output import emit, escape, table
from digest.cli.showing import dates_of, names_of
from digest.errors import UsageError
from digest.issues.life import ON_ITS_WAY
from digest.model.issue import Issue, IssueState, IssueStatus
from digest.model.period import Period
from digest.model.rendered import RenderedIssue, sha256_of
from digest.model.submission import SubmissionState
from digest.workflows.approve import approve, close, standing
from digest.workflows.assemble import as_sent, assembled, content_of, part_of, rendered, status_of
from digest.workflows.build import Beside, build
from digest.workflows.desk import Desk
from digest.workflows.moderate import is_missed, put, take_out
from digest.workflows.publish import page_of, proof

SubmissionIds = Annotated[
    list[str], typer.Argument(metavar="ID …", help="Submissions, by their ids.")
]


def list_issues(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List every issue with its state.

    Example: digest issue list
    """
    with opened(config) as app:
        desk = app.desk()
        found = [
            (standing(desk, each.period, app.clock()), len(assembled(desk, each.period).items))
            for each in desk.issues.all()
        ]
        missed = [each for each in desk.submissions.all() if is_missed(each)]
    emit(
        {
            "issues": [
                {**documents.status_document(status), "items": items} for status, items in found
            ],
            "missed": [documents.submission_document(each) for each in missed],
        },
        as_json=as_json,
        text=lambda console: _show_issues(console, found, len(missed)),
    )


def _show_issues(console: Console, found: list[tuple[IssueStatus, int]], missed: int) -> None:
    table(
        console,
        ("issue", "state", "items", "approved by"),
        (
            (
                status.period,
                status.state.value,
                items,
                status.approval.approved_by if status.approval else "",
            )
            for status, items in found
        ),
    )
    if missed:
        console.print(
            f"[yellow]{missed} submission(s) stand in no issue[/]: they came too late, or an editor"
            " took them out. `digest issue place PERIOD ID` puts one into an issue."
        )


def show_issue(
    period: PeriodArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show an issue: its sections and what stands in them.

    Example: digest issue show 2023-09
    """
    with opened(config) as app:
        _emit_issue(app, app.desk(), period_of(period), as_json=as_json)


def place_command(
    period: PeriodArgument,
    ids: SubmissionIds,
    position: Annotated[
        int | None,
        typer.Option("--position", min=1, help="The first one's place within its section, from 1."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put submissions into an issue by hand; that wins over every rule.

    Example: digest issue place 2023-09 3f9a1c20be --position 1
    """
    with opened(config) as app:
        desk = app.desk()
        month = period_of(period)
        placed = put(desk, tuple(ids), month, position, app.clock())
        _emit_issue(app, desk, month, as_json=as_json)
    for each in placed:
        if each.state is not SubmissionState.ACCEPTED:
            typer.echo(
                f"{each.id} is {each.state}, and not shown until: digest submissions accept"
                f" {each.id}",
                err=True,
            )


def remove_command(
    period: PeriodArgument,
    ids: SubmissionIds,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take submissions out of an issue; they stay in the workspace.

    Example: digest issue remove 2023-09 3f9a1c20be
    """
    with opened(config) as app:
        desk = app.desk()
        month = period_of(period)
        take_out(desk, tuple(ids), month, app.clock())
        _emit_issue(app, desk, month, as_json=as_json)


def close_command(
    period: PeriodArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Close a draft: what comes from now on goes to the next issue.

    Example: digest issue close 2023-09
    """
    with opened(config) as app:
        desk = app.desk()
        close(desk, period_of(period))
        _emit_issue(app, desk, period_of(period), as_json=as_json)


def _emit_issue(app: App, desk: Desk, period: Period, *, as_json: bool) -> None:
    status = standing(desk, period, app.clock())
    issue = assembled(desk, period)
    emit(
        documents.issue_document(status, issue),
        as_json=as_json,
        text=lambda console: _show_issue(console, status, issue),
    )


def _show_issue(console: Console, status: IssueStatus, issue: Issue) -> None:
    by = f", approved by {status.approval.approved_by}" if status.approval else ""
    console.print(f"[bold]{issue.period}[/]: {status.state.value}{escape(by)}")
    for section in issue.sections:
        console.print(f"\n[bold]{escape(section.title)}[/]")
        table(
            console,
            ("id", "dates", "organisation", "title", "place"),
            (
                (
                    each.id,
                    dates_of(each.content),
                    names_of(each.content),
                    each.content.title,
                    each.content.place,
                )
                for each in section.items
            ),
        )


def build_command(
    period: PeriodArgument,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where; out/PERIOD by default.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", help="Which variant; the first by default.")
    ] = None,
    segment: Annotated[
        str | None,
        typer.Option("--segment", metavar="NAME", help="Whose variant; everybody's by default."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write an issue's files, for looking at and for keeping; of one that was sent, as it was.

    They are issue.html, issue.txt, issue.eml, issue.ics, issue.json and archive.html.
    The same input always gives the same bytes. A segment's letter has some of the sections;
    archive.html is the whole issue, for everybody.

    Example: digest build 2023-09 --out /tmp/september
    """
    with opened(config) as app:
        month = period_of(period)
        document = build_document(app, month, out, language=language, segment=segment)
        state = status_of(app.desk(), month).state
    emit(document, as_json=as_json, text=lambda console: _show_built(console, document, state))


def build_document(
    app: App,
    period: Period,
    out: Path | None,
    *,
    language: str | None = None,
    segment: str | None = None,
) -> documents.Document:
    """Build an issue and say what was written."""
    desk = app.desk()
    status = status_of(desk, period)
    whole = content_of(desk, status)
    variants = as_sent(desk, status) or rendered(desk, whole)
    variant = _chosen(variants, language or desk.newsletter.language, segment or EVERYBODY)
    issue = part_of(desk, whole, variant.segment)
    folder = out or app.workspace.path("out") / period
    content = {"issue": period, "sections": documents.sections_document(issue)}
    issue_json = json.dumps(content, ensure_ascii=False, indent=2)
    beside = Beside(issue_json, page_of(app.press(), whole, variant.language))
    built = build(desk, app.letter_head(), issue, variant, beside, folder)
    return {
        "issue": period,
        "sha256": sha256_of(variants),
        "files": {name: str(path) for name, path in built.files.items()},
        "html_bytes": built.html_bytes,
        "items": len(issue.items),
    }


def _chosen(variants: tuple[RenderedIssue, ...], language: str, segment: str) -> RenderedIssue:
    chosen = {(each.language, each.segment): each for each in variants}
    if (language, segment) in chosen:
        return chosen[language, segment]
    wanted = f"{language!r} for {segment!r}" if segment else repr(language)
    there = (f"{each} for {whose}" if whose else each for each, whose in chosen)
    raise UsageError(
        f"There is no variant in {wanted}; there are: {', '.join(there)}.",
        hint="[newsletter] names languages and segments; a segment has a variant where something"
        " in the issue is for it.",
    )


def _show_built(console: Console, document: documents.Document, state: IssueState) -> None:
    files = document["files"]
    assert isinstance(files, dict)  # noqa: S101 - made above
    for path in files.values():
        console.print(escape(str(path)), soft_wrap=True)
    console.print(
        f"{document['items']} items, {document['html_bytes']:,} bytes of HTML,"
        f" sha256 {document['sha256']}"
    )
    if state in ON_ITS_WAY:
        console.print("It has gone out: this is what readers get, whatever was changed since.")


def approve_command(
    period: PeriodArgument,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who approves; you by default.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve an issue: exactly these bytes may be sent. Any change of content voids it.

    Example: digest approve 2023-09 --by "Ada Lovelace"
    """
    with opened(config) as app:
        month = period_of(period)
        desk = app.desk()
        proof(app.press(), assembled(desk, status_of(desk, month).period))  # letters lead to it
        word = approve(desk, month, by or whoever_types(), app.clock())
    emit(
        {"issue": month, **word.model_dump(mode="json")},
        as_json=as_json,
        text=lambda console: console.print(
            f"[green]{month} is approved[/] by {escape(word.approved_by)}"
            f" (sha256 {word.sha256}).\nNext: digest test {month} --to you@example.org,"
            f" then digest send {month}"
        ),
    )

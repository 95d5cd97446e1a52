"""The command that says what is wrong with an issue, its links included."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.app import App
from digest.cli import documents
from digest.cli.opening import ConfigOption, JsonOption, PeriodArgument, opened, period_of
from digest.cli.output import counting, emit
from digest.cli.showing import show_findings
from digest.model.finding import Finding, Severity
from digest.model.period import Period
from digest.workflows.assemble import assembled, rendered, status_of
from digest.workflows.check import addresses_of, checked
from digest.workflows.links import ask


def check_command(
    period: PeriodArgument,
    no_links: Annotated[
        bool, typer.Option("--no-links", "--offline", help="Ask for no link; say what is known.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say everything that is wrong or doubtful about an issue; exit 1 when an error blocks it.

    Its links are asked for, which takes seven seconds at most; what is known is not asked again.

    Example: digest check 2023-09
    """
    with opened(config) as app:
        month = period_of(period)
        findings = _findings(app, month, asks=not no_links, quiet=as_json)
    emit(
        documents.findings_document(findings),
        as_json=as_json,
        text=lambda console: (
            show_findings(console, findings)
            if findings
            else console.print(f"[green]Nothing to say against {month}.[/]")
        ),
    )
    if any(each.severity is Severity.ERROR for each in findings):
        raise typer.Exit(1)


def _findings(app: App, period: Period, *, asks: bool, quiet: bool) -> tuple[Finding, ...]:
    desk = app.desk()
    issue = assembled(desk, status_of(desk, period).period)
    variants = rendered(desk, issue)
    if not asks:
        return checked(desk, issue, variants)
    addresses = addresses_of(desk, issue, variants)
    with counting("links", len(addresses), quiet=quiet) as counted:
        outcomes = ask(app.link_desk(), addresses, app.clock(), counted)
    return checked(desk, issue, variants, outcomes)

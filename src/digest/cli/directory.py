"""The commands about the directory: organisations, who of them is silent, and projects."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from digest.cli import documents
from digest.cli.opening import ConfigOption, JsonOption, opened
from digest.cli.output import emit, table
from digest.issues.coverage import coverage, last_month
from digest.model.period import Period


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


def coverage_command(
    months: Annotated[
        int, typer.Option("--months", min=1, help="How many months up to the newest issue count.")
    ] = 12,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which organisations had items in the latest issues; the longest silent come first.

    The last month is that of the newest issue, next month's at most; items are counted once,
    under each of their organisations. "never" has had none in any issue.

    Example: digest organisations coverage --months 6
    """
    with opened(config) as app:
        desk = app.desk()
        today = Period.of(app.clock().astimezone(desk.newsletter.zone).date())
        last = last_month((each.period for each in desk.issues.all()), today)
        found = coverage(desk.organisations, desk.submissions.all(), last, months)
    emit(
        documents.coverage_document(found),
        as_json=as_json,
        text=lambda console: table(
            console,
            ("id", "name", "items", "last issue", "months silent"),
            (
                (
                    each.organisation.id,
                    each.organisation.name,
                    each.items,
                    each.last_issue or "never",
                    each.months_silent,
                )
                for each in found
            ),
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

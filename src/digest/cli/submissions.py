"""The commands about single submissions: to look, add, change, decide, merge and split."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from digest.cli import documents
from digest.cli.opening import ConfigOption, JsonOption, opened
from digest.cli.output import emit
from digest.cli.showing import show_findings, show_submissions, show_whole
from digest.errors import UsageError
from digest.model.finding import Finding
from digest.model.submission import Submission, SubmissionState
from digest.workflows.add import add
from digest.workflows.merge import merge, split
from digest.workflows.moderate import change, decide_on, find, is_missed

SubmissionArgument = Annotated[
    list[str], typer.Argument(metavar="ID …", help="Submissions, by their ids.")
]
ReasonOption = Annotated[str | None, typer.Option("--reason", help="Why; the member may ask.")]
SetOption = Annotated[
    list[str],
    typer.Option("--set", metavar="FIELD=VALUE", help="A field and its value; repeatable."),
]


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


def add_command(
    values: SetOption, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Add an item yourself; it is accepted, and read as leniently as what members hand in.

    What was found doubtful in it is said. Fields are those of a feed, docs/feeds.md lists them;
    the same values again are the same item.

    Example: digest submissions add --set title="Annual congress" --set dates="20-22 September"
    """
    with opened(config) as app:
        decision = add(app.desk(), _assignments(values), app.clock())
    found = (*decision.after.findings, *decision.remarks)
    emit(
        documents.submissions_document((decision.after,)),
        as_json=as_json,
        text=lambda console: _show_added(console, decision.after, found),
    )


def _show_added(console: Console, added: Submission, findings: tuple[Finding, ...]) -> None:
    show_submissions(console, (added,))
    show_findings(console, findings)


def edit_command(
    submission: Annotated[str, typer.Argument(metavar="ID", help="The submission's id.")],
    changes: SetOption,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change fields of a submission; they stay changed when the source changes.

    Fields: title, organisations, kind, starts, ends, deadline, dates, place, online, text
    (Markdown), url, image, image_alt, language, project, cancelled (yes or no). An empty value
    clears the field. What is cancelled is held, or, where readers know of it, says so in the
    archive.

    Example: digest submissions edit 3f9a1c20be --set title="Annual congress" --set ends=2023-09-26
    """
    with opened(config) as app:
        changed = change(app.desk(), submission, _assignments(changes), app.clock())
    _emit_changed((changed,), as_json=as_json)


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


def merge_command(
    submission: Annotated[str, typer.Argument(metavar="ID", help="The one that stays.")],
    others: Annotated[
        list[str], typer.Argument(metavar="OTHER …", help="Those that are shown as it.")
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Merge submissions that say the same: the first stays, the others are shown as it.

    It takes from them what it lacks, and their organisations beside its own; what an editor
    changed stays. `digest submissions split` undoes it.

    Example: digest submissions merge 3f9a1c20be 77d0e1a4c2
    """
    with opened(config) as app:
        changed = merge(app.desk(), submission, tuple(others), app.clock())
    _emit_changed(changed, as_json=as_json)


def split_command(
    ids: SubmissionArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Undo a merge; or say of submissions that are not merged that they are not the same.

    Of one that others are merged into, all of them are split off; of a merged one, that one.
    Those that are not the same are never proposed as duplicates again.

    Example: digest submissions split 3f9a1c20be 77d0e1a4c2
    """
    with opened(config) as app:
        changed = split(app.desk(), tuple(ids), app.clock())
    _emit_changed(changed, as_json=as_json)


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
    _emit_changed(decided, as_json=as_json)


def _emit_submissions(found: tuple[Submission, ...], *, as_json: bool) -> None:
    emit(
        documents.submissions_document(found),
        as_json=as_json,
        text=lambda console: show_submissions(console, found),
    )


def _emit_changed(found: tuple[Submission, ...], *, as_json: bool) -> None:
    """What was changed, and of what that leaves without an issue, how to show it all the same."""
    _emit_submissions(found, as_json=as_json)
    for each in found:
        if is_missed(each) and each.state is SubmissionState.ACCEPTED and not each.removed_from:
            typer.echo(
                f"Submission {each.id} stands in no issue: those it could stand in are closed."
                f" To show it all the same: digest issue place PERIOD {each.id}",
                err=True,
            )

"""The command tree, on one page."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from digest.cli import (
    checking,
    content,
    directory,
    editions,
    keys,
    people,
    places,
    publishing,
    sending,
    serving,
    status,
)
from digest.cli import submissions as handed_in

tree = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # errors are ours to explain; a bug shows its traceback
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - a flag's callback
    if wanted:
        typer.echo(f"digest {version('member-digest')}")
        raise typer.Exit


@tree.callback()
def about(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version, and end."
        ),
    ] = False,
) -> None:
    """A network's monthly newsletter: from members' news to an accounted-for mailing.

    A command works in the workspace of --config FILE, else of $DIGEST_CONFIG, else of this folder;
    with --json it prints one JSON document.
    Exit status: 0 done, 1 done with errors found, 2 usage or configuration, 3 needs a person.
    """


def _group(name: str, about: str) -> typer.Typer:
    group = typer.Typer(help=about, no_args_is_help=True, rich_markup_mode=None)
    tree.add_typer(group, name=name)
    return group


tree.command("init")(places.init_command)
tree.command("demo")(places.demo_command)

tree.command("collect")(content.collect_command)
submissions = _group("submissions", "What the members handed in.")
submissions.command("list")(handed_in.list_submissions)
submissions.command("show")(handed_in.show_command)
submissions.command("add")(handed_in.add_command)
submissions.command("edit")(handed_in.edit_command)
submissions.command("accept")(handed_in.accept_command)
submissions.command("hold")(handed_in.hold_command)
submissions.command("reject")(handed_in.reject_command)
submissions.command("merge")(handed_in.merge_command)
submissions.command("split")(handed_in.split_command)
organisations = _group("organisations", "The directory of organisations.")
organisations.command("list")(directory.list_organisations)
organisations.command("coverage")(directory.coverage_command)
organisations.command("key")(keys.key_command)
projects = _group("projects", "The network's projects.")
projects.command("list")(directory.list_projects)

issue = _group("issue", "Issues and what stands in them.")
issue.command("list")(editions.list_issues)
issue.command("show")(editions.show_issue)
issue.command("place")(editions.place_command)
issue.command("remove")(editions.remove_command)
issue.command("close")(editions.close_command)
tree.command("build")(editions.build_command)
tree.command("check")(checking.check_command)
tree.command("preview")(serving.preview_command)
tree.command("approve")(editions.approve_command)

tree.command("test")(sending.send_test_command)
tree.command("send")(sending.send_command)
tree.command("status")(status.status_command)
tree.command("deliveries")(sending.deliveries_command)
tree.command("recover")(sending.recover_command)
tree.command("resolve")(sending.resolve_command)
tree.command("pause")(sending.pause_command)
tree.command("resume")(sending.resume_command)
tree.command("cancel")(sending.cancel_command)

subscribers = _group("subscribers", "The audience.")
subscribers.command("import")(people.import_command)
subscribers.command("list")(people.list_command)
subscribers.command("export")(people.export_command)
subscribers.command("suppress")(people.suppress_command)

tree.command("run")(serving.run_command)
tree.command("archive")(publishing.archive_command)
tree.command("doctor")(places.doctor_command)
db = _group("db", "The database's upkeep.")
db.command("upgrade")(places.db_upgrade_command)
db.command("backup")(places.db_backup_command)
db.command("check")(places.db_check_command)

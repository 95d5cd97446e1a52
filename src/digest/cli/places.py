"""The commands about the workspace: making one, trying it all, looking after it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from digest.cli.demonstration import demonstrate
from digest.cli.examination import probes_of
from digest.cli.opening import ConfigOption, JsonOption, opened
from digest.cli.output import emit, escape, escape_lines
from digest.errors import ConfigError, DigestError
from digest.sources.packaged import packaged
from digest.store import upkeep
from digest.workflows.doctor import Check, examine
from digest.workflows.workspace import make_workspace


def init_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The workspace's folder.")],
    as_json: JsonOption = False,
) -> None:
    """Make a new workspace: config.toml, sample feeds, a fresh signing key.

    What is there already stays as it is, so it is safe in a workspace that lacks something.

    Example: digest init newsletter
    """
    made = make_workspace(folder, packaged("config.example.toml"), packaged("feeds"))
    emit(
        {"workspace": str(folder.absolute())},
        as_json=as_json,
        text=lambda console: _show_made(console, folder, made),
    )


def _show_made(console: Console, folder: Path, made: tuple[str, ...]) -> None:
    names = ", ".join(made) or "nothing, it was complete"
    console.print(f"[green]{escape(str(folder))}[/] is a workspace; made: {escape(names)}.")
    console.print("Next: edit its config.toml, then `digest collect` in it.")


def demo_command(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where the demonstration's workspace is made.")
    ] = Path("demo"),
    as_json: JsonOption = False,
) -> None:
    """Go the whole way on the sample feeds: collect, build, check, approve, send into an outbox.

    Nothing leaves this machine: messages become .eml files.

    Example: digest demo /tmp/demo
    """
    shown = demonstrate(folder)
    emit(shown.document, as_json=as_json, text=shown.show)


def doctor_command(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Examine everything a mailing needs: configuration, templates, database, disk, the key.

    Exit status 1 says that something is not well, 2 that the configuration is not.

    Example: digest doctor
    """
    status = 0
    try:
        with opened(config) as app:
            checks = examine(probes_of(app))
    except DigestError as error:  # the workspace cannot even be opened
        name = "configuration" if isinstance(error, ConfigError) else "database"
        checks = (Check(name, ok=False, message=error.message, hint=error.hint),)
        status = error.exit_status
    emit(
        {"checks": [{"name": each.name, "ok": each.ok, "hint": _whole(each)} for each in checks]},
        as_json=as_json,
        text=lambda console: _show_checks(console, checks),
    )
    if not all(each.ok for each in checks):
        raise typer.Exit(status or 1)


def _whole(check: Check) -> str:
    """What is not well and the way out of it; nothing where all is well."""
    return "" if check.ok else "\n".join(filter(None, (check.message, check.hint)))


def _show_checks(console: Console, checks: tuple[Check, ...]) -> None:
    for each in checks:
        mark = "[green]well[/]  " if each.ok else "[red]ill[/]   "
        console.print(f"{mark}{escape(each.name)}: {escape_lines(each.message)}")
        if each.hint:
            console.print(f"        [dim]{escape_lines(each.hint)}[/]")


def db_upgrade_command(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Bring the database to the tables of today; every other command does so by itself.

    Example: digest db upgrade
    """
    with opened(config) as app:
        revision, _newest = upkeep.version(app.database)
    emit(
        {"revision": revision},
        as_json=as_json,
        text=lambda console: console.print(f"The database is at revision {revision}."),
    )


def db_backup_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a consistent copy of the database, also while a mailing runs.

    Example: digest db backup digest-2023-09-01.db
    """
    with opened(config) as app:
        upkeep.backup(app.database, file)
    emit(
        {"file": str(file.absolute()), "bytes": file.stat().st_size},
        as_json=as_json,
        text=lambda console: console.print(f"[green]{escape(str(file))}[/] is written."),
    )


def db_check_command(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Look for damage in the database; exit status 1 says there is some.

    Example: digest db check
    """
    with opened(config) as app:
        damage = upkeep.check(app.database)
    emit(
        {"problems": list(damage)},
        as_json=as_json,
        text=lambda console: console.print(
            "\n".join(map(escape, damage)) if damage else "[green]The database is sound.[/]"
        ),
    )
    if damage:
        raise typer.Exit(1)

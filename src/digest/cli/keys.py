"""The command about the keys of organisations that push their news in."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from digest.app import App
from digest.cli.opening import ConfigOption, JsonOption, opened
from digest.cli.output import emit, escape
from digest.store.keys import Keys
from digest.workflows.keys import make_key, revoke_keys


def key_command(
    organisation: Annotated[
        str, typer.Argument(metavar="ORGANISATION", help="Its id, name, acronym or alias.")
    ],
    revoke: Annotated[
        bool, typer.Option("--revoke", help="Make no key; make all it has worthless.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key with which an organisation can push its news in.

    It is shown once, here, and kept nowhere: hand it over as you would a password. A new key
    leaves the old ones good. docs/sources/api.md tells what it opens.

    Example: digest organisations key ima
    """
    with opened(config) as app:
        if revoke:
            _revoke(app, organisation, as_json=as_json)
        else:
            _make(app, organisation, as_json=as_json)


def _make(app: App, name: str, *, as_json: bool) -> None:
    found, key = make_key(app.desk(), Keys(app.database), name, app.clock())

    def show(console: Console) -> None:
        console.print(f"The key of {escape(found.name)}, shown this once:")
        console.print(f"\n    {escape(key)}\n")
        console.print(
            f"If it gets lost: digest organisations key {escape(found.id)} --revoke,"
            " and make another."
        )

    emit({"organisation": found.id, "key": key}, as_json=as_json, text=show)


def _revoke(app: App, name: str, *, as_json: bool) -> None:
    identity, revoked = revoke_keys(app.desk(), Keys(app.database), name, app.clock())
    emit(
        {"organisation": identity, "revoked": revoked},
        as_json=as_json,
        text=lambda console: console.print(
            f"{revoked} {'key' if revoked == 1 else 'keys'} of {escape(identity)} revoked."
        ),
    )

"""The commands that serve: the editors' preview, and the public web with its clock."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from digest.cli.opening import ConfigOption, opened
from digest.workflows.due import tick


def preview_command(
    period: Annotated[str | None, typer.Argument(metavar="[PERIOD]")] = None,
    config: ConfigOption = None,
) -> None:
    """Preview."""


def run_command(config: ConfigOption = None) -> None:
    """Run."""
    with opened(config) as app:
        logging.info(tick(app.desk(), app.dispatch(), app.clock()))

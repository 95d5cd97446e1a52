"""Opening the workspace for a command, and ending in good order when asked to."""

from __future__ import annotations

import getpass
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Annotated

import typer

from digest.app import App, utc_now
from digest.config import Workspace, find_config, load
from digest.errors import NotFoundError, UsageError
from digest.model.period import Period

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="The workspace's config.toml (or $DIGEST_CONFIG)."
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print exactly one JSON document, and nothing else.")
]
PeriodArgument = Annotated[
    str, typer.Argument(metavar="PERIOD", help="The issue's month, such as 2023-09.")
]
OptionalPeriod = Annotated[
    str | None, typer.Argument(metavar="[PERIOD]", help="The issue's month; the newest by default.")
]

_STANDARD_ERROR = 2
_STOPPING = b"Stopping: nothing more leaves; what is in the air comes back first.\n"


def workspace(config: Path | None) -> Workspace:
    """The workspace a command works in."""
    return load(find_config(config, os.environ, Path.cwd()))


@contextmanager
def opened(config: Path | None) -> Iterator[App]:
    """The application over a command's workspace."""
    app = App(workspace(config), clock=utc_now, stop=Event())
    try:
        yield app
    finally:
        app.close()


def period_of(text: str) -> Period:
    """A period as a person typed it.

    Raises:
        UsageError: it is not a month.
    """
    try:
        return Period(text)
    except ValueError as error:
        raise UsageError(str(error)) from error


def newest_or(app: App, text: str | None) -> Period:
    """The period named, else the newest whose mailing was started, else the newest.

    Raises:
        NotFoundError: none is named, and there is none.
    """
    if text is not None:
        return period_of(text)
    known = [each.period for each in app.accounts.issues.all()]
    started = [each for each in known if app.accounts.mailings.real(each)]
    if not known:
        raise NotFoundError("There is no issue yet.", hint="`digest collect` makes the first.")
    return (started or known)[-1]


def whoever_types() -> str:
    """The name this machine has for the person at it.

    Raises:
        UsageError: it has none.
    """
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:  # Python before 3.13, and since; a container may have none
        raise UsageError(
            "This machine has no name for you.", hint='Say who approves: --by "Your Name".'
        ) from error


@contextmanager
def draining(stop: Event) -> Iterator[None]:
    """While a mailing is carried: SIGINT and SIGTERM let the batch in hand end, then stop.

    A second one breaks the work off; what is in the air comes back all the same.
    """

    def ask(_signal: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        with suppress(OSError):  # not by way of a buffer that may be in the middle of a line
            os.write(_STANDARD_ERROR, _STOPPING)

    before = {each: signal.signal(each, ask) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)

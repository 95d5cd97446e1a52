"""The commands that serve: the editors' preview, and the public web with its clock."""

from __future__ import annotations

import logging
import os
import sys
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from digest.app import App
from digest.cli.opening import ConfigOption, opened, period_of
from digest.cli.output import visible
from digest.errors import DigestError
from digest.jobs.announcing import Announcements
from digest.jobs.ticking import start_ticking
from digest.sources.packaged import packaged
from digest.web.preview import preview_app
from digest.web.public import Site, public_app
from digest.web.serving import serve
from digest.web.showing import Preview
from digest.workflows.approve import void_stale
from digest.workflows.collect import collect
from digest.workflows.desk import Desk
from digest.workflows.due import tick
from digest.workflows.publish import published
from digest.workflows.subscribe import Leaving
from digest.workflows.track import work

_LOOPBACK = "127.0.0.1"
_PREVIEW_PORT = 8766
_TICK_SECONDS = 60.0


def preview_command(
    period: Annotated[
        str | None,
        typer.Argument(metavar="[PERIOD]", help="The issue; the newest that is not sent if none."),
    ] = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="0 takes any free one.")
    ] = _PREVIEW_PORT,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Look at an issue as its readers would get it; it follows every change of a file.

    Served on this machine alone, until Ctrl-C.

    Example: digest preview 2023-09
    """
    with opened(config) as app:
        preview = Preview(lambda: _refreshed(app), _watched(app))
        application = preview_app(preview, period_of(period) if period else None)

        def announce(url: str) -> None:
            typer.echo(f"The preview is at {url} (Ctrl-C ends it).")
            if not no_browser and _has_screen():
                webbrowser.open(url)

        serve(application, _LOOPBACK, port, opened=announce, closing=preview.close)


def _refreshed(app: App) -> Desk:
    """Everything read again: the configuration, the templates, the sources of this machine.

    What has to be fetched is fetched by `digest collect`: a template that is saved ten times a
    minute is no reason to call other people's servers.
    """
    app.reload()
    desk, now = app.desk(), app.clock()
    desk = replace(desk, album=replace(desk.album, fetcher=None))
    near = tuple(feed for feed in app.feeds() if not feed.source.is_remote)
    collect(desk, near, now, lambda _name, _count: None, keeps_health=False)
    void_stale(desk, now)
    return desk


def _watched(app: App) -> tuple[Path, ...]:
    """What makes the preview look again; the database, for what other commands do."""
    directory = app.config.directory
    named = (directory.organisations, directory.projects, "templates")
    database = app.database.path
    return (
        app.workspace.config_file,
        packaged("templates"),
        *(app.workspace.path(each) for each in named if each),
        *(app.workspace.path(path) for path in _files_of_sources(app)),
        *((database, database.with_name(f"{database.name}-wal")) if database else ()),
    )


def _files_of_sources(app: App) -> Iterator[str]:
    for source in app.config.source:
        path = getattr(source, "path", None)  # a kind of a third party may have none, or its own
        if isinstance(path, str):
            yield path


def _has_screen() -> bool:
    """Whether a browser would open a window, and not take over the terminal."""
    has_window = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return sys.stdout.isatty() and (has_window or sys.platform == "darwin")


def run_command(
    host: Annotated[
        str | None, typer.Option("--host", help="Instead of [web] host, which is 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="Instead of [web] port.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Serve what readers' links lead to, and send what is due, until Ctrl-C.

    The pages are unsubscribing and the archive, which is kept up to date; news that organisations
    push is taken in where a source of kind "api" is declared. The clock closes issues at their
    cut-off and sends an approved issue once when it is due, however many processes run.

    Example: digest run
    """
    with opened(config) as app:
        site = _site(app)
        app.transport().close()  # a missing secret is said now, not in the night of the sending
        site.tracking.webhooks()  # nor by the first call of an ESP
        logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
        ticker = start_ticking(_ticking(app), _TICK_SECONDS, now=app.clock())
        try:
            serve(
                public_app(site),
                host or app.config.web.host,
                app.config.web.port if port is None else port,
                opened=lambda url: typer.echo(f"The public web is at {url} (Ctrl-C ends it)."),
                closing=app.stop.set,
            )
        finally:
            app.stop.set()
            ticker.stop()


def _site(app: App) -> Site:
    return Site(
        newsletter=app.config.newsletter,
        archive=app.archive_folder(),
        leaving=Leaving(app.subscribers, app.workspace.signing_keys()),
        pictures=app.pictures,
        pushing=app.pushing(),
        tracking=app.tracking(),
        probe=app.database.ping,
        clock=app.clock,
        public_url=app.public_url,
    )


def _ticking(app: App) -> Callable[[], None]:
    """One look at the clock, with the configuration and the templates as they now stand.

    An approval is measured against what would be rendered now; with settings of yesterday
    it would be found void.
    """
    announcements = Announcements()
    is_looked_at = False  # whether this process has brought the archive up to date once

    def once() -> None:
        nonlocal is_looked_at
        now = app.clock()
        try:
            app.reload()
            press = app.press()
            work(app.tracking(), now)
            said = tick(app.desk(), app.dispatch(), now, lambda: published(press))
            said += tuple(published(press, if_changed=is_looked_at))
            is_looked_at = True
        except DigestError as error:
            said = (f"error: {error} {error.hint}".rstrip(),)
        for sentence in announcements.fresh(said, now):
            typer.echo(f"{now:%Y-%m-%d %H:%M}Z {visible(sentence)}")

    return once

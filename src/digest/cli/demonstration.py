"""The demonstration: the whole way on the sample feeds, into an outbox on this machine."""

from __future__ import annotations

import datetime as dt
import shlex
import shutil
import sys
from pathlib import Path
from threading import Event

from rich.console import Console

from digest.app import App, utc_now
from digest.cli import documents
from digest.cli.editions import build_document
from digest.cli.output import escape
from digest.config import load
from digest.model.period import Period
from digest.model.subscriber import Consent, Subscriber
from digest.sources.packaged import packaged
from digest.workflows.approve import approve
from digest.workflows.assemble import assembled, rendered
from digest.workflows.check import checked
from digest.workflows.collect import collect
from digest.workflows.publish import publish
from digest.workflows.send import carry, start
from digest.workflows.workspace import CONFIG, make_workspace

PERIOD = Period("2023-09")
_CONSENT = Consent(dt.datetime(2023, 1, 1, tzinfo=dt.UTC), "made up for the demonstration")
_READERS = tuple(
    Subscriber(email=email, name=name, consent=_CONSENT)
    for email, name in (
        ("ada@example.org", "Ada Reader"),
        ("bjorn@example.org", "Björn Reader"),
        ("chloe@example.org", "Chloé Reader"),
    )
)


class Demonstration:
    """What the demonstration did, as documents and as text."""

    def __init__(self, folder: Path, steps: dict[str, documents.Document]) -> None:
        self.document: documents.Document = {"workspace": str(folder.absolute()), **steps}
        self._folder = folder
        self._steps = steps

    def show(self, console: Console) -> None:
        """Say where to look."""
        build, folder = self._steps["build"], escape(str(self._folder))
        mails = sum(1 for _each in (self._folder / "outbox").glob("*.eml"))
        look = shlex.join(
            (*_this_program(), "preview", PERIOD, "--config", f"{self._folder / CONFIG}")
        )
        console.print(f"Issue {PERIOD}: {build['items']} items, {build['html_bytes']:,} bytes.")
        console.print(f"The page of the issue is [bold]{folder}/out/{PERIOD}/issue.html[/].")
        console.print(f"Look at it with:\n  {escape(look)}")
        console.print(f"{mails} mails lie in [bold]{folder}/outbox[/].")


def _this_program() -> tuple[str, ...]:
    """What a person types to call it again, in whatever way it was called."""
    if shutil.which("digest"):
        return ("digest",)
    called = sys.argv[0]
    return (sys.executable, "-m", "digest") if called.endswith("__main__.py") else (called,)


def demonstrate(folder: Path) -> Demonstration:
    """Do it all; a second time in the same folder nothing is sent twice."""
    make_workspace(folder, packaged("config.example.toml"), packaged("feeds"))
    app = App(load((folder / CONFIG).absolute()), clock=utc_now, stop=Event())
    try:
        return Demonstration(folder, _steps(app))
    finally:
        app.close()


def _steps(app: App) -> dict[str, documents.Document]:
    desk, dispatch = app.desk(), app.dispatch()
    list(app.subscribers.add(_READERS))
    collected = collect(desk, app.feeds(), app.clock(), lambda _name, _count: None)
    built = build_document(app, PERIOD, None)
    issue = assembled(desk, PERIOD)
    findings = checked(desk, issue, rendered(desk, issue))
    status = desk.issues.status(PERIOD)
    word = status.approval if status else None
    if dispatch.accounts.mailings.real(PERIOD) is None or word is None:
        word = approve(desk, PERIOD, "the demonstration", app.clock())
    mailing = start(desk, dispatch, PERIOD)
    publish(app.press())
    books = carry(dispatch, mailing, lambda _count: None)
    return {
        "collect": documents.collect_document(collected),
        "build": built,
        "check": documents.findings_document(findings),
        "approve": {"issue": PERIOD, **word.model_dump(mode="json")},
        "send": documents.books_document(books),
    }

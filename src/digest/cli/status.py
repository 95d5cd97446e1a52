"""`digest status`: the books of an issue, once or for as long as it is being sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from digest.app import App
from digest.cli import documents
from digest.cli.opening import ConfigOption, JsonOption, OptionalPeriod, newest_or, opened
from digest.cli.output import emit
from digest.cli.showing import show_books
from digest.cli.watching import watch
from digest.errors import UsageError
from digest.model.issue import IssueState
from digest.model.mailing import Books, MailingState
from digest.model.period import Period
from digest.workflows.approve import standing
from digest.workflows.recover import books_of, real_mailing
from digest.workflows.watching import look

WatchOption = Annotated[
    bool, typer.Option("--watch", help="Go on showing it, until it is through or you press Ctrl-C.")
]


def status_command(
    period: OptionalPeriod = None,
    watched: WatchOption = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the books: how many got the issue, how many did not, and why.

    Example: digest status 2023-09 --watch
    """
    if watched and as_json:
        raise UsageError(
            "--json prints one document, and --watch goes on showing.",
            hint="Leave one of them out; a script may ask `digest status --json` again and again.",
        )
    with opened(config) as app:
        month = newest_or(app, period)
        if watched:
            _watch(app, month)
        books = _books(app, month)
        mailing = app.accounts.mailings.real(month)
    is_paused = mailing is not None and mailing.state is MailingState.PAUSED
    emit(
        documents.books_document(books),
        as_json=as_json,
        text=lambda console: show_books(console, books, is_paused=is_paused),
    )


def _watch(app: App, month: Period) -> None:
    mailing = real_mailing(app.accounts, month)
    watch(lambda: look(app.accounts, mailing), app.clock, app.config.newsletter.zone)


def _books(app: App, month: Period) -> Books:
    books = books_of(app.accounts, month)
    if books.state == IssueState.APPROVED:  # unless it changed since, and the word is void
        return replace(books, state=standing(app.desk(), month, app.clock()).state.value)
    return books

"""The commands about mailings: testing, sending, the books, and what is in doubt."""

from __future__ import annotations

import gc
from enum import StrEnum
from typing import Annotated

import typer

from digest.app import App
from digest.audience.importing import normalise_address
from digest.cli import documents
from digest.cli.joining import Together
from digest.cli.opening import (
    ConfigOption,
    JsonOption,
    OptionalPeriod,
    PeriodArgument,
    draining,
    newest_or,
    opened,
    period_of,
)
from digest.cli.output import counting, emit, emit_error, table, visible
from digest.cli.showing import show_books
from digest.errors import DigestError, UsageError
from digest.model.mailing import Books, DeliveryState, Mailing, MailingState
from digest.workflows.carriers import carriers
from digest.workflows.publish import published
from digest.workflows.recover import books_of, deliveries_of, real_mailing, resolve, steer
from digest.workflows.send import carry, start, start_test
from digest.workflows.unfinished import unfinished

NEEDS_A_PERSON = 3


class Word(StrEnum):
    """What a person may say of an unknown outcome."""

    ACCEPTED = "accepted"
    RESEND = "resend"


def send_test_command(
    period: PeriodArgument,
    to: Annotated[
        list[str], typer.Option("--to", metavar="ADDRESS", help="Who gets it; repeatable.")
    ],
    more: Annotated[
        list[str] | None, typer.Argument(metavar="[ADDRESS …]", help="Further addresses.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send a test: the approved bytes, or the current ones, to named addresses.

    A test is recorded, and never counted in the issue's books.

    Example: digest test 2023-09 --to ada@example.org --to grace@example.org
    """
    addresses = tuple(dict.fromkeys(_address(each) for each in (*to, *(more or ()))))
    with opened(config) as app:
        mailing = start_test(app.desk(), app.dispatch(), period_of(period), addresses)
        books = _carry(app, mailing, quiet=as_json)
    _finish(books, as_json=as_json)


def send_command(
    period: PeriodArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Send an approved issue, or go on with a sending that was interrupted.

    Nobody gets an issue twice, however often you call this. Exit status 3 says that a person is
    needed: nobody approved the issue, or some outcome is unknown.

    Example: digest send 2023-09
    """
    with opened(config) as app:
        mailing = start(app.desk(), app.dispatch(), period_of(period))
        for trouble in published(app.press()):  # before the first post: "view online" leads there
            typer.echo(visible(trouble), err=True)
        books = _carry(app, mailing, quiet=as_json)
    _finish(books, as_json=as_json)


def _carry(app: App, mailing: Mailing, *, quiet: bool) -> Books:
    dispatch = app.dispatch()
    _say_who_has_it(app, mailing)
    waiting = dispatch.accounts.ledger.left(mailing.id)
    # What is loaded by now stays: or the collector walks through it for every few thousand
    # recipients, which takes a quarter of the time.
    gc.freeze()
    with (
        draining(dispatch.stop),
        counting(f"sending {mailing.period}", waiting, quiet=quiet) as count,
    ):
        return carry(dispatch, mailing, Together(dispatch.accounts, mailing, waiting, count))


def _say_who_has_it(app: App, mailing: Mailing) -> None:
    """On standard error, beside whatever the command prints: others at it, or why nothing goes."""
    has_it = carriers(app.accounts, mailing, app.config.newsletter.zone)
    state = app.accounts.mailings.state(mailing.id)
    if state is MailingState.CANCELLED:
        typer.echo(
            f"The mailing of {mailing.period} was cancelled: nothing more is sent.", err=True
        )
    if has_it:
        helps = "; this one helps" if state is MailingState.RUNNING else ""
        typer.echo(visible(f"{mailing.period} is being sent by {has_it}{helps}."), err=True)


def _finish(books: Books, *, as_json: bool, more: documents.Document | None = None) -> None:
    emit(
        documents.books_document(books) | (more or {}),
        as_json=as_json,
        text=lambda console: show_books(console, books),
    )
    if not books.is_settled:
        raise typer.Exit(NEEDS_A_PERSON)


def deliveries_command(
    period: PeriodArgument,
    state: Annotated[
        DeliveryState | None, typer.Option("--state", help="Only those in this state.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who got an issue, who did not, and why.

    Example: digest deliveries 2023-09 --state unknown
    """
    with opened(config) as app:
        zone = app.config.newsletter.zone
        rows = deliveries_of(app.accounts, period_of(period), state)
    emit(
        documents.deliveries_document(rows),
        as_json=as_json,
        text=lambda console: table(
            console,
            ("address", "state", "reason", "receipt", "at"),
            (
                (
                    each.email,
                    each.state.value,
                    each.reason,
                    each.receipt,
                    f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}",
                )
                for each in rows
            ),
        ),
    )


def recover_command(
    period: OptionalPeriod = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Finish what a crash left: ask the transport about doubts, and send what is still planned.

    Example: digest recover
    """
    with opened(config) as app:
        mailings = unfinished(app.accounts)
        if period is not None:
            mailings = (real_mailing(app.accounts, period_of(period)),)
        every, is_in_trouble = [], False
        for mailing in mailings:  # trouble with one is said, and keeps no other waiting
            try:
                every.append(_carry(app, mailing, quiet=as_json))
            except DigestError as error:
                is_in_trouble = True
                emit_error(error, as_json=False)
        newest = newest_or(app, period)
        books = next(
            (each for each in every if not each.is_settled),
            every[-1] if every else books_of(app.accounts, newest),
        )
    _finish(books, as_json=as_json, more={"recovered": [each.issue for each in every]})
    if is_in_trouble:
        raise typer.Exit(NEEDS_A_PERSON)


def resolve_command(
    period: PeriodArgument,
    word: Annotated[Word, typer.Option("--as", help="What became of them, by your word.")],
    addresses: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ADDRESS …]", help="Only these; all unknown ones by default."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give your word on unknown outcomes: they were accepted, or they are sent again now.

    Example: digest resolve 2023-09 --as resend ada@example.org
    """
    with opened(config) as app:
        month = period_of(period)
        named = tuple(_address(each) for each in addresses or ())
        books = resolve(app.accounts, month, resend=word is Word.RESEND, addresses=named)
        mailing = real_mailing(app.accounts, month)
        if word is Word.RESEND and mailing.state is MailingState.RUNNING:
            books = _carry(app, mailing, quiet=as_json)
    _finish(books, as_json=as_json)


def pause_command(
    period: PeriodArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Pause a mailing; it rests before its next batch.

    Example: digest pause 2023-09
    """
    _steer(period, MailingState.PAUSED, config=config, as_json=as_json)


def resume_command(
    period: PeriodArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Let a paused mailing go on, by the next `digest send` or by a running `digest run`.

    Example: digest resume 2023-09
    """
    _steer(period, MailingState.RUNNING, config=config, as_json=as_json)


def cancel_command(
    period: PeriodArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Cancel a mailing for good: what is still planned is never sent.

    Example: digest cancel 2023-09
    """
    _steer(period, MailingState.CANCELLED, config=config, as_json=as_json)


def _steer(period: str, to: MailingState, *, config: ConfigOption, as_json: bool) -> None:
    with opened(config) as app:
        books = steer(app.accounts, period_of(period), to)
    emit(
        documents.books_document(books),
        as_json=as_json,
        text=lambda console: show_books(console, books),
    )


def _address(text: str) -> str:
    try:
        return normalise_address(text)
    except ValueError as error:
        raise UsageError(str(error)) from error

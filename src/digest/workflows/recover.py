"""Recover: what a crash or a lost answer left in doubt, resolved without sending blindly.

In this order: a replay that cannot send twice, the transport's own word, a person.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from digest.errors import NotAllowedError, NotFoundError, TransportError
from digest.issues.life import state_by_books
from digest.model.mailing import (
    Batch,
    Books,
    Delivery,
    DeliveryState,
    Letter,
    Mailing,
    MailingKind,
    MailingState,
    Receipt,
)
from digest.model.period import Period
from digest.workflows.dispatch import Accounts, Dispatch
from digest.workflows.known import known
from digest.workflows.posting import addressed


def real_mailing(accounts: Accounts, period: Period) -> Mailing:
    """The real mailing of an issue.

    Raises:
        NotFoundError: there is no such issue, or its mailing was never started.
    """
    mailing = accounts.mailings.real(period)
    if mailing is None:
        known(accounts.issues, period)
        raise NotFoundError(
            f"The mailing of issue {period} was never started.",
            hint=f"`digest send {period}` starts it, once the issue is approved.",
        )
    return mailing


def look_up(dispatch: Dispatch, mailing: Mailing, letters: tuple[Letter, ...]) -> None:
    """Doubt what dead processes had claimed, and ask the transport about every doubt."""
    dispatch.accounts.ledger.orphan(dispatch.accounts.clock())
    if not dispatch.transport.capabilities.lookup:
        return
    for doubtful in dispatch.accounts.ledger.unknown(mailing.id):
        try:
            letter = letters[doubtful.variant]
            found = dispatch.transport.lookup(letter, doubtful, dispatch.accounts.clock())
        except TransportError:
            continue  # no evidence either way: it stays unknown, and is asked for again
        dispatch.accounts.ledger.record(doubtful, found, dispatch.accounts.clock())


def post_again(dispatch: Dispatch, mailing: Mailing, letters: tuple[Letter, ...]) -> None:
    """Make the very same call once more, where the transport remembers it and sends nothing twice.

    The call is built from what is frozen; what was settled of a batch since would make it another
    call, and so would the time: nine tenths of the time the transport remembers are used.
    """
    remembers = dt.timedelta(seconds=dispatch.transport.capabilities.idempotent_seconds * 0.9)
    ledger = dispatch.accounts.ledger
    for doubtful in ledger.unknown(mailing.id) if remembers else ():
        is_remembered = dispatch.accounts.clock() < doubtful.posted_at + remembers
        if not is_remembered or not ledger.is_whole(doubtful):
            continue
        try:
            letter = letters[doubtful.variant]
            receipts = dispatch.transport.post(letter, addressed(dispatch, mailing, doubtful))
        except TransportError:
            continue  # it tells nothing of the first call: what is unknown stays so
        ledger.record(doubtful, receipts, dispatch.accounts.clock())


def settle_doubts(dispatch: Dispatch, mailing: Mailing) -> None:
    """Plan again what cannot be sent twice; for the rest, follow the operator's policy.

    The policy speaks once a look-up would have seen what was posted until the doubt began;
    until then a doubt is a doubt.
    """
    can, ledger = dispatch.transport.capabilities, dispatch.accounts.ledger
    now = dispatch.accounts.clock()
    if can.replay:
        for doubtful in ledger.unknown(mailing.id):
            ledger.replan(doubtful, now)
        return
    since = now - dt.timedelta(seconds=can.lookup_lag)
    for doubtful in ledger.unknown(mailing.id, doubted_before=since):
        if dispatch.on_unknown == "resend":
            ledger.replan(doubtful, now)
        elif dispatch.on_unknown == "assume-accepted":
            ledger.record(doubtful, _assumed(doubtful), now)


def _assumed(doubtful: Batch) -> tuple[Receipt, ...]:
    return tuple(
        Receipt(each.delivery_id, DeliveryState.ACCEPTED, reason="assumed, by on_unknown")
        for each in doubtful.recipients
    )


def resolve(
    accounts: Accounts, period: Period, *, resend: bool, addresses: tuple[str, ...]
) -> Books:
    """A person's word on unknown outcomes: they were accepted, or are to be sent again.

    Raises:
        NotFoundError: an address has no unknown outcome.
    """
    mailing = real_mailing(accounts, period)
    accounts.ledger.orphan(accounts.clock())
    unknown = {
        each.email for each in accounts.mailings.deliveries(mailing.id, DeliveryState.UNKNOWN)
    }
    strangers = [address for address in addresses if address not in unknown]
    if strangers:
        raise NotFoundError(
            f"The outcome is not unknown for: {', '.join(strangers)}.",
            hint=f"`digest deliveries {period} --state unknown` lists those that are.",
        )
    state = DeliveryState.PLANNED if resend else DeliveryState.ACCEPTED
    reason = "to be sent again, by a person's word" if resend else "accepted, by a person's word"
    accounts.ledger.resolve(mailing.id, state, addresses, reason, accounts.clock())
    return settle(accounts, mailing)


def steer(accounts: Accounts, period: Period, to: MailingState) -> Books:
    """Pause, resume or cancel an issue's mailing; it takes effect before the next batch.

    Where nothing is left to be sent, there is nothing to pause or cancel, and nothing changes.

    Raises:
        NotAllowedError: it is cancelled, and is to go on or rest.
    """
    mailing = real_mailing(accounts, period)
    if mailing.state is MailingState.CANCELLED and to is not MailingState.CANCELLED:
        raise NotAllowedError(
            f"The mailing of {period} was cancelled, which is for good.",
            hint=f"`digest deliveries {period}` shows who got it before.",
        )
    is_through = accounts.mailings.books(mailing.id, "").is_settled
    if to is MailingState.RUNNING or not is_through:
        accounts.mailings.steer(mailing.id, to, accounts.clock())
    return settle(accounts, mailing)


def settle(accounts: Accounts, mailing: Mailing) -> Books:
    """A mailing's books, with the issue's state made to say what they say."""
    if mailing.kind is MailingKind.TEST:
        return accounts.mailings.books(mailing.id, mailing.kind.value)
    return accounts.mailings.settle(mailing, state_by_books)


def books_of(accounts: Accounts, period: Period) -> Books:
    """An issue's books as they are now; before its mailing starts, all zeros."""
    mailing = accounts.mailings.real(period)
    if mailing is None:
        status = known(accounts.issues, period)
        return Books(issue=period, state=status.state.value, candidates=0)
    accounts.ledger.orphan(accounts.clock())
    books = accounts.mailings.books(mailing.id, "")
    return replace(books, state=state_by_books(books).value)


def deliveries_of(
    accounts: Accounts, period: Period, state: DeliveryState | None
) -> tuple[Delivery, ...]:
    """Who got an issue, who did not, and why; nobody before its mailing starts."""
    books_of(accounts, period)
    mailing = accounts.mailings.real(period)
    return tuple(accounts.mailings.deliveries(mailing.id, state)) if mailing else ()

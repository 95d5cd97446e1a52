"""Due: what the clock asks for. However many processes ask, it is done once.

What was decided is a row of the database (the issue's state, its due row, its one mailing);
a tick holds nothing in memory and may be missed, repeated or killed at any line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from digest.errors import DigestError
from digest.issues.due import DueIssue, Verdict, judge
from digest.model.issue import IssueState, IssueStatus
from digest.model.mailing import Books, DeliveryState, MailingState
from digest.model.period import Period
from digest.store.issues import Due
from digest.workflows.assemble import assembled, status_of
from digest.workflows.carriers import carriers
from digest.workflows.desk import Desk
from digest.workflows.dispatch import Dispatch
from digest.workflows.recover import books_of, settle
from digest.workflows.send import carry, start
from digest.workflows.unfinished import unfinished

_MAY_BE_DUE = (IssueState.CLOSED, IssueState.APPROVED)
Publishing = Callable[[], Iterable[str]]  # puts what is out on the web; says what went wrong


def tick(
    desk: Desk, dispatch: Dispatch, now: dt.datetime, publishing: Publishing = tuple
) -> tuple[str, ...]:
    """Do what has become due; return a sentence for each thing that happened.

        for each issue | close at its cut-off | send, hold or skip when it is due
        for each mailing that a crash left halfway | carry it on

    Trouble with one issue is a sentence and never keeps the others waiting.
    The desk must be fresh: an approval is measured against the templates as they now stand.
    """
    said: list[str] = []
    halfway = unfinished(dispatch.accounts)
    for status in desk.issues.all():
        steps = _on_time(desk, dispatch, status, now, publishing)
        said += _patiently(status.period, steps)
    for mailing in halfway:
        said += _patiently(mailing.period, _carry_on(desk, dispatch, mailing.period))
    return tuple(said)


def _patiently(period: Period, steps: Iterator[str]) -> Iterator[str]:
    """Pass on what was said; an error ends these steps with a sentence of its own."""
    try:
        yield from steps
    except DigestError as error:
        yield f"Issue {period}: {error} {error.hint}".rstrip()


def _on_time(
    desk: Desk,
    dispatch: Dispatch,
    status: IssueStatus,
    now: dt.datetime,
    publishing: Publishing,
) -> Iterator[str]:
    yield from _close(desk, status, now)
    if status_of(desk, status.period).state in _MAY_BE_DUE:
        yield from _send(desk, dispatch, status.period, now, publishing)


def _close(desk: Desk, status: IssueStatus, now: dt.datetime) -> Iterator[str]:
    cut_off = desk.schedule.cut_off.at(status.period, desk.newsletter.zone)
    if status.state is not IssueState.DRAFT or now < cut_off:
        return
    if desk.issues.move(status.period, IssueState.CLOSED, only_from=(IssueState.DRAFT,)):
        yield f"Issue {status.period} is closed: its cut-off was {_local(desk, cut_off)}."


def _send(
    desk: Desk, dispatch: Dispatch, period: Period, now: dt.datetime, publishing: Publishing
) -> Iterator[str]:
    send_at = desk.schedule.send.at(period, desk.newsletter.zone)
    if now < send_at:
        return
    due = desk.issues.make_due(period, send_at, now)
    if due.outcome != "waiting":
        return
    match _judged(desk, due, now):
        case Verdict.SEND:
            yield from _begin(desk, dispatch, period, now, publishing)
        case Verdict.WAIT:
            yield _waits(desk, due)
        case Verdict.HOLD:
            yield from _hold(desk, due, now)
        case Verdict.SKIP:
            yield from _skip(desk, period, now)


def _judged(desk: Desk, due: Due, now: dt.datetime) -> Verdict:
    issue = DueIssue(
        due_at=due.due_at,
        is_approved=status_of(desk, due.period).state is IssueState.APPROVED,
        is_empty=not assembled(desk, due.period).items,
    )
    return judge(issue, desk.issue, desk.schedule.missed, now)


def _begin(
    desk: Desk, dispatch: Dispatch, period: Period, now: dt.datetime, publishing: Publishing
) -> Iterator[str]:
    """Start the one mailing and settle that it was due, in this order; then show it on the web.

    A crash between the two leaves a mailing that the next tick carries on; the other order
    would leave an issue that nobody sends. Who settles carries; the others leave it to them.
    """
    mailing = start(desk, dispatch, period)
    if desk.issues.settle_due(period, "sent", f"mailing {mailing.reference}", now):
        yield f"Issue {period} is due: its mailing has begun."
        yield from publishing()
        yield _account(carry(dispatch, mailing, _quietly))


def _waits(desk: Desk, due: Due) -> str:
    last = due.due_at + desk.schedule.missed.grace
    return (
        f"Issue {due.period} was to be sent on {_local(desk, due.due_at)} and is not approved,"
        f" or nothing stands in it. Approved by {_local(desk, last)}, it is still sent."
    )


def _hold(desk: Desk, due: Due, now: dt.datetime) -> Iterator[str]:
    late = (
        f"it was to be sent on {_local(desk, due.due_at)}, and more than"
        f" {desk.schedule.missed.send_within} have passed"
    )
    if desk.issues.settle_due(due.period, "held", late, now):
        yield (
            f"Issue {due.period} is held: {late}. It is not sent by itself any more;"
            f" `digest send {due.period}` sends it, once it is approved."
        )


def _skip(desk: Desk, period: Period, now: dt.datetime) -> Iterator[str]:
    desk.issues.move(period, IssueState.SKIPPED, only_from=_MAY_BE_DUE)
    if desk.issues.settle_due(period, "skipped", "nothing stands in it", now):
        yield f"Issue {period} is skipped: nothing stands in it."


def _carry_on(desk: Desk, dispatch: Dispatch, period: Period) -> Iterator[str]:
    """A mailing nobody is at: what is in doubt is looked up, what is planned is sent."""
    accounts = dispatch.accounts
    mailing = accounts.mailings.real(period)
    if mailing is None or mailing.state is not MailingState.RUNNING:
        return
    if has_it := carriers(accounts, mailing, desk.newsletter.zone):
        yield f"Issue {period} is being sent by {has_it}."
        return
    before = books_of(accounts, period)
    if not (before.is_settled or _can_move(dispatch, before)):
        return
    after = settle(accounts, mailing) if before.is_settled else carry(dispatch, mailing, _quietly)
    if after.counts != before.counts:
        yield _account(after)


def _can_move(dispatch: Dispatch, books: Books) -> bool:
    """Whether a tick can do anything; what only a person can resolve is not tried every minute."""
    can = dispatch.transport.capabilities
    return bool(
        books.count(DeliveryState.PLANNED)
        or can.lookup
        or can.replay
        or dispatch.on_unknown != "hold"
    )


def _account(books: Books) -> str:
    parts = [
        f"{books.count(state):,} {state.value}" for state in DeliveryState if books.count(state)
    ]
    counts = ", ".join(parts) or "nobody to send it to"
    return f"Issue {books.issue} is {books.state}: {counts}."


def _local(desk: Desk, moment: dt.datetime) -> str:
    return f"{moment.astimezone(desk.newsletter.zone):%Y-%m-%d at %H:%M}"


def _quietly(count: int) -> None:
    """Nobody watches a tick; its account is given at the end."""
    del count

"""Send: start or resume a mailing, post batch by batch, and write down what became of each."""

from __future__ import annotations

from digest.audience.variants import choice
from digest.errors import NotAllowedError
from digest.model.issue import IssueState
from digest.model.mailing import (
    Books,
    Mailing,
    MailingPlan,
    MailingState,
)
from digest.model.period import Period
from digest.model.rendered import sha256_of
from digest.workflows.approve import standing
from digest.workflows.assemble import assembled, rendered
from digest.workflows.desk import Desk
from digest.workflows.dispatch import Dispatch
from digest.workflows.fitness import must_carry
from digest.workflows.posting import Posting, Progress
from digest.workflows.recover import look_up, post_again, settle, settle_doubts


def start(desk: Desk, dispatch: Dispatch, period: Period) -> Mailing:
    """Start an approved issue's one real mailing, or give the one that was started before.

    Raises:
        NotAllowedError: nobody approved these bytes, or nobody is subscribed.
        NotSentError: the transport cannot carry them.
    """
    started = dispatch.accounts.mailings.real(period)
    if started is None:
        now = dispatch.accounts.clock()
        status = standing(desk, period, now)
        if status.state is not IssueState.APPROVED or status.approval is None:
            raise NotAllowedError(
                f"Issue {period} is {status.state}: {_why_not(desk, period)}",
                hint=f"Look at it (`digest preview {period}`), then `digest approve {period}`.",
            )
        if not dispatch.accounts.subscribers.count():
            raise NotAllowedError(
                f"Nobody is subscribed: issue {period} goes out once, and not to nobody.",
                hint="`digest subscribers import FILE` brings the subscribers in.",
            )
        plan = MailingPlan(period, status.approval.sha256, dispatch.transport.name, dispatch.head)
        variants = dispatch.accounts.issues.rendering(status.approval.sha256)
        must_carry(dispatch.transport, dispatch.head, variants, period, now)
        whose = tuple((each.language, each.segment) for each in variants)
        choose = choice(whose, desk.newsletter.segments)
        started = dispatch.accounts.mailings.start(plan, now, choose)
    return started


def _why_not(desk: Desk, period: Period) -> str:
    voided = desk.issues.last_voided(period)
    if voided is None:
        return "nobody has approved what would be sent."
    word, because = voided
    at = word.approved_at.astimezone(desk.newsletter.zone)
    return f"{word.approved_by}'s approval of {at:%Y-%m-%d %H:%M} is void: {because}."


def start_test(
    desk: Desk, dispatch: Dispatch, period: Period, addresses: tuple[str, ...]
) -> Mailing:
    """Start a test mailing: the approved bytes, or the current ones where none are approved.

    Each address gets every variant: whoever looks wants to see them all.

    Raises:
        NotSentError: the transport cannot carry them.
    """
    now = dispatch.accounts.clock()
    status = standing(desk, period, now)
    real = dispatch.accounts.mailings.real(period)
    if real is not None:
        sha256 = real.sha256
    elif status.approval is not None:
        sha256 = status.approval.sha256
    else:
        variants = rendered(desk, assembled(desk, period))
        sha256 = sha256_of(variants)
        dispatch.accounts.issues.keep_rendering(variants)
    plan = MailingPlan(period, sha256, dispatch.transport.name, dispatch.head)
    shown = dispatch.accounts.issues.rendering(sha256)
    must_carry(dispatch.transport, dispatch.head, shown, period, now)
    return dispatch.accounts.mailings.start_test(plan, addresses, now, variants=len(shown))


def carry(dispatch: Dispatch, mailing: Mailing, progress: Progress) -> Books:
    """Carry a mailing as far as it goes.

        look up what is in doubt | post it again where that is safe | settle doubts
        | claim | post | record | … | look up | post again | settle

    It may be called by any number of processes and any number of times: what one has claimed
    no other can, and what is settled is never claimed again.

    Raises:
        NotAllowedError: the mailing was started through another transport, or is paused.
        NotSentError: the transport refuses everything until a person acts.
    """
    _must_be_ours(dispatch, mailing)
    letters = dispatch.letters(mailing)
    look_up(dispatch, mailing, letters)
    post_again(dispatch, mailing, letters)
    settle_doubts(dispatch, mailing)
    try:
        with dispatch.accounts.ledger.claimants.enter(dispatch.accounts.clock()) as claimant_id:
            Posting(dispatch, mailing, letters, claimant_id, progress).run()
        look_up(dispatch, mailing, letters)
        post_again(dispatch, mailing, letters)
    finally:
        books = settle(dispatch.accounts, mailing)
    return books


def _must_be_ours(dispatch: Dispatch, mailing: Mailing) -> None:
    if mailing.transport != dispatch.transport.name:
        raise NotAllowedError(
            f"The mailing of {mailing.period} was started through {mailing.transport}, and"
            f" [transport] now says {dispatch.transport.name}.",
            hint="Set the old transport again to finish it, or cancel the mailing.",
        )
    if dispatch.accounts.mailings.state(mailing.id) is MailingState.PAUSED:
        raise NotAllowedError(
            f"The mailing of {mailing.period} is paused.",
            hint=f"`digest resume {mailing.period}`, then send again.",
        )

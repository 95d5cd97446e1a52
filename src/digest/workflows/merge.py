"""Merge: submissions that say the same are shown as one; and split again, or kept apart."""

from __future__ import annotations

import datetime as dt

from digest.errors import NotAllowedError, UsageError
from digest.intake.merging import kept_apart, merged
from digest.intake.merging import split as split_off
from digest.issues.placing import place, place_anew
from digest.model.submission import Submission, SubmissionState
from digest.workflows.desk import Desk
from digest.workflows.moderate import find, find_shown, is_out, keep


def merge(
    desk: Desk, submission_id: str, other_ids: tuple[str, ...], now: dt.datetime
) -> tuple[Submission, ...]:
    """Show others as this one, which takes from them what it lacks; gives it and them.

    What is merged into it already gives what it has now. A held one that is merged with an accepted
    one is accepted; where its issue went out, and not that of the other, it stands in the next.

    Raises:
        NotFoundError: one of them does not exist.
        UsageError: no other one is named.
        NotAllowedError: one of them is rejected, or merged into yet another.
    """
    kept = find_shown(desk, submission_id)
    others = tuple(find(desk, each) for each in dict.fromkeys(other_ids))
    if kept in others or not others:
        raise UsageError(
            f"Submission {kept.id} cannot be merged into itself.",
            hint="Name the one that stays, then the others: digest submissions merge ID OTHER …",
        )
    for each in (kept, *others):
        _must_be_mergeable(each, kept)
    every = {each.id: each for each in (*_members(desk, kept), *others)}
    stays, gone = merged(kept, tuple(every.values()))
    changed = (_in_its_issue(desk, kept, stays, tuple(every.values())), *gone)
    keep(desk, (kept, *every.values()), changed, now)
    named = {each.id: each for each in changed}
    return (named[kept.id], *(named[each.id] for each in others))


def split(desk: Desk, submission_ids: tuple[str, ...], now: dt.datetime) -> tuple[Submission, ...]:
    """Undo merges; of submissions that are not merged, say that they are not the same.

    Of one that others are merged into, all of them are split off; of a merged one, that one.
    Gives all that changed, those named first.

    Raises:
        NotFoundError: one of them does not exist.
        UsageError: one that is not merged stands alone.
        NotAllowedError: what it is merged into is merged into yet another.
    """
    found = tuple(find(desk, each) for each in dict.fromkeys(submission_ids))
    families = _families(desk, found)
    touched = {each.id for kept, members in families for each in (kept, *members)}
    alone = tuple(each for each in found if each.id not in touched)
    if len(alone) == 1:
        raise UsageError(
            f"Submission {alone[0].id} is not merged, and nothing is merged into it.",
            hint="To say that submissions are not the same, name all of them: "
            "digest submissions split ID OTHER …",
        )
    named = {each.id for each in found}
    changed: dict[str, Submission] = {each.id: each for each in kept_apart(alone)}
    for kept, members in families:
        changed |= {each.id: each for each in _split(desk, kept, members, named)}
    before = {each.id: each for kept, members in families for each in (kept, *members)}
    keep(desk, (*alone, *before.values()), tuple(changed.values()), now)
    return tuple({**{each.id: changed[each.id] for each in found}, **changed}.values())


def _in_its_issue(
    desk: Desk, before: Submission, after: Submission, others: tuple[Submission, ...]
) -> Submission:
    is_new = after.state is SubmissionState.ACCEPTED and before.state is not after.state
    accepted = (each for each in others if each.state is SubmissionState.ACCEPTED)
    is_late = is_new and is_out(desk, before.issue)
    is_untold = is_late and any(not is_out(desk, each.issue) for each in accepted)
    return (place_anew if is_untold else place)(after, desk.calendar())


def _must_be_mergeable(each: Submission, kept: Submission) -> None:
    if each.state is SubmissionState.REJECTED:
        raise NotAllowedError(
            f"Submission {each.id} is rejected.",
            hint=f"If it is to be shown after all: digest submissions accept {each.id}",
        )
    if each.merged_into not in (None, kept.id):
        raise NotAllowedError(
            f"Submission {each.id} is merged into {each.merged_into}.",
            hint=f"First: digest submissions split {each.id}",
        )


def _families(
    desk: Desk, found: tuple[Submission, ...]
) -> tuple[tuple[Submission, tuple[Submission, ...]], ...]:
    """Those that others are merged into, with these; of a merged one, the one it is merged into."""
    ids = dict.fromkeys(each.merged_into or each.id for each in found)
    heads = tuple(find_shown(desk, each) for each in ids)
    families = ((head, _members(desk, head)) for head in heads)
    return tuple((head, members) for head, members in families if members)


def _members(desk: Desk, kept: Submission) -> tuple[Submission, ...]:
    merged_ones = desk.submissions.in_state(SubmissionState.MERGED)
    return tuple(each for each in merged_ones if each.merged_into == kept.id)


def _split(
    desk: Desk, kept: Submission, members: tuple[Submission, ...], named: set[str]
) -> tuple[Submission, ...]:
    """One family after the split: those named go; all, where it is named."""
    going = members if kept.id in named else tuple(each for each in members if each.id in named)
    staying = tuple(each for each in members if each not in going)
    stays, gone = split_off(kept, going, staying)
    return (place(stays, desk.calendar()), *(_placed(desk, each) for each in gone))


def _placed(desk: Desk, submission: Submission) -> Submission:
    """Back in its issue; where that went out meanwhile, in the next one, or missed."""
    is_late = submission.state is SubmissionState.ACCEPTED and is_out(desk, submission.issue)
    return (place_anew if is_late else place)(submission, desk.calendar())

"""Merging: a submission takes what it lacks from others that say the same; and taking it back.

What was taken are edits that name their giver. They are always made anew from all that are merged,
so that it does not matter in which order that was done, and one can be split off again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from digest.intake.name_keys import key_of
from digest.intake.overlay import findings_under, laid_over, plain
from digest.model.finding import Finding, Severity
from digest.model.submission import Content, Edit, Submission, SubmissionState

MERGED_CHANGED = "merged-changed"
# Fields that belong together: they come from one giver, wherever the first is lacking. Where it is
# the same, the others are filled in. Kind, issue and day of publication are nobody else's to give.
_TOGETHER = (
    ("title",),
    ("starts", "ends", "dates_raw"),
    ("deadline",),
    ("project",),
    ("place",),
    ("online",),
    ("text_html", "language"),
    ("translations",),
    ("url",),
    ("image", "image_alt"),
)


def merged(
    kept: Submission, others: tuple[Submission, ...]
) -> tuple[Submission, tuple[Submission, ...]]:
    """The one that stays, with what it lacked, and the others, shown as it from now on.

    An editor's edits stay as they are. Among the others the one that came first gives first.
    Where one of them was accepted until now, the one that stays is, though it was held: an
    editor's yes, or a trusted source's, is not to vanish into what waits.

    Args:
        kept: the one that stays.
        others: all that are merged into it, those that were before among them.
    """
    ids = {kept.id, *(each.id for each in others)}
    taken = _with_gifts_of(others, kept)
    stays = _accepted(taken, others).model_copy(
        update={"kept_apart": _without(kept.kept_apart, ids)}
    )
    return _next(kept, stays), tuple(_next(each, _hidden(each, kept.id, ids)) for each in others)


def split(
    kept: Submission, going: tuple[Submission, ...], staying: tuple[Submission, ...]
) -> tuple[Submission, tuple[Submission, ...]]:
    """The one that stays, without what those going gave it; and those, as they were.

    It is held again where a merge alone had it accepted, and none that was accepted stays with it.

    Args:
        kept: the one the others are merged into.
        going: those that are to be shown by themselves again.
        staying: those that remain merged into it.
    """
    stays = _held_again(_with_gifts_of(staying, kept), staying)
    return _next(kept, stays), tuple(_next(each, _shown(each)) for each in going)


def kept_apart(those: tuple[Submission, ...]) -> tuple[Submission, ...]:
    """Submissions that are not the same, says an editor; they are not proposed again."""
    return tuple(
        _next(
            each,
            each.model_copy(
                update={"kept_apart": _united(each.kept_apart, those, besides=each.id)}
            ),
        )
        for each in those
    )


def merged_changed(existing: Submission, source: Content, where: str) -> tuple[Finding, ...]:
    """That the source changed a merged submission, from then on until it is merged or split anew.

    Args:
        existing: the submission as it is.
        source: what its source says now.
        where: its place, for people.
    """
    is_said = any(each.code == MERGED_CHANGED for each in existing.findings)
    is_changed = source != existing.source_content
    if existing.merged_into is None or not (is_said or is_changed):
        return ()
    return (
        Finding(
            code=MERGED_CHANGED,
            severity=Severity.WARNING,
            where=where,
            message=f"Submission {existing.id} is shown as {existing.merged_into}, and its source"
            f" has changed it since; {existing.merged_into} is as it was.",
            hint=f"To take the change: digest submissions merge {existing.merged_into}"
            f" {existing.id}. To show it by itself: digest submissions split {existing.id}",
        ),
    )


def _with_gifts_of(others: tuple[Submission, ...], kept: Submission) -> Submission:
    """A submission with what these give, and nothing of what any others gave before."""
    source = kept.source_content
    own = {name: each for name, each in kept.edits.items() if each.merged_from is None}
    base, values = plain(source), plain(laid_over(source, own))
    given: dict[str, Edit] = {}
    for other in sorted(others, key=lambda each: (each.arrived_at, each.id)):
        for name, value in _gifts(values, plain(other.content), own).items():
            giver = given[name].merged_from if name in given else other.id
            given[name] = Edit(value=value, base=base[name], merged_from=giver)
            values[name] = value
    edits = own | given
    derived = findings_under((), source, kept.edits, kept.where)
    standing = tuple(each for each in kept.findings if each not in derived)
    return kept.model_copy(
        update={
            "edits": edits,
            "content": laid_over(source, edits),
            "findings": findings_under(standing, source, edits, kept.where),
        }
    )


def _accepted(kept: Submission, others: tuple[Submission, ...]) -> Submission:
    """Accepted, where it was held and one of the others, merged only now, is accepted.

    Its reason stays as it is: where it is held again it is held for the same one.
    """
    is_held = kept.state is SubmissionState.HELD
    if not is_held or all(each.state is not SubmissionState.ACCEPTED for each in others):
        return kept
    return kept.model_copy(update={"state": SubmissionState.ACCEPTED, "held_before": True})


def _held_again(kept: Submission, staying: tuple[Submission, ...]) -> Submission:
    is_kept_up = any(each.state_before is SubmissionState.ACCEPTED for each in staying)
    if not kept.held_before or is_kept_up:
        return kept
    return kept.model_copy(update={"state": SubmissionState.HELD, "held_before": False})


def _gifts(
    mine: Mapping[str, object], theirs: Mapping[str, object], edited: Mapping[str, Edit]
) -> dict[str, object]:
    gifts: dict[str, object] = {}
    for first, *rest in _TOGETHER:
        names = (first, *rest)
        if not mine[first] and theirs[first] and edited.keys().isdisjoint(names):
            gifts |= {name: theirs[name] for name in names}
        elif mine[first] == theirs[first]:
            lacking = (name for name in rest if not mine[name] and name not in edited)
            gifts |= {name: theirs[name] for name in lacking if theirs[name]}
    hosts = _hosts(mine["organisations"], theirs["organisations"])
    if "organisations" not in edited and hosts != mine["organisations"]:
        gifts["organisations"] = hosts
    return gifts


def _hosts(mine: object, theirs: object) -> list[object]:
    """The organisations of both, each once: by its id, else by its name."""
    every = [each for side in (mine, theirs) if isinstance(side, list) for each in side]
    hosts: dict[str, object] = {}
    for each in every:
        hosts.setdefault(each["id"] or f"name {key_of(each['name'])}", each)
    return list(hosts.values())


def _hidden(submission: Submission, kept: str, ids: set[str]) -> Submission:
    if submission.merged_into == kept:
        return submission.model_copy(update={"findings": _own(submission.findings)})
    return submission.model_copy(
        update={
            "state": SubmissionState.MERGED,
            "state_before": submission.state,
            "merged_into": kept,
            "kept_apart": _without(submission.kept_apart, ids),
        }
    )


def _shown(submission: Submission) -> Submission:
    return submission.model_copy(
        update={
            "state": submission.state_before or SubmissionState.HELD,
            "state_before": None,
            "merged_into": None,
            "findings": _own(submission.findings),
        }
    )


def _next(before: Submission, after: Submission) -> Submission:
    """The next revision, where there is anything new."""
    if after == before:
        return before
    return after.model_copy(update={"revision": before.revision + 1})


def _own(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each.code != MERGED_CHANGED)


def _without(ids: Iterable[str], others: set[str]) -> tuple[str, ...]:
    return tuple(each for each in ids if each not in others)


def _united(ids: tuple[str, ...], those: Iterable[Submission], *, besides: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ids, *(each.id for each in those if each.id != besides))))

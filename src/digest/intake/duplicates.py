"""Duplicates: which submissions may say the same, and why. An editor decides, nobody else."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from rapidfuzz import fuzz

from digest.intake.links import link_key
from digest.intake.name_keys import key_of
from digest.model.finding import Finding, Severity
from digest.model.organisation import OrganisationRef
from digest.model.submission import Content, Submission, SubmissionState

DUPLICATE = "duplicate"
_LINK, _WHEN = "link", "when"  # what a key begins with
_LONGEST_KEY = 300  # characters; PostgreSQL indexes at most 2,704 bytes
_FEW = 10  # submissions that may share a link as a sign by itself; more share a portal's page
_MOST_COMPARED = 100  # different titles under one key; of more, only equal ones are seen
_FIRST_WORDS = 12  # of a text, where there is no title
_BEGINNING = 300  # characters of a text that are looked at for them
_NEAR = 88  # of 100, for two titles; see tests/unit/intake/test_duplicates.py
_SHORTEST = 2  # words of a title that may be the whole of a longer one's beginning or end
_SHOWN = 80  # characters of a title
_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"[0-9]+")
_OPEN = frozenset({SubmissionState.ACCEPTED, SubmissionState.HELD})


@dataclass(frozen=True, slots=True)
class Proposal:
    """Submissions that may be the same, the one that came first before the others; and why."""

    submissions: tuple[Submission, ...]
    reasons: tuple[str, ...]


def keys_of(content: Content) -> tuple[str, ...]:
    """What a submission can be recognised by in others: its link, its organisations on its day."""
    link = link_key(content.url) if content.url else None
    links = (f"{_LINK} {link}",) if link else ()
    days = (f"{_WHEN} {content.starts} {_organisation(each)}" for each in content.organisations)
    keys = (*links, *(days if content.starts else ()))
    return tuple(dict.fromkeys(_short(each) for each in keys))


def proposals(group: tuple[Submission, ...]) -> tuple[Proposal, ...]:
    """Which of these may be the same: accepted or held, and not said to be different.

    They have their link in common, or an organisation, the start and nearly the title. What is
    like one of them is like all of them, unless an editor kept two of them apart. The order of the
    group does not matter.
    """
    shared: dict[str, list[Submission]] = {}
    for each in sorted(group, key=_age):
        for key in keys_of(each.content) if each.state in _OPEN else ():
            shared.setdefault(key, []).append(each)
    alike = [pair for key, those in sorted(shared.items()) for pair in _pairs(key, those)]
    clusters = _Clusters()
    for first, second, _reason in alike:
        clusters.unite(first, second)
    reasons: dict[int, dict[str, None]] = {}
    for first, second, reason in alike:
        if clusters.of(first) is clusters.of(second):
            reasons.setdefault(id(clusters.of(first)), {})[reason] = None
    found = (Proposal(each.in_order(), tuple(reasons[id(each)])) for each in clusters.found())
    return tuple(sorted(found, key=lambda each: _age(each.submissions[0])))


def have_near_titles(one: Content, other: Content) -> bool:
    """Whether two contents are called nearly the same; the words of their texts, without titles."""
    first, second = _title(one), _title(other)
    return first == second or _are_near(first, second)


def finding(proposal: Proposal) -> Finding:
    """A proposal in words, with the two ways to answer it."""
    first, *others = proposal.submissions
    ids = " ".join(each.id for each in proposal.submissions)
    said = "; ".join(f"{each.id} {_shown(each)}" for each in proposal.submissions)
    return Finding(
        code=DUPLICATE,
        severity=Severity.WARNING,
        where=f"submission {first.id}",
        message=f"{len(others) + 1} submissions may be the same: {said}."
        f" They have in common: {', and '.join(proposal.reasons)}.",
        hint=f"If they are: digest submissions merge {ids} (the first stays)."
        f" If not: digest submissions split {ids}",
    )


_Pair = tuple[Submission, Submission, str]


def _pairs(key: str, those: list[Submission]) -> Iterator[_Pair]:
    """Those under one key that are alike, and why."""
    kind, _, rest = key.partition(" ")
    reason = "the link" if kind == _LINK else f"an organisation, the start {rest[:10]}"
    if kind == _LINK and len(those) <= _FEW:
        yield from ((first, second, reason) for first, second in _in_a_row(those))
        return
    by_title: dict[str, list[Submission]] = {}
    for each in those:
        by_title.setdefault(_title(each.content), []).append(each)
    titles = list(by_title)[:_MOST_COMPARED]
    for same in by_title.values():
        said = f"{reason} and the title" if _title(same[0].content) else reason
        yield from ((first, second, said) for first, second in _in_a_row(same))
    for one, other in combinations(titles, 2):
        if _are_near(one, other):
            for pair in _across(by_title[one], by_title[other]):
                yield *pair, f"{reason} and nearly the title"


def _in_a_row(those: list[Submission]) -> Iterator[tuple[Submission, Submission]]:
    """Pairs enough to hold all together; where an editor keeps two apart, every pair."""
    if len(those) <= _FEW:
        return combinations(those, 2)
    return pairwise(those)


def _across(
    those: list[Submission], others: list[Submission]
) -> Iterator[tuple[Submission, Submission]]:
    """The first of each with all of the other."""
    yield from ((those[0], each) for each in others)
    yield from ((each, others[0]) for each in those[1:])


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Submissions that are put together, and all that an editor keeps apart from one of them."""

    members: dict[str, Submission]
    apart: set[str]

    def is_apart_from(self, other: _Cluster) -> bool:
        sides = ((self.apart, other.members), (other.apart, self.members))
        return any(each in members for apart, members in sides for each in apart)

    def take(self, other: _Cluster) -> None:
        self.members.update(other.members)
        self.apart.update(other.apart)

    def in_order(self) -> tuple[Submission, ...]:
        return tuple(sorted(self.members.values(), key=_age))


class _Clusters:
    """Submissions put together step by step, never two that an editor keeps apart."""

    def __init__(self) -> None:
        self._by_id: dict[str, _Cluster] = {}

    def of(self, submission: Submission) -> _Cluster:
        alone = _Cluster({submission.id: submission}, set(submission.kept_apart))
        return self._by_id.setdefault(submission.id, alone)

    def unite(self, first: Submission, second: Submission) -> None:
        one, other = self.of(first), self.of(second)
        if one is other or one.is_apart_from(other):
            return
        one.take(other)
        self._by_id.update(dict.fromkeys(other.members, one))

    def found(self) -> Iterator[_Cluster]:
        distinct = {id(each): each for each in self._by_id.values()}
        return (each for each in distinct.values() if len(each.members) > 1)


def _age(submission: Submission) -> tuple[str, str]:
    return submission.arrived_at.isoformat(), submission.id


def _organisation(ref: OrganisationRef) -> str:
    return f"id {ref.id}" if ref.id else f"name {key_of(ref.name)}"


def _short(key: str) -> str:
    if len(key.encode()) <= _LONGEST_KEY:
        return key
    return f"{key[:50]}… {hashlib.sha256(key.encode()).hexdigest()}"


def _title(content: Content) -> str:
    """The title without case, accents and punctuation; where there is none, the first words."""
    words = key_of(content.title or "").split()
    return " ".join(words or key_of(_text(content)[:_BEGINNING]).split()[:_FIRST_WORDS])


def _text(content: Content) -> str:
    return html.unescape(_TAG.sub(" ", content.text_html)).strip()


def _are_near(one: str, other: str) -> bool:
    """Whether two titles are nearly equal: no number differs, and few letters do."""
    if sorted(_NUMBER.findall(one)) != sorted(_NUMBER.findall(other)) or not (one and other):
        return False
    if fuzz.token_sort_ratio(one, other) >= _NEAR:
        return True
    shorter, longer = sorted((one, other), key=len)
    is_part = f" {shorter} " in f" {longer} "
    return is_part and len(shorter.split()) >= _SHORTEST


def _shown(submission: Submission) -> str:
    content = submission.content
    text = content.title or " ".join(_text(content).split())
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    named = f"“{short}”" if short else f"({content.kind})"
    return f"{named} of {submission.source}"

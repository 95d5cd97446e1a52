"""All checks of an issue in one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from digest.checks.addresses import addresses_in, places_of
from digest.checks.clients import check_clients
from digest.checks.codes import finding
from digest.checks.content import check_content
from digest.checks.contrast import check_contrast
from digest.checks.facts import Facts
from digest.checks.images import check_images, check_weights
from digest.checks.leftovers import words_of
from digest.checks.letter import Letter, opened
from digest.checks.links import check_links
from digest.checks.plain_text import check_plain_text
from digest.checks.reach import check_reach
from digest.checks.rendered import check_rendered
from digest.checks.repeats import check_repeats
from digest.checks.segments import check_segments
from digest.checks.structure import check_structure
from digest.model.finding import Finding
from digest.model.issue import Issue
from digest.model.rendered import RenderedIssue

_FEW = 3  # variants that a finding names one by one
_VARIANT = "variant "


def check(issue: Issue, rendered: tuple[RenderedIssue, ...], facts: Facts) -> tuple[Finding, ...]:
    """Everything worth a person's eye before an issue is approved; each finding once.

    Args:
        issue: the issue, with what intake found in its submissions.
        rendered: its variants.
        facts: what is known beside.
    """
    findings = [*check_content(issue, facts.day, facts.lost_pictures)]
    findings += check_segments(issue, rendered, facts.newsletter)
    findings += check_weights(issue, facts.weights)
    findings += check_repeats(issue, facts.sent)
    places = places_of(issue, rendered, facts.public_url)
    findings += check_reach(places, facts.links, f"issue {issue.period}")
    findings += _of_letters(issue, rendered, facts)
    return tuple(dict.fromkeys(findings))


def _of_letters(
    issue: Issue, rendered: tuple[RenderedIssue, ...], facts: Facts
) -> Iterator[Finding]:
    letters = tuple(map(opened, rendered))
    words = words_of(issue, facts.newsletter)
    of_items = frozenset(url for item in issue.items for url in addresses_in(item.content))
    every = tuple(each.where for each in letters)
    found = (
        each for letter in letters for each in _of_letter(letter, issue, facts, words, of_items)
    )
    yield from _told_once(found, every)


def _of_letter(
    letter: Letter, issue: Issue, facts: Facts, words: str, of_items: frozenset[str]
) -> Iterator[Finding]:
    yield from check_rendered(
        letter,
        public_url=facts.public_url,
        postal_address=facts.newsletter.postal_address,
        period=issue.period,
        words=words,
    )
    if issue.items and not any(each.tag != "h1" for each in letter.headings):
        yield finding("empty-variant", letter.where, "No item stands in it.")
    yield from check_links(letter, of_items)
    yield from check_images(letter, facts.weights, facts.public_url)
    yield from check_structure(letter)
    yield from check_contrast(letter)
    yield from check_plain_text(letter)
    yield from check_clients(letter)


def _told_once(findings: Iterable[Finding], every: tuple[str, ...]) -> Iterator[Finding]:
    """What several variants have in common, said once, with all of them named."""
    wheres: dict[tuple[str, str], list[str]] = {}
    first: dict[tuple[str, str], Finding] = {}
    for each in findings:
        key = (each.code, each.message)
        first.setdefault(key, each)
        if each.where not in wheres.setdefault(key, []):
            wheres[key].append(each.where)
    for key, each in first.items():
        yield each.model_copy(update={"where": _named(wheres[key], every)})


def _named(wheres: list[str], every: tuple[str, ...]) -> str:
    if len(wheres) == 1:
        return wheres[0]
    if len(wheres) == len(set(every)):
        return f"all {len(wheres)} variants"
    names = [each.removeprefix(_VARIANT) for each in wheres]
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return f"variants {'; '.join(names[:_FEW])}{more}"

"""Where an issue's links lead, by what was learned when they were asked for.

Nothing is called here: the outcomes are data. What was never asked for is not spoken of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from digest.checks.addresses import Place, Places, host_of, is_for_examples, is_private, shown
from digest.checks.codes import finding
from digest.model.finding import Finding
from digest.model.link import LinkOutcome, Reach

_NOBODY = frozenset({Reach.UNKNOWN, Reach.SILENT})
_MOST_NAMES = 3


def check_reach(
    places: Places, outcomes: Mapping[str, LinkOutcome], issue: str
) -> Iterator[Finding]:
    """The findings about where links lead.

    Args:
        places: every address of the issue, with where it stands.
        outcomes: what is known of some of them.
        issue: what findings about all of it are put down to.
    """
    yield from _placeholders({u: p for u, p in places.items() if is_for_examples(u)}, issue)
    for url, places_of_it in places.items():
        if is_private(url):
            yield from _private(url, places_of_it)
    known = [outcomes[url] for url in places if url in outcomes]
    if is_offline(known):
        yield _offline(known, places, issue)
        return
    for outcome in known:
        yield from _one(outcome, places[outcome.url])
    late = sum(each.reach is Reach.NOT_ASKED for each in known)
    if late:
        message = f"{late} of {len(known)} links were not asked for: there was no time left."
        yield finding("links-not-checked", issue, message)


def is_offline(outcomes: list[LinkOutcome]) -> bool:
    """Whether outcomes say less of the links than of this machine: nobody was there at all.

    A single host that does not answer may be just that; one whose name nobody knows, when no
    other is asked for, is not told from a machine without a network.
    """
    asked = [each for each in outcomes if each.reach is not Reach.NOT_ASKED]
    hosts = {host_of(each.url) for each in asked}
    is_nobody = bool(asked) and all(each.reach in _NOBODY for each in asked)
    return is_nobody and (len(hosts) > 1 or asked[0].reach is Reach.UNKNOWN)


def _offline(known: list[LinkOutcome], places: Places, issue: str) -> Finding:
    hosts = _listed(tuple(dict.fromkeys(host_of(each.url) for each in known)))
    whose = {place.where for each in known for place in places[each.url]}
    return finding(
        "links-not-checked",
        whose.pop() if len(whose) == 1 else issue,
        f"No link could be asked for: no host was found, or answered ({hosts}).",
    )


def _placeholders(places: Places, issue: str) -> Iterator[Finding]:
    """One finding for all of them: a sample issue is full of them."""
    found = tuple(dict.fromkeys(each for some in places.values() for each in some if each.is_item))
    if found:
        hosts = dict.fromkeys(host_of(url) for url, some in places.items() if some[0].is_item)
        names = _listed(tuple(f"“{each.name}”" for each in found))
        yield finding(
            "placeholder-link",
            found[0].where if len(found) == 1 else issue,
            f"There are links to {_listed(tuple(hosts))} in {names}.",
        )


def _private(url: str, places: tuple[Place, ...]) -> Iterator[Finding]:
    for place in places:
        message = f"{place.name} has a link to {shown(url)}, which is in a private network."
        yield finding("private-link", place.where, message)


def _one(outcome: LinkOutcome, places: tuple[Place, ...]) -> Iterator[Finding]:
    if outcome.reach is Reach.PRIVATE:
        yield from _private(outcome.url, places)
    elif outcome.reach is Reach.BROKEN or outcome.reach in _NOBODY:
        for place in places:
            message = f"{place.name} has a link that leads nowhere: {outcome.words}"
            yield finding("unreachable-link", place.where, message)


def _listed(names: tuple[str, ...]) -> str:
    """A few names, and how many more there are."""
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")

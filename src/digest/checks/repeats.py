"""Items that readers have had before: in an issue that was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from digest.checks.addresses import addresses_in, shown
from digest.checks.codes import finding
from digest.checks.naming import named
from digest.model.finding import Finding
from digest.model.issue import Issue


def check_repeats(issue: Issue, sent: Mapping[str, str]) -> Iterator[Finding]:
    """One finding for every item that was sent before, or whose link was.

    Args:
        issue: the issue.
        sent: the period in which an item stood, by its id, and a link, by its address.
    """
    for item in issue.items:
        if item.repeat == issue.period:  # a call, before its deadline
            continue
        where, name = f"submission {item.id}", named(item.content)
        if item.id in sent:
            yield finding("repeated", where, f"{name} stood in the issue {sent[item.id]}.")
            continue
        for url in dict.fromkeys(addresses_in(item.content)):
            if url in sent:
                message = f"{name} has the link {shown(url)}, as the issue {sent[url]} had."
                yield finding("repeated", where, message)
                break

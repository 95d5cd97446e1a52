"""What the archive's pages say of themselves to search engines and to those who share them."""

from __future__ import annotations

import textwrap

from digest.model.period import Period
from digest.rendering.addresses import Addresses
from digest.rendering.archive.edition import Edition, Outcome
from digest.rendering.archive.linked_data import Thing, item_thing
from digest.rendering.archive.pages import Pages
from digest.rendering.archive.tree import Told, Tree
from digest.rendering.view import EditionView

_LONGEST = 200  # characters of a description: search engines show fewer


def of_item(pages: Pages, outcome: Outcome) -> Told:
    """What an item's page says of itself."""
    content, item = outcome.submission.content, pages.item(outcome.submission.id)
    said = textwrap.shorten(item.text, _LONGEST, placeholder="…")
    kept = pages.picture(content)
    picture = pages.tree.addresses.top + kept.path if kept else ""
    thing = item_thing(
        content, item, language=pages.tree.site.language, description=said, picture=picture
    )
    thing["isPartOf"] = [_part_of(pages.tree, each) for each in outcome.periods]
    name = f"{item.heading} – {pages.tree.site.title}"
    description = said or f"{item.heading}, {pages.month(outcome.periods[-1])}"
    return Told(name, description, lambda where: where.item(item.id), thing, picture=picture)


def of_issue(pages: Pages, edition: Edition, view: EditionView) -> Told:
    """What an issue's page says of itself."""
    tree = pages.tree
    parts: list[Thing] = [
        {"@type": "CreativeWork", "name": entry.item.heading, "url": entry.item.page_url}
        for part in view.parts
        for entry in part.entries
    ]
    thing: Thing = {
        "@type": "PublicationIssue",
        "@id": tree.addresses.issue(edition.period),
        "name": f"{tree.site.title} – {view.month}",
        "issueNumber": edition.period,
        "datePublished": view.published_day,
        "inLanguage": tree.site.language,
        "isPartOf": tree.periodical(),
        "publisher": tree.publisher(),
        "hasPart": parts,
    }
    name, about = f"{view.month} – {tree.site.title}", pages.about(edition)
    return Told(name, about, lambda where: where.issue(edition.period), thing)


def of_index(tree: Tree) -> Told:
    """What the list of issues says of itself."""
    site = tree.site
    thing = {
        **tree.periodical(),
        "description": site.tagline,
        "inLanguage": site.language,
        "publisher": tree.publisher(),
    }
    name = f"{site.words.archive} – {site.title}"
    return Told(name, site.tagline or site.title, _home, thing, kind="website")


def _home(where: Addresses) -> str:
    return where.archive


def _part_of(tree: Tree, period: Period) -> Thing:
    address = tree.addresses.issue(period)
    return {"@type": "PublicationIssue", "issueNumber": period, "url": address}

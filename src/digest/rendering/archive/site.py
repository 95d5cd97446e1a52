"""Everything that is out → every file of the archive; the same input gives the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from digest.model.issue import Issue
from digest.model.period import Period
from digest.model.picture import kept_picture
from digest.rendering.addresses import CALENDAR
from digest.rendering.archive import telling
from digest.rendering.archive.edition import Edition, OldPage, Outcome, Published, as_sent
from digest.rendering.archive.feeds import Feed, FeedEntry, atom, json_feed
from digest.rendering.archive.pages import Pages
from digest.rendering.archive.places import (
    FEED,
    JSON_FEED,
    NOT_FOUND,
    PAGE,
    STYLE,
    issue_calendar,
    issue_page,
    item_calendar,
    item_page,
)
from digest.rendering.archive.tree import Tree
from digest.rendering.calendar import calendar
from digest.rendering.setting import RenderSetting
from digest.rendering.templates import Templates, TemplateSet, template_set
from digest.rendering.view import EditionView, ItemView

_STYLE = "archive/archive.css.j2"
_INDEX = "archive/index.html.j2"
_ISSUE = "archive/issue.html.j2"
_ITEM = "archive/item.html.j2"
_ENTRY = "archive/entry.html.j2"
_NOT_FOUND = "archive/not_found.html.j2"
_IN_A_FEED = 24  # issues: two years
_IN_A_CALENDAR = 2_000  # items: some megabyte, which programs ask for every day


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of the archive."""

    path: str  # from the top of the archive
    data: bytes


def site(published: Published, setting: RenderSetting, templates: Templates) -> Iterator[SiteFile]:
    """Every file but the pictures, in every language of the newsletter.

    Args:
        published: what is out.
        setting: the newsletter; its language is of no account.
        templates: ours and the workspace's.

    Raises:
        RenderError: a template is broken.
    """
    ready, outcomes = template_set(templates), published.outcomes()
    issues = _issues(published, outcomes)
    for number, language in enumerate(setting.newsletter.languages):
        tree = Tree(replace(setting, language=language), _is_dated(outcomes))
        pages = Pages(tree, issues, outcomes, published.pictures)
        writer = _Writer(pages, published.editions, ready)
        if number == 0:
            yield writer.style()
            yield writer.not_found()
        yield from writer.files()


def pictures_of(published: Published) -> frozenset[str]:
    """The paths of the copies that pages show."""
    outcomes = published.outcomes()
    shown = [each.submission for each in outcomes.values()]
    shown += [item for each in _issues(published, outcomes).values() for item in each.items]
    kept = filter(None, (kept_picture(each.content.image) for each in shown))
    return frozenset(each.path for each in kept) & published.pictures


def alone(edition: Edition, setting: RenderSetting, templates: Templates) -> str:
    """An issue's page with its style sheet in it, to be looked at wherever it lies.

    Raises:
        RenderError: a template is broken.
    """
    items = edition.issue.items if edition.issue else ()
    kept = filter(None, (kept_picture(each.content.image) for each in items))
    published = Published((edition,), {}, {}, frozenset(each.path for each in kept))
    outcomes = published.outcomes()
    tree = Tree(setting, _is_dated(outcomes))
    pages = Pages(tree, _issues(published, outcomes), outcomes, published.pictures)
    writer = _Writer(pages, (edition,), template_set(templates))
    return writer.issue(edition, None, None, base=tree.addresses.top)


def _issues(published: Published, outcomes: Mapping[str, Outcome]) -> dict[Period, Issue]:
    return {each.period: as_sent(each.issue, outcomes) for each in published.editions if each.issue}


def _is_dated(outcomes: Mapping[str, Outcome]) -> bool:
    contents = (each.submission.content for each in outcomes.values())
    return any(each.starts or each.ends or each.deadline for each in contents)


class _Writer:
    """Writes the files of one language."""

    def __init__(self, pages: Pages, editions: tuple[Edition, ...], templates: TemplateSet) -> None:
        self._pages = pages
        self._editions = editions
        self._templates = templates

    def files(self) -> Iterator[SiteFile]:
        yield self._index()
        around = (None, *self._editions, None)
        for (earlier, edition), (_same, later) in pairwise(pairwise(around)):
            assert edition is not None  # noqa: S101 - only the two ends are none
            yield from self._edition(edition, earlier, later)
        for outcome in self._pages.outcomes.values():
            yield self._item(outcome)
            yield from self._calendar(
                item_calendar(outcome.submission.id), [self._pages.item(outcome.submission.id)]
            )
        yield from self._feeds()
        yield from self._all_dates()

    def style(self) -> SiteFile:
        return SiteFile(STYLE, self._rules().encode())

    def not_found(self) -> SiteFile:
        """Shown in the place of any address, so its links cannot be relative to it."""
        beside = self._pages.tree.place(PAGE)
        page = self._pages.tree.page(beside, telling.of_index(self._pages.tree))
        return self._page(NOT_FOUND, _NOT_FOUND, page=page, base=self._pages.tree.addresses.archive)

    def issue(
        self, edition: Edition, earlier: Edition | None, later: Edition | None, *, base: str = ""
    ) -> str:
        """An issue's page."""
        place = self._pages.tree.place(issue_page(edition.period), base)
        view = self._pages.edition(edition, earlier, later, place)
        told = telling.of_issue(self._pages, edition, view)
        page = self._pages.tree.page(place, told, rules=self._rules() if base else "")
        return self._render(_ISSUE, view, page=page)

    def _rules(self) -> str:
        return self._render(_STYLE)

    def _render(self, template: str, issue: EditionView | None = None, **views: object) -> str:
        items = sum(len(part.entries) for part in issue.parts) if issue else 0
        named = {"site": self._pages.tree.site, "issue": issue, **views}
        return self._templates.render(template, named, items=items)

    def _page(self, path: str, template: str, **views: object) -> SiteFile:
        file = self._pages.tree.place(path).file
        return SiteFile(file, self._render(template, None, **views).encode())

    def _index(self) -> SiteFile:
        place = self._pages.tree.place(PAGE)
        page = self._pages.tree.page(place, telling.of_index(self._pages.tree))
        years = self._pages.years(self._editions, place)
        return self._page(PAGE, _INDEX, page=page, years=years)

    def _edition(
        self, edition: Edition, earlier: Edition | None, later: Edition | None
    ) -> Iterator[SiteFile]:
        tree, path = self._pages.tree, issue_page(edition.period)
        if edition.issue is None:
            yield from self._old(edition)
            return
        page = self.issue(edition, earlier, later)
        yield SiteFile(tree.place(path).file, page.encode())
        items = [self._pages.item(each.id) for each in self._pages.issues[edition.period].items]
        name = self._pages.issue(edition.period).subject
        yield from self._calendar(issue_calendar(edition.period), items, name)

    def _old(self, edition: Edition) -> Iterator[SiteFile]:
        """What an older version kept of an issue, as it is."""
        tree, old = self._pages.tree, _old_page(edition, self._pages.tree.site.language)
        yield SiteFile(tree.place(issue_page(edition.period)).file, old.page.encode())
        if old.calendar:
            place = tree.place(issue_calendar(edition.period))
            yield SiteFile(place.file, old.calendar.encode())

    def _item(self, outcome: Outcome) -> SiteFile:
        pages, path = self._pages, item_page(outcome.submission.id)
        place = pages.tree.place(path)
        item = pages.item(outcome.submission.id)
        entry = pages.entry(item, outcome.submission.content, place, is_alone=True)
        page = pages.tree.page(place, telling.of_item(pages, outcome))
        return self._page(path, _ITEM, page=page, entry=entry)

    def _all_dates(self) -> Iterator[SiteFile]:
        """The dates of all issues, as they are now; of very many the latest."""
        items = map(self._pages.item, self._pages.outcomes)
        latest = sorted(items, key=_last_day)[-_IN_A_CALENDAR:]
        url = self._pages.tree.addresses.archive + CALENDAR
        yield from self._calendar(CALENDAR, latest, url=url)

    def _calendar(
        self, path: str, items: list[ItemView], name: str = "", url: str = ""
    ) -> Iterator[SiteFile]:
        written = calendar(
            items,
            name=name or self._pages.tree.site.title,
            domain=self._pages.tree.setting.newsletter.list_id,
            revisions={each.id: self._pages.outcomes[each.id].revision for each in items},
            url=url,
        )
        if written:
            yield SiteFile(self._pages.tree.place(path).file, written.encode())

    def _feeds(self) -> Iterator[SiteFile]:
        tree, newest = self._pages.tree, self._editions[: -_IN_A_FEED - 1 : -1]
        list_id = tree.setting.newsletter.list_id
        feed = Feed(
            id=f"tag:{list_id},2000:{tree.site.language}",
            title=tree.site.title,
            about=tree.site.tagline,
            author=tree.site.sender,
            language=tree.site.language,
            home=tree.addresses.archive,
            address=tree.addresses.archive + FEED,
            json_address=tree.addresses.archive + JSON_FEED,
            entries=tuple(self._entry(each) for each in newest),
        )
        yield SiteFile(tree.place(FEED).file, atom(feed))
        yield SiteFile(tree.place(JSON_FEED).file, json_feed(feed))

    def _entry(self, edition: Edition) -> FeedEntry:
        """An issue in a feed, whole: what stands in it, with links to the pages."""
        pages, tree = self._pages, self._pages.tree
        place = tree.place(issue_page(edition.period), base=tree.addresses.top)
        view = pages.edition(edition, None, None, place) if edition.issue else None
        return FeedEntry(
            id=f"tag:{tree.setting.newsletter.list_id},2000:{tree.site.language}/{edition.period}",
            title=pages.month(edition.period),
            address=tree.addresses.issue(edition.period),
            published=edition.published,
            updated=self._updated(edition),
            summary=pages.about(edition),
            html=self._render(_ENTRY, view).strip() if view else "",
        )

    def _updated(self, edition: Edition) -> dt.datetime:
        """When the issue went out, or when the last of its items was cancelled."""
        sent = {each.id: each for each in edition.issue.items} if edition.issue else {}
        marked = (
            self._pages.outcomes[each].revision.at
            for each, item in sent.items()
            if each in self._pages.outcomes
            and self._pages.item(each).cancelled
            and not item.content.cancelled
        )
        return max((edition.published, *marked))


def _old_page(edition: Edition, language: str) -> OldPage:
    return edition.old.get(language) or next(iter(edition.old.values()))


def _last_day(item: ItemView) -> tuple[dt.date, str]:
    days = (item.starts, item.ends, item.deadline_day)
    return max(filter(None, days), default=dt.date.min), item.id

"""The views of the archive's pages: the list of issues, an issue, an item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from digest.model.issue import Issue, Section
from digest.model.period import Period
from digest.model.picture import PictureName, kept_picture
from digest.model.submission import Content, Submission
from digest.rendering import dates
from digest.rendering.archive.edition import Edition, Outcome
from digest.rendering.archive.places import (
    Place,
    issue_calendar,
    issue_page,
    item_calendar,
    item_page,
)
from digest.rendering.archive.texts import page_text
from digest.rendering.archive.tree import Tree
from digest.rendering.context import issue_view
from digest.rendering.translating import in_language
from digest.rendering.view import (
    EditionView,
    EntryView,
    IssueView,
    ItemView,
    LinkView,
    ListedView,
    PartView,
    PictureView,
    YearView,
)

_WIDEST = 720  # pixels: what a page has room for
_BELOW_ITEM, _BELOW_LISTED = 2, 4  # the level of headings in texts


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes the views of one language's pages.

    Args:
        tree: the language.
        issues: as they are shown, by their period; none of those there are only pages of.
        outcomes: every item that is out, by its id.
        pictures: the paths of those copies that are there.
    """

    tree: Tree
    issues: Mapping[Period, Issue]
    outcomes: Mapping[str, Outcome]
    pictures: frozenset[str]
    _issue_views: dict[Period, IssueView] = field(default_factory=dict)
    _items: dict[str, ItemView] = field(default_factory=dict)

    def issue(self, period: Period) -> IssueView:
        """An issue in this language, whole."""
        if period not in self._issue_views:
            self._issue_views[period] = self._view(self.issues[period])
        return self._issue_views[period]

    def item(self, item_id: str) -> ItemView:
        """An item as it is now."""
        if item_id not in self._items:
            outcome = self.outcomes[item_id]
            section = Section(title="", items=(outcome.submission,))
            alone = Issue(period=outcome.periods[-1], sections=(section,))
            (self._items[item_id],) = self._view(alone).items
        return self._items[item_id]

    def edition(
        self, edition: Edition, earlier: Edition | None, later: Edition | None, at: Place
    ) -> EditionView:
        """An issue, with the one before and the one after."""
        view, words = self.issue(edition.period), self.tree.site.words
        submissions = {each.id: each for each in self.issues[edition.period].items}
        published = edition.published.astimezone(self.tree.setting.newsletter.zone).date()
        return EditionView(
            month=view.month,
            period=edition.period,
            published=dates.day(published, self.tree.setting.language),
            published_day=published.isoformat(),
            parts=tuple(
                PartView(
                    part.id,
                    part.title,
                    tuple(
                        self.entry(each, submissions[each.id].content, at) for each in part.items
                    ),
                )
                for part in view.sections
            ),
            calendar=at.to(issue_calendar(edition.period)) if view.calendar_url else "",
            earlier=self._beside(earlier, words.earlier_issue, at),
            later=self._beside(later, words.later_issue, at),
        )

    def entry(
        self, item: ItemView, content: Content, at: Place, *, is_alone: bool = False
    ) -> EntryView:
        """An item on a page: in an issue, or alone on its own."""
        is_dated = item.starts or item.ends or item.deadline_day
        return EntryView(
            item=item,
            text=page_text(item.html, _BELOW_ITEM if is_alone else _BELOW_LISTED),
            url=at.to(item_page(item.id)),
            picture=self._shown(item, content, at),
            starts=_iso(item.starts or item.ends),
            deadline=_iso(item.deadline_day),
            calendar=at.to(item_calendar(item.id)) if is_dated else "",
            issues=tuple(self._issues(item.id, at)) if is_alone else (),
        )

    def years(self, editions: Iterable[Edition], at: Place) -> tuple[YearView, ...]:
        """All issues by year, the newest first."""
        newest = sorted(editions, key=lambda each: each.period, reverse=True)
        return tuple(
            YearView(year, tuple(self._listed(each, at) for each in group))
            for year, group in groupby(newest, key=lambda each: each.period[:4])
        )

    def about(self, edition: Edition) -> str:
        """What stands in an issue, in a line."""
        if edition.period in self.issues:
            return self.issue(edition.period).preheader
        old = edition.old.get(self.tree.setting.language) or next(iter(edition.old.values()))
        return old.about

    def month(self, period: Period) -> str:
        """An issue's month, in words."""
        return dates.month(period.first_day, self.tree.setting.language)

    def _translated(self, issue: Issue) -> Issue:
        """The issue with every item in this language that is translated."""
        language, own = self.tree.setting.language, self.tree.setting.newsletter.language

        def translated(item: Submission) -> Submission:
            content = in_language(item.content, language)
            said_in = content.language or own
            update = {"content": content.model_copy(update={"language": said_in})}
            return item.model_copy(update=update)

        sections = (
            each.model_copy(update={"items": tuple(map(translated, each.items))})
            for each in issue.sections
        )
        return issue.model_copy(update={"sections": tuple(sections)})

    def _view(self, issue: Issue) -> IssueView:
        return issue_view(self._translated(issue), self.tree.setting)

    def picture(self, content: Content) -> PictureName | None:
        """An item's picture, where its file is there."""
        kept = kept_picture(content.image)
        return kept if kept and kept.path in self.pictures else None

    def _shown(self, item: ItemView, content: Content, at: Place) -> PictureView | None:
        """The picture beside the page, larger than an email shows it."""
        kept = self.picture(content)
        if kept is None or item.image is None:
            return None
        width = min(kept.width, _WIDEST)
        height = max(1, round(kept.height * width / kept.width))
        url = item.image.url if at.base else at.to_top(kept.path)
        return replace(item.image, url=url, width=width, height=height)

    def _issues(self, item_id: str, at: Place) -> Iterator[LinkView]:
        words = self.tree.site.words
        for period in self.outcomes[item_id].periods:
            said = words.published_in.format(month=self.month(period))
            yield LinkView(at.to(issue_page(period)), said)

    def _beside(self, edition: Edition | None, phrase: str, at: Place) -> LinkView | None:
        if edition is None:
            return None
        url = at.to(issue_page(edition.period))
        return LinkView(url, phrase.format(month=self.month(edition.period)))

    def _listed(self, edition: Edition, at: Place) -> ListedView:
        return ListedView(
            month=self.month(edition.period),
            period=edition.period,
            url=at.to(issue_page(edition.period)),
            about=self.about(edition),
        )


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""

"""Submission → ItemView: an item in the words its readers see."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from markupsafe import Markup

from digest.model.picture import kept_picture
from digest.model.project import Project
from digest.model.submission import Content, Kind, Submission
from digest.rendering import dates
from digest.rendering.addresses import Addresses
from digest.rendering.characters import one_line
from digest.rendering.place import without_online
from digest.rendering.translating import in_language
from digest.rendering.view import ItemView, LineView, LinkView, PictureView, ProjectView
from digest.rendering.words import Words

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_WEB = ("http", "https")
COLUMN = 560  # pixels of the letter's column, and of a picture at most
_MAILTO = "mailto:"


@dataclass(frozen=True, slots=True)
class ItemText:
    """An item's text as it is shown: whole, or its first sentences."""

    html: str  # clean
    body: str = ""  # the same with its styles on its elements
    plain: str = ""
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class ItemWriter:
    """Writes the items of one issue, and keeps the words of its links apart.

    Args:
        language: the issue's.
        first: the newsletter's own: what says no language is in it.
        words: its fixed phrases.
        addresses: where pages and our copies of pictures are shown.
        projects: every project known.
        day: whether a project is current is asked of this day.
        taken: the link texts given so far, each with the last number it was told apart by.
        given: the same by what they are the words of: who is asked again says the same.
    """

    language: str
    first: str
    words: Words
    addresses: Addresses
    projects: tuple[Project, ...]
    day: dt.date
    taken: dict[str, int] = field(default_factory=dict)
    given: dict[tuple[str, str], str] = field(default_factory=dict)

    def write(self, submission: Submission, text: ItemText) -> ItemView:
        """The view of one submission."""
        content = in_language(submission.content, self.language)
        organisations = self._organisations(content)
        title = one_line(content.title or "")
        heading = title or organisations or self.words.kinds[content.kind]
        place, online = self._place(content)
        language = self._other_language(content)
        page = self.addresses.item(one_line(submission.id))
        return ItemView(
            id=one_line(submission.id),
            kind=content.kind.value,
            heading=heading,
            organisations=organisations if title else "",
            dates=self._dates(content),
            deadline=self._deadline(content),
            place=place,
            online=online,
            where=self._where(place, online),
            project=self._project(content),
            image=self._picture(content),
            body=Markup(text.body),  # noqa: S704 - it was cleaned when it came in
            html=text.html,
            text=text.plain,
            link=self._link(submission, content, heading) if text.is_whole else None,
            page_url=page,
            read_on=None if text.is_whole else self._read_on(submission, page, heading),
            cancelled=self.words.cancelled if content.cancelled else "",
            language=language,
            direction=dates.locale_of(language).text_direction if language else "",
            starts=content.starts,
            ends=content.ends,
            deadline_day=content.deadline,
            deadline_called=self.words.deadline_of.format(heading=heading),
        )

    def line(self, submission: Submission) -> LineView:
        """A submission in one line."""
        content = in_language(submission.content, self.language)
        organisations, title = self._organisations(content), one_line(content.title or "")
        heading = title or organisations or self.words.kinds[content.kind]
        about = (organisations if title else "", self._dates(content) or self._deadline(content))
        language = self._other_language(content)
        return LineView(
            words=self._told_apart(("line", submission.id), (heading,)),
            heading=heading,
            about=" · ".join(filter(None, about)),
            url=self.addresses.item(one_line(submission.id)),
            language=language,
            direction=dates.locale_of(language).text_direction if language else "",
        )

    def direction(self, submission: Submission) -> str:
        """Which way its text is read."""
        language = self._other_language(in_language(submission.content, self.language))
        return dates.locale_of(language or self.language).text_direction

    def more(self, count: int, section: str, url: str) -> LinkView:
        """What says how many items stand in the archive only."""
        said = self.words.more_items(count, section)
        return LinkView(url, self._told_apart((said, url), (said,)))

    def _organisations(self, content: Content) -> str:
        named = (one_line(each.name) for each in content.organisations)
        names = tuple(dict.fromkeys(filter(None, named)))
        language = self._other_language(content) or self.language
        return dates.names(names, language) if names else ""

    def _dates(self, content: Content) -> str:
        starts, ends = content.starts, content.ends
        if starts and ends and starts <= ends:
            return dates.days(starts, ends, self.language)
        if starts:
            return self.words.from_day.format(date=dates.day(starts, self.language))
        return self.words.until_day.format(date=dates.day(ends, self.language)) if ends else ""

    def _deadline(self, content: Content) -> str:
        if not content.deadline:
            return ""
        return self.words.deadline.format(date=dates.day(content.deadline, self.language))

    def _place(self, content: Content) -> tuple[str, str]:
        """The place without its "and online", and the mark that says so instead."""
        place = one_line(content.place or "")
        if not content.online:
            return place, ""
        return without_online(place, content.language or self.first), self.words.online

    def _where(self, place: str, online: str) -> str:
        return (
            self.words.place_and_online.format(place=place)
            if place and online
            else (place or online)
        )

    def _other_language(self, content: Content) -> str:
        language = content.language or self.first
        is_other = language != self.language and _LANGUAGE.fullmatch(language)
        return language if is_other else ""

    def _link(self, submission: Submission, content: Content, heading: str) -> LinkView | None:
        url = _address(content.url, (*_WEB, "mailto"))
        if not url:
            return None
        words = self._told_apart(("link", submission.id), self._link_words(url, heading))
        return LinkView(url, words)

    def _read_on(self, submission: Submission, page: str, heading: str) -> LinkView:
        said = self.words.read_on.format(heading=heading)
        return LinkView(page, self._told_apart(("read on", submission.id), (said,)))

    def _link_words(self, url: str, heading: str) -> tuple[str, ...]:
        words = self.words
        if url.startswith(_MAILTO):
            address = url.removeprefix(_MAILTO).partition("?")[0]
            return (words.write_to.format(address=address, heading=heading),)
        at = words.read_more_at.format(heading=heading, host=urlsplit(url).netloc)
        return words.read_more.format(heading=heading), at

    def _told_apart(self, what: tuple[str, str], words: tuple[str, ...]) -> str:
        """The first of these words that no other link has, or the last of them with a number."""
        if what not in self.given:
            free = next((each for each in words if each not in self.taken), "")
            said = free or self._numbered(words[-1])
            self.taken.setdefault(said, 1)
            self.given[what] = said
        return self.given[what]

    def _numbered(self, said: str) -> str:
        while True:  # from where the last one with these words left off
            self.taken[said] += 1
            numbered = self.words.numbered.format(words=said, number=self.taken[said])
            if numbered not in self.taken:
                return numbered

    def _picture(self, content: Content) -> PictureView | None:
        """Our copy; a picture of somebody else's site would tell that site who reads this."""
        kept = kept_picture(content.image)
        if kept is None:
            return None
        alt = one_line(content.image_alt or "")
        width = min(kept.width, COLUMN)
        return PictureView(
            url=self.addresses.picture(kept.path),
            alt=alt,
            words=self.words.picture.format(alt=alt) if alt else "",
            width=width,
            height=max(1, round(kept.height * width / kept.width)),
        )

    def _project(self, content: Content) -> ProjectView | None:
        if not content.project or content.kind is not Kind.PROJECT_UPDATE:
            return None
        wanted = content.project.casefold()
        known = (each for each in self.projects if wanted in (each.id, each.name.casefold()))
        project = next(known, None)
        if project is None:
            return ProjectView("", one_line(content.project), "")
        about = (one_line(project.programme or ""), self._span(project))
        return ProjectView(
            self._standing(project), one_line(project.name), ", ".join(filter(None, about))
        )

    def _standing(self, project: Project) -> str:
        if project.is_current(self.day):
            return self.words.current_project
        has_begun = project.finished or project.starts is None or project.starts <= self.day
        return self.words.past_project if has_begun else self.words.coming_project

    def _span(self, project: Project) -> str:
        """A project's months, or what is known of them; of its days few readers care."""
        if project.starts and project.ends and project.starts <= project.ends:
            return dates.months(project.starts, project.ends, self.language)
        return one_line(project.duration or "")


def _address(url: str | None, schemes: tuple[str, ...]) -> str:
    """The address where it is one of these kinds and can be read, else nothing."""
    if not url:
        return ""
    address = one_line(url)
    try:
        parts = urlsplit(address)
    except ValueError:  # an address in brackets that is none
        return ""
    leads_somewhere = bool(parts.netloc or (parts.scheme == "mailto" and parts.path))
    return address if parts.scheme in schemes and leads_somewhere else ""

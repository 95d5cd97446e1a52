"""One language's part of the archive: what its pages say around their own content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from digest.model.issue import Issue
from digest.model.period import Period
from digest.rendering import dates
from digest.rendering.addresses import CALENDAR, Addresses, addresses
from digest.rendering.archive.linked_data import Thing, embedded, organisation
from digest.rendering.archive.places import FEED, JSON_FEED, PAGE, STYLE, Place
from digest.rendering.context import frame_view
from digest.rendering.setting import RenderSetting
from digest.rendering.view import LanguageView, PageView, SiteView

_ANY = Period("2000-01")  # what every page says does not depend on a month


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of itself to those who do not read it."""

    name: str
    description: str
    address_in: Callable[[Addresses], str]  # its address in a language
    thing: Thing
    kind: str = "article"
    picture: str = ""  # its address


@dataclass(frozen=True, slots=True)
class Tree:
    """The pages of one language.

    Args:
        setting: the newsletter, in this language.
        is_dated: whether anything that is out has a date.
    """

    setting: RenderSetting
    is_dated: bool
    site: SiteView = field(init=False)

    def __post_init__(self) -> None:
        """Write what all pages say, once."""
        object.__setattr__(self, "site", _site(self.setting))

    @property
    def addresses(self) -> Addresses:
        """Where its pages stand in the world."""
        return self._addresses_in(self.setting.language)

    def place(self, path: str, base: str = "") -> Place:
        """A page of this language."""
        return Place(path, self.addresses.folder, base)

    def page(self, place: Place, told: Told, rules: str = "") -> PageView:
        """What a page says around its own content."""
        return PageView(
            name=told.name,
            description=told.description,
            address=told.address_in(self.addresses),
            kind=told.kind,
            picture=told.picture,
            home=place.to(PAGE),
            style=place.to_top(STYLE),
            rules=Markup(rules),  # noqa: S704 - a style sheet of ours or of the workspace
            feed=place.to(FEED),
            json_feed=place.to(JSON_FEED),
            calendar=place.to(CALENDAR) if self.is_dated else "",
            languages=self._languages(place, told),
            default=told.address_in(self._addresses_in(self._all[0])),
            linked_data=embedded(told.thing),
        )

    def publisher(self) -> Thing:
        """Who publishes, as schema.org has it."""
        return organisation(self.site.sender, self.site.website)

    def periodical(self) -> Thing:
        """The newsletter, as schema.org has it."""
        return {"@type": "Periodical", "name": self.site.title, "url": self.addresses.archive}

    def in_language(self, language: str) -> Tree:
        """The same pages in another language."""
        return replace(self, setting=replace(self.setting, language=language))

    @property
    def _all(self) -> tuple[str, ...]:
        return self.setting.newsletter.languages

    def _addresses_in(self, language: str) -> Addresses:
        return addresses(self.setting.public_url, language, self._all)

    def _languages(self, place: Place, told: Told) -> tuple[LanguageView, ...]:
        if len(self._all) == 1:
            return ()
        return tuple(
            LanguageView(
                language=each,
                name=dates.locale_of(each).get_language_name() or each,
                direction=dates.locale_of(each).text_direction,
                url=place.to_language(self._addresses_in(each).folder, place.path),
                address=told.address_in(self._addresses_in(each)),
                is_this=each == self.setting.language,
            )
            for each in self._all
        )


def _site(setting: RenderSetting) -> SiteView:
    frame = frame_view(Issue(period=_ANY, sections=()), setting)
    return SiteView(
        language=frame.language,
        direction=frame.direction,
        title=frame.title,
        tagline=frame.tagline,
        words=frame.words,
        palette=frame.palette,
        fonts=frame.fonts,
        sender=frame.sender,
        postal_address=frame.postal_address,
        website=frame.website,
    )

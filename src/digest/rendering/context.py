"""Issue and settings → IssueView: everything the templates of one variant may say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from digest.model.issue import Issue, Section
from digest.model.rendered import TOKEN
from digest.model.submission import Submission
from digest.rendering import dates, inbox
from digest.rendering.addresses import Addresses, addresses
from digest.rendering.characters import one_line
from digest.rendering.colours import palette
from digest.rendering.items import ItemText, ItemWriter
from digest.rendering.setting import RenderSetting
from digest.rendering.slots import slot
from digest.rendering.text import plain
from digest.rendering.translating import in_language
from digest.rendering.view import IssueView, ItemView, SectionView
from digest.rendering.words import words_for


def issue_view(issue: Issue, setting: RenderSetting) -> IssueView:
    """The whole of an issue, nothing shortened, in one language."""
    writer = item_writer(issue, setting)
    htmls = tuple(in_language(each.content, setting.language).text_html for each in issue.items)
    texts = (ItemText(html, plain=text) for html, text in zip(htmls, plain(htmls), strict=True))
    sections = tuple(
        section_view(
            section,
            place,
            setting.language,
            tuple(writer.write(item, next(texts)) for item in section.items),
        )
        for place, section in enumerate(issue.sections, start=1)
        if section.items
    )
    return with_sections(frame_view(issue, setting), sections)


def frame_view(issue: Issue, setting: RenderSetting) -> IssueView:
    """Everything an issue says around its sections."""
    newsletter, language = setting.newsletter, setting.language
    words = words_for(language)
    title, tagline = map(one_line, newsletter.called(language))
    sender = one_line(newsletter.sender_name)
    month = dates.month(issue.period.first_day, language)
    here = addresses_of(setting)
    public_url = setting.public_url.rstrip("/")
    has_choice = len(newsletter.languages) > 1
    return IssueView(
        language=language,
        direction=dates.locale_of(language).text_direction,
        title=title,
        month=month,
        tagline=tagline,
        subject=inbox.subject(title, month),
        preheader="",
        sections=(),
        words=words,
        palette=palette(newsletter.brand.colours),
        fonts=", ".join(newsletter.brand.fonts),
        logo=newsletter.brand.logo or "",
        logo_alt=one_line(newsletter.brand.logo_alt or sender),
        sender=sender,
        postal_address=one_line(newsletter.postal_address),
        website=newsletter.website or "",
        why=words.why.format(title=title, sender=sender),
        calendar_url=here.calendar(issue.period) if any(map(_is_dated, issue.items)) else "",
        view_online_url=here.issue(issue.period),
        shortened="",
        preferences_url=f"{public_url}/preferences/{TOKEN}" if has_choice else "",
        unsubscribe_url=f"{public_url}/unsubscribe/{TOKEN}",
        mail_only=slot("mail-only"),
    )


def with_sections(frame: IssueView, sections: tuple[SectionView, ...]) -> IssueView:
    """The frame with its sections, and what the inbox says of them."""
    items = (item for section in sections for item in section.items)
    preheader = _preheader(items, frame.tagline, frame.sender)
    is_cut = any(section.lines or section.more for section in sections) or any(
        item.read_on for section in sections for item in section.items
    )
    return replace(
        frame,
        sections=sections,
        preheader=preheader,
        shortened=frame.words.shortened if is_cut else "",
    )


def section_view(
    section: Section, place: int, language: str, items: tuple[ItemView, ...]
) -> SectionView:
    """A section by its title in a language; its place among all makes its anchor."""
    titles = section.titles
    title = titles.get(language) or titles.get(language.partition("-")[0]) or section.title
    return SectionView(f"section-{place}", one_line(title), items)


def item_writer(issue: Issue, setting: RenderSetting) -> ItemWriter:
    """What writes the items of an issue."""
    return ItemWriter(
        language=setting.language,
        first=setting.newsletter.languages[0],
        words=words_for(setting.language),
        addresses=addresses_of(setting),
        projects=setting.projects,
        day=issue.period.first_day,
    )


def addresses_of(setting: RenderSetting) -> Addresses:
    """Where the pages of a variant's language stand."""
    return addresses(setting.public_url, setting.language, setting.newsletter.languages)


def _preheader(items: Iterable[ItemView], tagline: str, sender: str) -> str:
    shown = list(items)
    texts = (one_line(item.text) for item in shown[:1])
    return inbox.preheader((item.heading for item in shown), (*texts, tagline, sender))


def _is_dated(item: Submission) -> bool:
    content = item.content
    return bool(content.starts or content.ends or content.deadline)

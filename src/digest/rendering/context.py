"""Issue and settings → IssueView: everything the templates of one variant may say."""

from __future__ import annotations

from itertools import count

from digest.model.issue import Issue
from digest.model.rendered import TOKEN
from digest.rendering import dates, inbox
from digest.rendering.characters import one_line
from digest.rendering.colours import palette
from digest.rendering.items import ItemWriter
from digest.rendering.setting import RenderSetting
from digest.rendering.slots import slot
from digest.rendering.text import plain
from digest.rendering.view import IssueView, ItemView, SectionView
from digest.rendering.words import words_for


def issue_view(issue: Issue, setting: RenderSetting) -> IssueView:
    """What the templates see of an issue, in one language."""
    newsletter, language = setting.newsletter, setting.language
    words = words_for(language)
    sections = _sections(issue, setting)
    items = tuple(item for section in sections for item in section.items)
    title, tagline = one_line(newsletter.title), one_line(newsletter.tagline)
    sender = one_line(newsletter.sender_name)
    month = dates.month(issue.period.first_day, language)
    page = f"{setting.public_url.rstrip('/')}/archive/{issue.period}"
    return IssueView(
        language=language,
        direction=dates.locale_of(language).text_direction,
        title=title,
        month=month,
        tagline=tagline,
        subject=inbox.subject(title, month),
        preheader=_preheader(items, tagline, sender),
        sections=sections,
        words=words,
        palette=palette(newsletter.brand.colours),
        fonts=", ".join(newsletter.brand.fonts),
        logo=newsletter.brand.logo or "",
        logo_alt=one_line(newsletter.brand.logo_alt or sender),
        sender=sender,
        postal_address=one_line(newsletter.postal_address),
        website=newsletter.website or "",
        why=words.why.format(title=title, sender=sender),
        calendar_url=f"{page}/calendar.ics" if any(map(_is_dated, items)) else "",
        view_online_url=page,
        shortened="",
        preferences_url="",
        unsubscribe_url=f"{setting.public_url.rstrip('/')}/unsubscribe/{TOKEN}",
        mail_only=slot("mail-only"),
    )


def _sections(issue: Issue, setting: RenderSetting) -> tuple[SectionView, ...]:
    """The sections that have something in them."""
    writer = ItemWriter(
        language=setting.language,
        words=words_for(setting.language),
        public_url=setting.public_url,
        projects=setting.projects,
        day=issue.period.first_day,
    )
    texts = iter(plain(tuple(item.content.text_html for item in issue.items)))
    numbers = count(1)
    return tuple(
        SectionView(
            f"section-{place}",
            one_line(section.title),
            tuple(writer.write(item, next(numbers), next(texts)) for item in section.items),
        )
        for place, section in enumerate(issue.sections, start=1)
        if section.items
    )


def _preheader(items: tuple[ItemView, ...], tagline: str, sender: str) -> str:
    texts = (one_line(item.text) for item in items[:1])
    return inbox.preheader((item.heading for item in items), (*texts, tagline, sender))


def _is_dated(item: ItemView) -> bool:
    return bool(item.starts or item.ends or item.deadline_day)

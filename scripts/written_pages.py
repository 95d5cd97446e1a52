"""docs/feeds.md and docs/templates.md: written by hand, with tables in them made from the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from digest.model.field_names import KNOWN_COLUMNS, canonical, folded
from digest.model.settings import Colours
from digest.rendering.colours import Palette, palette
from digest.rendering.view import (
    IssueView,
    ItemView,
    LineView,
    LinkView,
    PictureView,
    ProjectView,
    SectionView,
)
from digest.rendering.words import Words, words_for
from digest.sources.packaged import packaged

DOCS = Path(__file__).parents[1] / "docs"
_TABLE = re.compile(r"(<!-- table: (?P<name>\w+)[^\n]*-->\n).*?(<!-- end of table -->)", re.DOTALL)
_ABOUT = re.compile(r"\{#\s*(?P<about>.*?)\s*#\}", re.DOTALL)
_BLOCK = re.compile(r"\{% block (\w+) %\}")

# What each field of a submission is for; the spellings come from the code.
FIELDS = {
    "organisations": "who hands it in or holds it; several in one text, or a list",
    "title": "its title",
    "dates": "when, as one text: a day, a span, a deadline",
    "starts": "the first day, where it stands by itself; wins over `dates`",
    "ends": "the last day; alone it is a deadline",
    "deadline": "the last day to answer a call; wins over one in `dates`",
    "place": "where",
    "online": "yes or no; left out, the place tells (“Tours and online”)",
    "url": "where to read more: `https://`, `http://` or `mailto:`",
    "text": "the text, in Markdown; in a Markdown file, what stands under the front matter",
    "image": "a picture: its address on the web, or the name of a file that lies beside it",
    "image_alt": "what the picture shows, for those who do not see it",
    "published": "the day it was published, with its year",
    "kind": "what it is, see [Kinds](#kinds)",
    "categories": "tags of any kind: the first that names a kind is used, where nothing else does",
    "cancelled": "yes, where it will not take place: it is not taken in, is held, or says so where "
    "readers know of it",
    "language": "the code of the language it is written in: `en`, `fr`, `pt-BR`",
    "translations": "the same in further languages, see [Translations](#translations)",
    "project": "a project of the directory, by its id or name",
    "issue": "the month it is meant for: `2023-09`, or `September 2023`",
    "id": "tells it from the other entries of its file, see [Updates](#updates)",
    "sender": "the address it was mailed from; names the organisation where nothing else does",
}
# What each variable of a template holds.
VARIABLES: Mapping[type[Any], Mapping[str, str]] = MappingProxyType(
    {
        IssueView: {
            "language": "the code of the issue's language",
            "direction": "`ltr` or `rtl`",
            "start": "`left` or `right`: the side lines begin at",
            "title": "the newsletter's title",
            "month": "the issue's month, in words",
            "tagline": "the line under the title; may be empty",
            "subject": "the subject of the email",
            "preheader": "what an inbox shows beside the subject",
            "sections": "the sections, as below",
            "items": "the items of all sections, in reading order",
            "words": "the fixed phrases, as below",
            "palette": "the colours, as below",
            "fonts": "the fonts, as CSS has them",
            "logo": "the address of the logo; may be empty",
            "logo_alt": "what the logo says",
            "sender": "the name of the sender",
            "postal_address": "the postal address: **must stand in the email and in its text**",
            "website": "the network's website; may be empty",
            "why": "why the reader gets this email",
            "calendar_url": "the calendar of the issue; empty where nothing has a date",
            "view_online_url": "the issue on the web",
            "shortened": "says that the issue on the web is longer, where it is; else empty",
            "preferences_url": "where the reader chooses the language; empty where there is one",
            "unsubscribe_url": "the reader's own way out: "
            "**must stand in the email and in its text**",
            "mail_only": "where `mail_only.html.j2` goes: **must stand exactly once**",
        },
        SectionView: {
            "id": "where the list of contents leads",
            "title": "the section's title",
            "rows": "where its items go: **exactly once**",
            "items": "its items in full",
            "lines": "the items after them, in one line each, as below",
            "more": "a link to what stands only on the web, as below, or none",
            "left": "how many items that is",
            "count": "how many items it has, wherever they stand",
        },
        LineView: {
            "heading": "the item's title, else its organisations",
            "about": "its organisations where it has a title, and its dates or its deadline",
            "url": "its page on the web",
            "words": "the heading, as the words of a link: no two are the same",
            "language": "the code of its language, where it is not the issue's",
            "direction": "of that language",
        },
        ItemView: {
            "id": "the submission's id",
            "kind": "`event`, `call`, `publication`, `news`, `project-update` or `statement`",
            "heading": "its title, else its organisations",
            "organisations": "its organisations; empty where they are the heading",
            "dates": "its dates, in words",
            "deadline": "its deadline, in words",
            "place": "its place",
            "online": "the word for online, or empty",
            "where": "place and online in one phrase",
            "project": "its project, as below, or none",
            "image": "its picture, as below, or none",
            "body": "its text, with its styles: **must stand there** for every item that has one",
            "html": "the same without styles; write `body` in its place",
            "text": "the text, plain and wrapped, for `issue.txt.j2`",
            "link": "its link, as below, or none",
            "page_url": "its page on the web",
            "read_on": "a link to that page in the place of `link`, where the text is shortened",
            "cancelled": "the word for it, where the event is cancelled; else empty",
            "language": "the code of its language, where it is not the issue's",
            "direction": "of that language",
            "starts": "the first day, as a date",
            "ends": "the last day, as a date",
            "deadline_day": "the deadline, as a date",
            "deadline_called": "what a calendar calls the deadline",
        },
        LinkView: {"url": "where it leads", "words": "words that say so; no two are the same"},
        PictureView: {
            "url": "its address",
            "alt": "what it shows, in words; may be empty",
            "words": "the same for the plain text; may be empty",
            "width": "how wide it is shown at most, in pixels",
            "height": "how high it is then",
        },
        ProjectView: {
            "standing": "current, completed or coming, in words; may be empty",
            "name": "its name",
            "about": "its programme and its years; may be empty",
        },
    }
)
_CALLED: Mapping[type[Any], str] = MappingProxyType(
    {
        IssueView: "issue",
        SectionView: "section",
        ItemView: "item",
        LineView: "line",
        LinkView: "item.link",
        PictureView: "item.image",
        ProjectView: "item.project",
    }
)


def page(name: str) -> str:
    """A page as it was written, with every table in it as the code has it today."""
    text = (DOCS / name).read_text("utf-8")
    return _TABLE.sub(lambda match: f"{match[1]}\n{TABLES[match['name']]()}\n\n{match[3]}", text)


def _fields() -> str:
    known = {canonical(each) for each in KNOWN_COLUMNS}
    if known != FIELDS.keys():
        raise ValueError(f"the table FIELDS is not that of the code: {known ^ FIELDS.keys()}")
    rows = ((f"`{name}`", means, _spellings(name)) for name, means in FIELDS.items())
    return _table(("field", "means", "other spellings"), rows)


def _spellings(field: str) -> str:
    own = {folded(each): each for each in sorted(KNOWN_COLUMNS) if canonical(each) == field}
    others = (each for spelling, each in own.items() if spelling != folded(field))
    return ", ".join(f"`{each.replace('_', ' ')}`" for each in others)


def _templates() -> str:
    files = sorted(packaged("templates").glob("*.j2"))
    return _table(("template", "writes"), ((f"`{each.name}`", _about(each)) for each in files))


def _blocks() -> str:
    """The blocks a file of the workspace can replace, of the packaged templates."""
    files = sorted(packaged("templates").glob("*.j2"))
    found = ((each.name, _BLOCK.findall(each.read_text("utf-8"))) for each in files)
    rows = ((f"`{name}`", ", ".join(f"`{each}`" for each in blocks)) for name, blocks in found)
    return _table(("template", "blocks"), (row for row in rows if row[1]))


def _about(template: Path) -> str:
    match = _ABOUT.match(template.read_text("utf-8"))
    if match is None:
        raise ValueError(f"{template.name} does not begin with what it is for, as {{# … #}}")
    return " ".join(match["about"].split())


def _variables() -> str:
    rows = [
        (f"`{_CALLED[view]}.{name}`", means)
        for view, meanings in VARIABLES.items()
        for name, means in _checked(view, meanings).items()
    ]
    return _table(("variable", "holds"), rows)


def _checked(view: type[Any], meanings: Mapping[str, str]) -> Mapping[str, str]:
    own = {each.name for each in fields(view)}
    own |= {name for name, value in vars(view).items() if isinstance(value, property)}
    if own != meanings.keys():
        raise ValueError(f"{view.__name__} is not what VARIABLES says: {own ^ meanings.keys()}")
    return meanings


def _words() -> str:
    english = words_for("en")
    named = ((each.name, getattr(english, each.name)) for each in fields(Words))
    rows = ((f"`issue.words.{name}`", value) for name, value in named if isinstance(value, str))
    return _table(("variable", "in English"), rows)


def _colours() -> str:
    chosen = palette(Colours())
    rows = (
        (f"`issue.palette.{each.name}`", f"`{getattr(chosen, each.name)}`")
        for each in fields(Palette)
    )
    return _table(("variable", "with the brand colours left as they are"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


TABLES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "fields": _fields,
        "templates": _templates,
        "blocks": _blocks,
        "variables": _variables,
        "words": _words,
        "colours": _colours,
    }
)

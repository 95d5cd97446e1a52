"""Settings that fit their models, and name one another in ways that do not meet."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from digest.model.settings import IssueSettings, NewsletterSettings


def mismatched(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """What [newsletter] and [issue] say of languages, segments and sections that are not there.

    Args:
        raw: a configuration as it was written; what has another form is told elsewhere.
    """
    newsletter, issue = _table(raw.get("newsletter")), _table(raw.get("issue"))
    segments = _tables(newsletter.get("segments"))
    sections = _tables(issue.get("sections"))
    titles = [str(each.get("title")) for each in sections] or [
        each.title for each in IssueSettings().sections
    ]
    languages = _texts(newsletter.get("languages")) or list(
        NewsletterSettings.model_fields["languages"].default
    )
    return (
        *doubled("newsletter.languages", map(str.lower, languages), "a language"),
        *doubled(
            "newsletter.segments.name", (str(each["name"]) for each in segments if "name" in each)
        ),
        *_lost_sections(segments, titles),
        *_unread("newsletter.translations", newsletter.get("translations"), languages),
        *(
            said
            for each in sections
            for said in _unread("issue.sections.titles", each.get("titles"), languages)
        ),
    )


def doubled(where: str, names: Iterable[str], what: str = "a name") -> tuple[str, ...]:
    """Names that stand more than once where each may stand once."""
    return tuple(
        f"{where}: {name!r} stands {times} times; {what} is unique"
        for name, times in Counter(names).items()
        if times > 1
    )


def _lost_sections(segments: Iterable[Mapping[str, Any]], titles: list[str]) -> Iterable[str]:
    for segment in segments:
        for title in _texts(segment.get("sections")):
            if title not in titles:
                near = _near(title, titles)
                yield f"newsletter.segments.sections: there is no section {title!r}; {near}"


def _unread(where: str, translated: object, languages: list[str]) -> Iterable[str]:
    """Words in a language nobody gets the newsletter in; "de" is also read in "de-AT"."""
    own, *further = languages
    known = {*further, *(each.partition("-")[0] for each in further)}
    for language in _table(translated):
        if language == own:
            yield (
                f"{where}: {language!r} is the newsletter's own language, in which the title"
                " itself is; leave it out"
            )
        elif language not in known:
            rest = _near(language, further) if further else "it has one language"
            yield f"{where}: {language!r} is no further language of the newsletter; {rest}"


def _near(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> tuple[Mapping[str, Any], ...]:
    return tuple(filter(None, map(_table, value))) if isinstance(value, list) else ()

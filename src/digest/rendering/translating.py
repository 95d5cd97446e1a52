"""A submission's content as it reads in a language: its translation, or itself."""

from __future__ import annotations

from collections.abc import Iterator

from digest.model.submission import Content, Translation
from digest.rendering.catalogues import spoken


def in_language(content: Content, language: str) -> Content:
    """The content in a language, where it is translated as a whole; else as it is.

    So an issue in several languages falls back item by item, never within one.
    """
    if not content.translations or content.language == language:
        return content
    for tag in _tags(content, language):
        translation = content.translations.get(tag)
        if translation is not None and _is_whole(content, translation):
            return content.model_copy(update={**_said(translation), "language": tag})
    return content


def _tags(content: Content, language: str) -> Iterator[str]:
    """The language, its first subtag, then what is spoken alike: nb where no is written."""
    yield from (language, language.partition("-")[0])
    wanted = spoken(language)
    yield from (each for each in sorted(content.translations) if wanted and spoken(each) == wanted)


def _is_whole(content: Content, translation: Translation) -> bool:
    has_title = bool(translation.title) or not content.title
    return has_title and (bool(translation.text_html) or not content.text_html)


def _said(translation: Translation) -> dict[str, object]:
    """What the translation says itself; the rest stays as it is."""
    return {name: value for name, value in translation if value}

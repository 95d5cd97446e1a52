"""An editor's changes of what a submission says in further languages: ``title_de``, ``text_fr``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from digest.errors import UsageError
from digest.intake.text import markdown_to_html
from digest.intake.typed import typed_line, typed_link
from digest.model.field_names import translated
from digest.model.language import is_language
from digest.model.submission import Content, Translation


def edited_translations(content: Content, changes: Mapping[str, str]) -> Mapping[str, Translation]:
    """The translations with these changes; an empty text clears a field.

    Args:
        content: as it is.
        changes: by names that ``translated`` knows.

    Raises:
        UsageError: a language is none, or the submission's own, or a value cannot be used.
    """
    found = dict(content.translations)
    for name, text in changes.items():
        field, tag = _meant(name, content.language)
        before = found.get(tag, Translation())
        found[tag] = before.model_copy(update=_VALUES[field](name, text))
    return {tag: each for tag, each in sorted(found.items()) if each != Translation()}


def _meant(name: str, language: str | None) -> tuple[str, str]:
    found = translated(name)
    if found is None or not is_language(found[1]):
        raise UsageError(f"{name}: that is no language", hint="Write its code: title_de, text_fr.")
    if found[1] == language:
        raise UsageError(
            f"{name}: the submission is in “{language}” itself", hint=f"Edit {found[0]}."
        )
    return found


def _line(field: str) -> Callable[[str, str], Mapping[str, object]]:
    return lambda name, text: {field: typed_line(name, text)}


def _link(name: str, text: str) -> Mapping[str, object]:
    return {"url": typed_link(name, text)}


def _text(_name: str, text: str) -> Mapping[str, object]:
    return {"text_html": markdown_to_html(text)}


_VALUES: Mapping[str, Callable[[str, str], Mapping[str, object]]] = MappingProxyType(
    {
        "title": _line("title"),
        "text": _text,
        "place": _line("place"),
        "url": _link,
        "image_alt": _line("image_alt"),
    }
)

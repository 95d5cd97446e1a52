"""What a record says in further languages: as "title_de", or as a mapping "translations"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from digest.intake.as_html import as_html
from digest.intake.fields import Named, is_empty
from digest.intake.remarks import Remark
from digest.intake.values import Read, line_of, text_of, url_of, within_limit
from digest.model.field_names import TRANSLATED, canonical, folded, translated
from digest.model.language import is_language, language_tag
from digest.model.record import TextFormat
from digest.model.submission import Content, Translation

INCOMPLETE = "incomplete-translation"
_FIELD = "translations"
_LONGEST_NAME = 60  # characters; what goes on longer is no name of anything here
_SAYS_NOTHING = Translation()
Said = Mapping[str, Named]  # by what a field is called here


@dataclass(frozen=True, slots=True)
class Parted:
    """A record's fields, those of one language apart from the rest."""

    fields: Mapping[str, object]  # of the record itself, by its own names
    languages: Mapping[str, Said]
    remarks: tuple[Remark, ...] = ()


def parted(fields: Mapping[str, object], field_map: Mapping[str, str]) -> Parted:
    """Set aside the fields that name their language; empty ones count as left out.

    Args:
        fields: as the record has them.
        field_map: the source's own names (its name → ours).
    """
    own = {folded(theirs): ours for theirs, ours in field_map.items()}
    rest: dict[str, object] = {}
    languages: dict[str, dict[str, Named]] = {}
    remarks: list[Remark] = []
    for name, value in fields.items():
        called = own.get(folded(name), name)
        found = translated(called)
        if canonical(called) == _FIELD:
            remarks.extend(_set_aside_all(name, value, languages))
        elif found is None:
            rest[name] = value
        elif not is_empty(value):
            remarks.extend(_set_aside(found, Named(name, value), languages))
    return Parted(rest, languages, tuple(remarks))


def with_own(fields: Said, languages: Mapping[str, Said], language: str) -> Read[Said]:
    """The record's fields with those that name its own language, where they are all it says."""
    said = {
        name: each
        for tag, several in languages.items()
        if _is_own(tag, language)
        for name, each in several.items()
    }
    remarks = tuple(
        _own_language(each.name, language, fields[name].name)
        for name, each in said.items()
        if name in fields and fields[name].value != each.value
    )
    return Read({**said, **fields}, remarks)


def translations_of(
    languages: Mapping[str, Said], original: Content, language: str, text_format: TextFormat
) -> Read[Mapping[str, Translation]]:
    """The translations of a submission, and what each of them lacks.

    Args:
        languages: what the record says in each.
        original: what it says in its own.
        language: its own.
        text_format: what texts are written in.
    """
    found: dict[str, Translation] = {}
    remarks: list[Remark] = []
    for tag, said in sorted(languages.items()):
        if _is_own(tag, language):
            continue
        read = _read(said, tag, text_format)
        remarks.extend(read.remarks)
        if read.value != _SAYS_NOTHING:
            found[tag] = read.value
    remarks.extend(lacking(original, found))
    return Read(found, tuple(remarks))


def lacking(original: Content, those: Mapping[str, Translation]) -> Iterator[Remark]:
    """What each translation lacks of what the submission says in its own language."""
    for tag, each in those.items():
        absent = (
            *(("title",) if original.title and not each.title else ()),
            *(("text",) if original.text_html and not each.text_html else ()),
        )
        if absent:
            yield Remark(
                INCOMPLETE,
                f"the translation into “{tag}” has no {' and no '.join(absent)}; readers of that"
                " language are shown the whole in its own language",
                f"Add {' and '.join(f'{name}_{tag}' for name in absent)}, or take out the rest.",
            )


def _set_aside_all(
    name: str, value: object, languages: dict[str, dict[str, Named]]
) -> Iterator[Remark]:
    """What a mapping says: by language, the fields."""
    if not isinstance(value, Mapping):
        if not is_empty(value):
            yield _unusable(name)
        return
    for tag, several in value.items():
        if not isinstance(several, Mapping):
            yield _unusable(f"{name} {_shown(tag)}")
            continue
        for inner, each in several.items():
            field = canonical(_shown(inner))
            called = Named(f"{name} {_shown(tag)} {_shown(inner)}", each)
            if field not in TRANSLATED:
                yield _not_translated(called.name)
            elif not is_empty(each):
                yield from _set_aside((field, language_tag(_shown(tag))), called, languages)


def _shown(name: object) -> str:
    return str(name)[:_LONGEST_NAME]


def _set_aside(
    found: tuple[str, str], named: Named, languages: dict[str, dict[str, Named]]
) -> Iterator[Remark]:
    field, tag = found
    if not is_language(tag):
        yield _unknown_language(named.name, tag)
        return
    first = languages.setdefault(tag, {}).setdefault(field, named)
    if first.value != named.value:
        yield _doubled(first.name, named.name)


def _read(said: Said, tag: str, text_format: TextFormat) -> Read[Translation]:
    title = within_limit(line_of(said, "title"), f"title in “{tag}”")
    place = within_limit(line_of(said, "place"), f"place in “{tag}”")
    alt = within_limit(line_of(said, "image_alt"), f"description of the picture in “{tag}”")
    written, url = text_of(said, "text", joint="\n\n"), url_of(said, "url")
    text = as_html(written.value, text_format)
    translation = Translation(
        title=title.value,
        place=place.value,
        text_html=text.value,
        url=url.value,
        image_alt=alt.value,
    )
    # Of the text alone nothing tells which one is meant.
    cut = (replace(each, message=f"in “{tag}”, {each.message}") for each in text.remarks)
    others = (each for read in (title, place, written, url, alt) for each in read.remarks)
    return Read(translation, (*others, *cut))


def _is_own(tag: str, language: str) -> bool:
    return tag in (language, language.partition("-")[0])


def _own_language(name: str, language: str, kept: str) -> Remark:
    return Remark(
        "doubled-field",
        f"the field “{name}” is in “{language}”, the submission’s own language;"
        f" only “{kept}” was used",
        "Keep one of them, or say with “language” which language the submission is in.",
    )


def _doubled(first: str, second: str) -> Remark:
    return Remark(
        "doubled-field",
        f"the fields “{first}” and “{second}” mean the same; only “{first}” was used",
        "Keep one of them.",
    )


def _unknown_language(name: str, tag: str) -> Remark:
    return Remark(
        "unknown-language",
        f"“{tag}” in the field “{name}” is no language; the field was passed over",
        "Write the language’s code: de, fr, pt-BR.",
    )


def _not_translated(name: str) -> Remark:
    return Remark(
        "unknown-field",
        f"the field “{name}” is not one that can be translated; it was passed over",
        f"Known are: {', '.join(TRANSLATED)}",
    )


def _unusable(name: str) -> Remark:
    return Remark(
        "unusable-value",
        f"the field “{name}” holds no names with values; it was passed over",
        "Write translations as: translations: {de: {title: …, text: …}}",
    )

"""A source's content with an editor's edits laid over it, and where the two part ways.

Edits are kept as plain JSON values, so that they are the same before and after the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from digest.model.finding import Finding, Severity
from digest.model.submission import Content, Edit

SOURCE_CHANGED = "source-changed"
_LONGEST = 200  # characters of a value that a finding shows
_DAYS = frozenset({"starts", "ends", "deadline"})
# What an editor settles by editing one of these fields.
_SETTLED_BY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("ambiguous-date", "approximate-date", "end-before-start", "far-ahead"),
                *("impossible-date", "missing-year", "more-dates", "recurring-date"),
                *("relative-date", "separate-days", "unread-date", "weekday-mismatch"),
            ),
            _DAYS,
        ),
        "unknown-kind": frozenset({"kind"}),
        "unknown-language": frozenset({"language"}),
        "unknown-organisation": frozenset({"organisations"}),
        "unknown-project": frozenset({"project"}),
        "unread-online": frozenset({"online"}),
        "unusable-image": frozenset({"image"}),
        "unusable-link": frozenset({"url"}),
    }
)


def plain(content: Content) -> dict[str, object]:
    """The fields of a content as plain JSON values."""
    return content.model_dump(mode="json")


def laid_over(source: Content, edits: Mapping[str, Edit]) -> Content:
    """The content that counts: the source's, with the edited fields as the editor has them."""
    return Content.model_validate(
        plain(source) | {name: each.value for name, each in edits.items()}
    )


def findings_under(
    findings: Iterable[Finding], source: Content, edits: Mapping[str, Edit], where: str
) -> tuple[Finding, ...]:
    """The findings that no edit settles, and one for each edited field the source changed too."""
    values = plain(source)
    standing = (
        each
        for each in findings
        if each.code != SOURCE_CHANGED and _SETTLED_BY.get(each.code, frozenset()).isdisjoint(edits)
    )
    changed = (
        _source_changed(name, values[name], edit, where)
        for name, edit in sorted(edits.items())
        if values[name] not in (edit.base, edit.value)
    )
    return (*standing, *changed)


def _source_changed(name: str, value: object, edit: Edit, where: str) -> Finding:
    return Finding(
        code=SOURCE_CHANGED,
        severity=Severity.WARNING,
        where=where,
        message=f"{name} was edited here to {_shown(edit.value)},"
        f" and the source has changed it to {_shown(value)}; the editor's stands",
        hint=f"Edit {name} once more, to the one that is right.",
    )


def _shown(value: object) -> str:
    if value in (None, "", []):
        return "nothing"
    if isinstance(value, list):
        value = "; ".join(each["name"] for each in value)  # organisations: the one list there is
    text = str(value)
    return f"“{text}”" if len(text) <= _LONGEST else f"“{text[:_LONGEST]}…”"

"""A source's content with an editor's edits laid over it, and where the two part ways.

Edits are kept as plain JSON values, so that they are the same before and after the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from digest.intake.date_grammar.doubts import end_before_start
from digest.intake.remarks import Remark, too_long
from digest.intake.translations import INCOMPLETE, lacking
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
        "cancelled": frozenset({"cancelled"}),
        INCOMPLETE: frozenset({"translations"}),
        "missing-alt": frozenset({"image", "image_alt"}),
        "unknown-kind": frozenset({"kind"}),
        "unknown-language": frozenset({"language"}),
        "unknown-organisation": frozenset({"organisations"}),
        "unknown-project": frozenset({"project"}),
        "unknown-sender": frozenset({"organisations"}),
        "unread-cancelled": frozenset({"cancelled"}),
        "unread-online": frozenset({"online"}),
        "image-unavailable": frozenset({"image"}),
        "unusable-image": frozenset({"image"}),
        "unusable-link": frozenset({"url"}),
    }
)
# Where one code is about several fields, the message tells which.
_CUT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        too_long(called).message: frozenset({name})
        for name, called in (
            ("title", "title"),
            ("place", "place"),
            ("image_alt", "description of the picture"),
            ("organisations", "name of an organisation"),
        )
    }
)


def plain(content: Content) -> dict[str, object]:
    """The fields of a content as plain JSON values."""
    return content.model_dump(mode="json")


def laid_over(source: Content, edits: Mapping[str, Edit]) -> Content:
    """The content that counts: the source's, with the edited fields as the editor has them.

    Where the two together end before they start, the start is kept and the end is dropped.
    """
    laid = _laid(source, edits)
    return laid.model_copy(update={"ends": None}) if _inverted(laid) else laid


def _laid(source: Content, edits: Mapping[str, Edit]) -> Content:
    return Content.model_validate(
        plain(source) | {name: each.value for name, each in edits.items()}
    )


def _inverted(content: Content) -> tuple[Remark, ...]:
    starts, ends = content.starts, content.ends
    return (end_before_start(starts, ends),) if starts and ends and ends < starts else ()


def findings_under(
    findings: Iterable[Finding], source: Content, edits: Mapping[str, Edit], where: str
) -> tuple[Finding, ...]:
    """The findings that no edit settles, and those that come of laying the edits over.

    Of each edited field the source changed too there is one, one where the two together end
    before they start, and one of each edited translation that lacks something. What was taken
    from a merged submission settles nothing: nobody looked at it.
    """
    values = plain(source)
    settled = {name for name, edit in edits.items() if edit.merged_from is None}
    standing = (
        each
        for each in findings
        if each.code != SOURCE_CHANGED and settled_by(each).isdisjoint(settled)
    )
    changed = (
        _source_changed(name, values[name], edit, where)
        for name, edit in sorted(edits.items())
        if values[name] not in (edit.base, edit.value)
    )
    laid = _laid(source, edits)
    own = "translations" in settled
    remarks = (*_inverted(laid), *(lacking(laid, laid.translations) if own else ()))
    return (*standing, *changed, *(each.at(where) for each in remarks))


def settled_by(finding: Finding) -> frozenset[str]:
    """The fields an editor settles a finding with, by editing one of them."""
    by_message = _CUT.get(finding.message, frozenset())
    return _SETTLED_BY.get(finding.code, by_message)


def _source_changed(name: str, value: object, edit: Edit, where: str) -> Finding:
    giver = edit.merged_from
    done = f"taken from submission {giver}, as" if giver else "edited here to"
    return Finding(
        code=SOURCE_CHANGED,
        severity=Severity.WARNING,
        where=where,
        message=f"{name} was {done} {_shown(edit.value)}, and the source has changed it to"
        f" {_shown(value)}; {'what was taken' if giver else 'the editor’s'} stands",
        hint=f"Edit {name} once more, to the one that is right.",
    )


def _shown(value: object) -> str:
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, dict):
        value = "; ".join(f"{tag}: {each['title'] or '…'}" for tag, each in value.items())
    if isinstance(value, list):
        value = "; ".join(each["name"] for each in value)  # organisations: the one list there is
    text = str(value)
    return f"“{text}”" if len(text) <= _LONGEST else f"“{text[:_LONGEST]}…”"

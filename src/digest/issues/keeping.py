"""An issue as it is kept with its approval: what its readers can see, and nothing else.

What intake found, what an editor changed and where an item came from is not part of it:
collecting again changes such things, and no reader sees it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from digest.model.issue import Issue, Section
from digest.model.period import Period
from digest.model.submission import Content, Submission, SubmissionState

_Read = tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, Content], ...]]


def document_of(issue: Issue) -> str:
    """An issue's content as JSON; the same content gives the same document."""
    sections = [
        {
            "title": section.title,
            "titles": dict(section.titles),
            "items": [
                {
                    "id": item.id,
                    "revision": item.revision,
                    "content": item.content.model_dump(mode="json", exclude_defaults=True),
                }
                for item in section.items
            ],
        }
        for section in issue.sections
    ]
    document = {"period": str(issue.period), "sections": sections}
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def issue_of(document: str) -> Issue:
    """The issue of a document, with submissions that know of nothing but their content."""
    read = json.loads(document)
    period = Period(read["period"])
    return Issue(
        period=period,
        sections=tuple(
            Section(
                title=section["title"],
                titles=section["titles"],
                items=tuple(_item(each, period) for each in section["items"]),
            )
            for section in read["sections"]
        ),
    )


def read_alike(one: Issue, other: Issue) -> bool:
    """Whether readers of two issues see the same."""
    return tuple(_as_read(one)) == tuple(_as_read(other))


def _as_read(issue: Issue) -> Iterator[_Read]:
    for section in issue.sections:
        if section.items:
            items = tuple((item.id, item.content) for item in section.items)
            yield section.title, tuple(sorted(section.titles.items())), items


def _item(kept: dict[str, object], period: Period) -> Submission:
    content = Content.model_validate(kept["content"])
    item_id = str(kept["id"])
    return Submission.model_validate(
        {
            "id": item_id,
            "source": "",
            "key": item_id,
            "where": "",
            "folder": None,
            "arrived_at": dt.datetime.combine(period.first_day, dt.time(), dt.UTC),
            "state": SubmissionState.ACCEPTED,
            "source_content": content,
            "content": content,
            "issue": period,
            "revision": kept["revision"],
        }
    )

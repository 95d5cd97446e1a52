"""Publish: what is out, as a site that any file server can show.

The mailing of an issue makes it public, and nothing else does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version

from digest.errors import DigestError
from digest.model.issue import Issue
from digest.model.picture import PictureName, kept_picture
from digest.model.submission import Submission
from digest.rendering.archive.edition import Edition, OldPage, Published
from digest.rendering.archive.site import alone, pictures_of, site
from digest.rendering.setting import RenderSetting
from digest.store.archive_folder import ArchiveFolder, Written
from digest.store.publications import Publication, Publications
from digest.workflows.desk import Desk

_TEMPLATES = "archive/"


@dataclass(frozen=True, slots=True)
class Press:
    """What publishing works with."""

    desk: Desk
    publications: Publications
    folder: ArchiveFolder


def publish(press: Press, *, if_changed: bool = False) -> Written | None:
    """Write the archive: every file it should have, and no other that it once had.

    Everything is rendered before anything is written, so a broken template leaves the site of
    yesterday whole.

    Args:
        press: what is worked with.
        if_changed: look first whether anything changed since the last time, which is quick;
            None where nothing did.

    Raises:
        RenderError: a template is broken.
        StoreError: the folder cannot be written.
    """
    with press.folder.alone():
        out, kept = press.publications.all(), press.folder.kept()
        if if_changed and kept.made_from == _made_from(press, out, kept.items):
            return None
        everything = _everything(press, out)
        setting = _setting(press.desk, press.desk.newsletter.language)
        files = {each.path: each.data for each in site(everything, setting, press.desk.templates)}
        items = _ids(everything.editions)
        return press.folder.write(
            files,
            {path: press.desk.album.kept.file(_name(path)) for path in pictures_of(everything)},
            items=items,
            made_from=_made_from(press, out, items),
        )


def published(press: Press, *, if_changed: bool = False) -> Iterator[str]:
    """Publish, and say in a sentence what stands in the way: no mailing waits for a web page."""
    try:
        publish(press, if_changed=if_changed)
    except DigestError as error:
        yield f"The archive is as it was: {error} {error.hint}".rstrip()


def proof(press: Press, draft: Issue) -> int:
    """Render everything that is out, and one issue more, and write nothing; how many files it is.

    Raises:
        RenderError: a template is broken.
    """
    everything = _everything(press, press.publications.all())
    if draft.period not in {each.period for each in everything.editions}:
        at = press.desk.schedule.send.at(draft.period, press.desk.newsletter.zone)
        more = Edition(draft.period, at, draft, {})
        everything = replace(everything, editions=(*everything.editions, more))
    setting = _setting(press.desk, press.desk.newsletter.language)
    return sum(1 for _file in site(everything, setting, press.desk.templates))


def page_of(press: Press, issue: Issue, language: str) -> str:
    """An issue's page by itself: of what went out, else of what would.

    Raises:
        RenderError: a template is broken.
    """
    desk = press.desk
    out = (each for each in press.publications.all() if each.period == issue.period)
    sent = next(_editions(press, out), None)
    if sent is not None and sent.issue is None:
        return (sent.old.get(language) or next(iter(sent.old.values()))).page
    at = desk.schedule.send.at(issue.period, desk.newsletter.zone)
    edition = sent or Edition(issue.period, at, issue, {})
    return alone(edition, _setting(desk, language), desk.templates)


def _setting(desk: Desk, language: str) -> RenderSetting:
    return RenderSetting(
        newsletter=desk.newsletter,
        projects=desk.projects,
        public_url=desk.public_url,
        language=language,
    )


def _everything(press: Press, out: Iterable[Publication]) -> Published:
    editions = tuple(_editions(press, out))
    ids = _ids(editions)
    today = press.desk.submissions.of_ids(ids)
    revised = press.desk.submissions.revised(ids)
    sent = (item for edition in editions if edition.issue for item in edition.issue.items)
    return Published(
        editions=editions,
        today=today,
        revised={each: standing.at for each, standing in revised.items()},
        pictures=frozenset(_pictures(press, (*sent, *today.values()))),
    )


def _editions(press: Press, out: Iterable[Publication]) -> Iterator[Edition]:
    """The issues that are out, with what is known of them."""
    for each in out:
        issue = press.desk.issues.content(each.sha256)
        old = {} if issue else _old_pages(press, each)
        if issue is not None or old:
            yield Edition(each.period, each.at, issue, old)


def _old_pages(press: Press, publication: Publication) -> dict[str, OldPage]:
    pages = press.publications.pages(publication.sha256)
    return {each.language: OldPage(each.html, each.calendar, each.preheader) for each in pages}


def _ids(editions: Iterable[Edition]) -> frozenset[str]:
    issues: Iterable[Issue] = (each.issue for each in editions if each.issue)
    return frozenset(item.id for issue in issues for item in issue.items)


def _pictures(press: Press, submissions: Iterable[Submission]) -> Iterator[str]:
    """The paths of the copies that are there: in the workspace, or in the archive already."""
    kept = filter(None, (kept_picture(each.content.image) for each in submissions))
    for name in dict.fromkeys(kept):
        if press.desk.album.kept.file(name) or press.folder.has(name.path):
            yield name.path


def _name(path: str) -> PictureName:
    name = kept_picture(path)
    assert name is not None  # noqa: S101 - it was made of one
    return name


def _made_from(press: Press, out: Iterable[Publication], items: frozenset[str]) -> str:
    """A sum of everything the archive depends on: where it is the same, so are the files."""
    desk = press.desk
    templates = sorted(each for each in desk.templates.items() if each[0].startswith(_TEMPLATES))
    said = (
        version("member-digest"),
        desk.public_url,
        desk.newsletter.model_dump_json(),
        desk.projects,
        templates,
        tuple(out),
        sorted(desk.submissions.revised(items).items()),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()

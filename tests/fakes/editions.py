"""Issues that are out, made by hand, and a site read back as a visitor's browser has it."""

import datetime as dt
import json
import posixpath
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree

from digest.model.period import Period
from digest.model.submission import Kind, SubmissionState
from digest.rendering.archive.edition import Edition, Published
from digest.rendering.archive.site import site
from digest.rendering.setting import RenderSetting
from digest.sources.packaged import packaged
from digest.sources.templates import read_templates
from fakes.issues import PROJECTS, issue, newsletter, sample_issue, submission

PUBLIC = "https://news.example.org"
TEMPLATES = read_templates(packaged("templates"), None)
OCTOBER = Period("2023-10")
PICTURE = "images/0123456789abcdef-1200x800.jpg"
CALL = submission(
    90,
    kind=Kind.CALL,
    title="Fellowships for curators",
    deadline=dt.date(2023, 11, 15),
    url="https://members.example.org/fellowships",
    text_html="<p>Apply.</p><h4>Who may</h4><p>Curators.</p>",
)
BOOK = submission(
    91,
    kind=Kind.PUBLICATION,
    title="Ein Handbuch",
    language="de",
    organisations=("Deutscher Museumsbund", "ICOM Germany"),
    text_html="<p>Auf 120 Seiten.</p>",
    image=PICTURE,
    image_alt="Der Umschlag",
)


def an_edition(an_issue):
    """An issue that went out on the first of its month."""
    at = dt.datetime.combine(an_issue.period.first_day, dt.time(7), dt.UTC)
    return Edition(an_issue.period, at, an_issue, {})


def published(*issues, today=(), revised=None, pictures=frozenset({PICTURE})):
    """Issues that are out, and what became of their items since."""
    return Published(
        tuple(map(an_edition, issues)),
        {each.id: each for each in today},
        dict.fromkeys((each.id for each in today), revised) if revised else {},
        pictures,
    )


def two_issues():
    """September with the sample, a call and a book; October with the call again."""
    september = issue(*sample_issue().items, CALL, BOOK)
    october = issue(CALL, submission(77, title="A night", starts=dt.date(2023, 10, 7)))
    return september, october.model_copy(update={"period": OCTOBER})


def changed(a_submission, *, revision=2, state=SubmissionState.ACCEPTED, **fields):
    """A submission as it is today."""
    content = a_submission.content.model_copy(update=fields)
    return a_submission.model_copy(
        update={"content": content, "revision": revision, "state": state}
    )


def written(out, *, languages=("en",), templates=TEMPLATES, **more):
    """Every file of the archive by its path, as text."""
    settings = newsletter(languages=list(languages), **more)
    setting = RenderSetting(settings, PROJECTS, PUBLIC, languages[0])
    files = list(site(out, setting, templates))
    assert len({each.path for each in files}) == len(files)
    return {each.path: each.data.decode() for each in files}


def parsed(page):
    """A page, which must be well-formed: every element is closed, every attribute quoted."""
    names = ("meta", "link", "img", "br", "base")
    text = page.removeprefix("<!DOCTYPE html>")
    for name in names:
        text = _closed(text, name)
    return etree.fromstring(text.replace("&nbsp;", "&#160;"))


def _closed(text, name):
    before, *pieces = text.split(f"<{name}")
    ends = (each.find(">") for each in pieces)
    closed = (f"<{name}{each[:end]}/{each[end:]}" for each, end in zip(pieces, ends, strict=True))
    return before + "".join(closed)


def linked_data(page):
    """What a page says to search engines."""
    (block,) = page.iterfind(".//script")
    assert block.get("type") == "application/ld+json"
    return json.loads(block.text)


def links(path, page):
    """Every link of a page to a file of the archive: where it leads, and its anchor."""
    base = next((each.get("href") for each in page.iterfind(".//base")), None)
    for element in page.iter():
        href = element.get("href") or element.get("src")
        is_address = element.tag == "link" and (
            element.get("rel") == "canonical" or element.get("hreflang")
        )
        if not href or is_address:
            continue
        target, anchor = urldefrag(urljoin(base, href) if base else href)
        target = target.removeprefix(f"{PUBLIC}/archive/")
        if urlsplit(target).scheme:
            continue
        folder = "" if base else posixpath.dirname(path)
        yield (
            posixpath.normpath(posixpath.join(folder, unquote(target))) if target else path,
            anchor,
        )

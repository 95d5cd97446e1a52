"""Pictures of every state of what the product shows, and the page that shows them all.

    python scripts/screenshots.py [--out docs/pictures] [--only WORD]

Workspaces are made in a temporary folder by the commands an editor types, and served on this
machine; scripts/showcase/ has what the sample feeds do not show. The captions stand here, beside
what is shown, and docs/pictures.md is written from them.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product, zip_longest
from pathlib import Path

from camera import chromium, page_at, shot
from playwright.sync_api import Browser, Page
from showcase_workspaces import PERIOD, Workspace, in_languages, sample, with_many_items

SCHEMES = ("light", "dark")
EMAIL_WIDTHS = (375, 700)
PAGE_WIDTHS = (375, 1280)
WIDE = 1280
WORDS = {375: "on a phone", 700: "on a wide screen", 1280: "on a wide screen"}
SHOWN = {375: 240, 700: 400, 1280: 440}  # how wide a picture stands on the page
PAGE = "pictures.md"  # beside the folder of the pictures
HEAD = """# What it looks like

Every state, in pictures made by `python scripts/screenshots.py`, which writes this page too.
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture and what it shows."""

    file: Path
    caption: str
    width: int


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at."""

    width: int
    scheme: str = "light"
    height: int = 1100
    images: Path | None = None  # the folder that stands for the pictures of a public web
    at: str = ""  # a selector of what must be seen
    top: int = 260  # and where in the window
    whole: bool = False  # the whole page, however long it is


class Studio:
    """A browser, a folder for the pictures, and workspaces to be shown."""

    def __init__(self, browser: Browser, folder: Path, out: Path) -> None:
        """Take pictures into a folder.

        Args:
            browser: shows the pages.
            folder: where workspaces may be made.
            out: where the pictures go.
        """
        self.browser, self.folder, self.out = browser, folder, out

    def taken(self, url: str, name: str, caption: str, view: View) -> Taken:
        """A picture of a page."""
        with page_at(self.browser, url, view.width, view.scheme, view.height, view.images) as page:
            file = self.out / f"{name}.png"
            return Taken(
                shot(page, file, at=view.at, top=view.top, whole=view.whole), caption, view.width
            )

    def emails(self) -> Iterator[Taken]:
        """The sample issue in both themes: its beginning and the whole of it, everywhere."""
        for theme, mark in (("calm", ""), ("bold", "-bold")):
            workspace = sample(self.folder / theme, theme)
            url, images = (workspace.build() / "issue.html").as_uri(), workspace.images
            for width, scheme in product(EMAIL_WIDTHS, SCHEMES):
                ending, seen = f"{width}-{scheme}", f"{theme}, {WORDS[width]}, {scheme}"
                view = View(width, scheme, images=images)
                yield self.taken(url, f"email{mark}-{ending}", seen, view)
                whole = replace(view, whole=True)
                yield self.taken(url, f"email{mark}-whole-{ending}", f"{seen}, whole", whole)

    def pictures_in_emails(self) -> Iterator[Taken]:
        """An item with its picture."""
        workspace = sample(self.folder / "picture")
        url = (workspace.build() / "issue.html").as_uri()
        for width, scheme in product(EMAIL_WIDTHS, SCHEMES):
            view = View(width, scheme, images=workspace.images, at="img")
            seen = f"{WORDS[width]}, {scheme}"
            yield self.taken(url, f"picture-{width}-{scheme}", seen, view)

    def languages(self) -> Iterator[Taken]:
        """A cancelled event, online marks, a deadline, an item that is in one language only."""
        workspace = in_languages(self.folder / "languages")
        for language, name in (("en", "English"), ("de", "German"), ("ar", "Arabic")):
            url = (workspace.build(language) / "issue.html").as_uri()
            for width, scheme in ((375, "light"), (700, "light"), (700, "dark")):
                view = View(width, scheme, images=workspace.images, whole=True)
                seen = f"{name}, {WORDS[width]}, {scheme}"
                yield self.taken(url, f"email-{language}-{width}-{scheme}", seen, view)
        with workspace.served("run", "--port", "0") as url:
            for scheme in SCHEMES:
                seen, address = f"what a reader chooses, {scheme}", f"{url}preferences/"
                view = View(375, scheme, height=640)
                name = f"preferences-375-{scheme}"
                yield self.taken(address + token_of(workspace), name, seen, view)

    def shortened(self) -> Iterator[Taken]:
        """Of 200 items the last of a section are a line each; of 1,000 the last are a number."""
        for count in (200, 1000):
            workspace = with_many_items(self.folder / f"many-{count}", count)
            url = (workspace.build() / "issue.html").as_uri()
            for width in EMAIL_WIDTHS:
                name, seen = f"shortened-{count}-{width}", f"{count:,} items, {WORDS[width]}"
                yield self.taken(url, name, seen, View(width))
                end = View(width, at="h2 >> nth=1", top=950)  # where the section after it begins
                yield self.taken(url, f"{name}-end", f"{seen}: the end of the section", end)

    def plain_text(self) -> Iterator[Taken]:
        """The other half of every message."""
        workspace = sample(self.folder / "text")
        url = (workspace.build() / "issue.txt").as_uri()
        yield self.taken(url, "plain-text-700", "the whole of it", View(700, whole=True))

    def archive(self) -> Iterator[Taken]:
        """The list of issues, an issue, an event cancelled since; as a file server has them."""
        workspace = sample(self.folder / "archive")
        for words in (("approve", PERIOD), ("send", PERIOD)):
            workspace.do(*words)
        event = workspace.cancel("Koper, Slovenia")
        workspace.do("archive")
        pages = {
            "list": ("index.html", "all issues"),
            "issue": (f"{PERIOD}/index.html", "an issue"),
            "item": (f"items/{event}/index.html", "an event that was cancelled since"),
        }
        for (page, (path, seen)), width, scheme in product(pages.items(), PAGE_WIDTHS, SCHEMES):
            url = (workspace.folder / "archive" / path).as_uri()
            name, caption = f"archive-{page}-{width}-{scheme}", f"{seen}, {WORDS[width]}, {scheme}"
            yield self.taken(url, name, caption, View(width, scheme))

    def preview(self) -> Iterator[Taken]:
        """The editors' desk: all is well, an error that blocks, a broken template."""
        workspace = sample(self.folder / "preview")
        with workspace.served("preview", PERIOD, "--port", "0", "--no-browser") as url:
            for width, scheme in product(PAGE_WIDTHS, SCHEMES):
                seen = f"all is well, {WORDS[width]}, {scheme}"
                yield self.taken(url, f"preview-{width}-{scheme}", seen, View(width, scheme))
            yield from self._views(url)
            with page_at(self.browser, url, WIDE) as page:
                workspace.leave_out_the_address()
                page.get_by_text("has no postal address").first.wait_for()
                yield self._as_it_is(page, "preview-errors", "an error that blocks approval")
                workspace.break_template()
                page.get_by_text("last good preview").first.wait_for()
                seen = "a broken template, over the last good preview"
                yield self._as_it_is(page, "preview-broken-template", seen)

    def _views(self, url: str) -> Iterator[Taken]:
        with page_at(self.browser, url, WIDE) as page:
            page.get_by_text("Phone", exact=True).click()
            page.get_by_text("Dark", exact=True).click()
            yield self._as_it_is(page, "preview-phone-in-the-dark", "as a phone, in the dark")
            page.get_by_text("Plain text", exact=True).click()
            yield self._as_it_is(page, "preview-plain-text", "the plain text")

    def leaving(self) -> Iterator[Taken]:
        """The page behind the unsubscribe link: a question, and what became of it."""
        workspace = sample(self.folder / "leaving")
        with workspace.served("run", "--port", "0") as url:
            address = f"{url}unsubscribe/{token_of(workspace)}"
            for scheme in SCHEMES:
                view = View(375, scheme, height=640)
                yield self.taken(address, f"unsubscribe-375-{scheme}", f"asked, {scheme}", view)
            with page_at(self.browser, address, 375, height=640) as page:
                page.get_by_role("button").click()
                yield self._as_it_is(page, "unsubscribed-375-light", "done")

    def _as_it_is(self, page: Page, name: str, caption: str) -> Taken:
        """A picture of a page that somebody has done something with."""
        width = page.evaluate("innerWidth")
        return Taken(shot(page, self.out / f"{name}.png"), caption, width)


def token_of(workspace: Workspace) -> str:
    """The token in the links of the one reader."""
    with sqlite3.connect(workspace.folder / "digest.db") as database:
        (token,) = database.execute("SELECT token FROM subscriber LIMIT 1").fetchone()
    return str(token)


SUBJECTS: Mapping[str, Callable[[Studio], Iterator[Taken]]] = {
    "The email, in both themes": Studio.emails,
    "A picture in the email": Studio.pictures_in_emails,
    "Marks and languages": Studio.languages,
    "More than fits into an email": Studio.shortened,
    "The plain text": Studio.plain_text,
    "The archive": Studio.archive,
    "The preview": Studio.preview,
    "Leaving": Studio.leaving,
}


def written(chapters: Mapping[str, list[Taken]], folder: str) -> str:
    """The page that shows all pictures, two beside each other."""
    lines = [HEAD]
    for title, pictures in chapters.items():
        lines += [f"## {title}", "", SUBJECTS[title].__doc__ or "", ""]
        for pair in zip_longest(pictures[::2], pictures[1::2]):
            shown = [each for each in pair if each]
            lines += [
                "| " + " | ".join(each.caption for each in shown) + " |",
                "|" + "---|" * len(shown),
                "| " + " | ".join(_image(each, folder) for each in shown) + " |",
                "",
            ]
    return "\n".join(lines)


def _image(picture: Taken, folder: str) -> str:
    source = f"{folder}/{picture.file.name}"
    return f'<img src="{source}" width="{SHOWN[picture.width]}" alt="{picture.caption}">'


def main(arguments: list[str]) -> None:
    """Make every picture, and name the files."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    parser.add_argument("--only", default="", help="chapters whose title has this word")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    chapters: dict[str, list[Taken]] = {}
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        studio = Studio(browser, Path(folder), given.out)
        for title, subject in SUBJECTS.items():
            if given.only.lower() in title.lower():
                chapters[title] = []
                for picture in subject(studio):
                    print(picture.file)
                    chapters[title].append(picture)
    if len(chapters) == len(SUBJECTS):
        page = given.out.parent / PAGE
        page.write_text(written(chapters, given.out.name), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

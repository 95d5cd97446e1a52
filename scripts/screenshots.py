"""Pictures of what the product shows, made in Chromium: phone and desktop, light and dark.

    python scripts/screenshots.py [--out docs/pictures]

A workspace with the sample feeds is made in a temporary folder and served on this machine:
the email, the editors' preview and the page behind the unsubscribe link.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PERIOD = "2023-09"
SCHEMES = ("light", "dark")
EMAIL_WIDTHS = (375, 700)
PAGE_WIDTHS = (375, 1280)
HEIGHT = 1100
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium of this machine, closed at the end.

    Raises:
        SystemExit: there is none.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise SystemExit("No Chromium found: install it, for example with `apt install chromium`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_at(
    browser: Browser,
    url: str,
    width: int,
    scheme: str,
    height: int = HEIGHT,
    images: Path | None = None,
) -> Iterator[Page]:
    """A page at a width, for a reader who likes it light or dark.

    Args:
        browser: shows it.
        url: the page.
        width: of the window, in pixels.
        scheme: what the reader likes.
        height: of the window, in pixels.
        images: the folder that stands for the pictures of a public web that is not there.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    try:
        page = context.new_page()
        if images is not None:
            page.route(
                "https://*/images/*",
                lambda route: route.fulfill(path=images / route.request.url.rpartition("/")[2]),
            )
        page.goto(url)
        page.wait_for_load_state("load")
        yield page
    finally:
        context.close()


@contextmanager
def served(workspace: Path, *words: str) -> Iterator[str]:
    """A serving command of the workspace; its URL."""
    server = subprocess.Popen(
        [sys.executable, "-m", "digest", *words],
        cwd=workspace,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        line = server.stdout.readline() if server.stdout else ""
        while line and "http://" not in line:
            line = server.stdout.readline() if server.stdout else ""
        yield next(word for word in line.split() if word.startswith("http://"))
    finally:
        server.terminate()
        server.wait()


def of_the_email(browser: Browser, workspace: Path, out: Path) -> Iterator[Path]:
    """The beginning of the email everywhere, and the whole of it once."""
    url = (workspace / "out" / PERIOD / "issue.html").resolve().as_uri()
    images = workspace / "images"
    for width, scheme in product(EMAIL_WIDTHS, SCHEMES):
        with page_at(browser, url, width, scheme, images=images) as page:
            yield _shot(page, out / f"email-{width}-{scheme}.png")
            yield _shot_at(page, "img", out / f"picture-{width}-{scheme}.png")
    with page_at(browser, url, EMAIL_WIDTHS[-1], "light", images=images) as page:
        yield _shot(page, out / "email-whole.png", whole=True)


def of_the_preview(browser: Browser, workspace: Path, out: Path) -> Iterator[Path]:
    """The preview: the desktop view everywhere, then phone, dark and plain text."""
    with served(workspace, "preview", PERIOD, "--port", "0", "--no-browser") as url:
        for width, scheme in product(PAGE_WIDTHS, SCHEMES):
            with page_at(browser, url, width, scheme) as page:
                yield _shot(page, out / f"preview-{width}-{scheme}.png")
        with page_at(browser, url, PAGE_WIDTHS[-1], "light") as page:
            page.get_by_text("Phone", exact=True).click()
            page.get_by_text("Dark", exact=True).click()
            yield _shot(page, out / "preview-phone-in-the-dark.png")
            page.get_by_text("Plain text", exact=True).click()
            yield _shot(page, out / "preview-plain-text.png")


def of_the_archive(browser: Browser, workspace: Path, out: Path) -> Iterator[Path]:
    """The list of issues, an issue, an item that was cancelled since; as a file server has them."""
    for words in (("approve", PERIOD), ("send", PERIOD)):
        _digest(*words, "--config", str(workspace / "config.toml"))
    with sqlite3.connect(workspace / "digest.db") as database:
        wanted = "SELECT id FROM submission WHERE document LIKE '%Koper%' ORDER BY id LIMIT 1"
        (event,) = database.execute(wanted).fetchone()
    for words in (("submissions", "edit", event, "--set", "cancelled=yes"), ("archive",)):
        _digest(*words, "--config", str(workspace / "config.toml"))
    pages = {
        "list": "index.html",
        "issue": f"{PERIOD}/index.html",
        "item": f"items/{event}/index.html",
    }
    for (name, path), width, scheme in product(pages.items(), PAGE_WIDTHS, SCHEMES):
        url = (workspace / "archive" / path).resolve().as_uri()
        with page_at(browser, url, width, scheme) as page:
            yield _shot(page, out / f"archive-{name}-{width}-{scheme}.png")


def of_the_public_pages(browser: Browser, workspace: Path, out: Path) -> Iterator[Path]:
    """The page behind the unsubscribe link."""
    with sqlite3.connect(workspace / "digest.db") as database:
        (token,) = database.execute("SELECT token FROM subscriber LIMIT 1").fetchone()
    with served(workspace, "run", "--port", "0") as url:
        for scheme in SCHEMES:
            address = f"{url}unsubscribe/{token}"
            with page_at(browser, address, 375, scheme, height=640) as page:
                yield _shot(page, out / f"unsubscribe-375-{scheme}.png")


def _shot(page: Page, file: Path, *, whole: bool = False) -> Path:
    page.wait_for_timeout(300)  # the frame inside the preview paints a moment later
    page.screenshot(path=file, full_page=whole)
    return file


def _shot_at(page: Page, selector: str, file: Path) -> Path:
    page.locator(selector).first.evaluate(
        "each => window.scrollBy(0, each.getBoundingClientRect().top - 260)"
    )
    return _shot(page, file)


def make_workspace(folder: Path) -> None:
    """The sample feeds collected and built, and one reader."""
    readers = folder / "readers.csv"
    _digest("init", str(folder))
    readers.write_text("email,consent_at,consent_source\nada@example.org,2023-01-01,made up\n")
    for words in (("collect",), ("build", PERIOD), ("subscribers", "import", str(readers))):
        _digest(*words, "--config", str(folder / "config.toml"))


def _digest(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "digest", *words], check=True, stdout=subprocess.DEVNULL)


def main(arguments: list[str]) -> None:
    """Make every picture, and name the files."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    out = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        workspace = Path(folder) / "workspace"
        make_workspace(workspace)
        for subject in (of_the_email, of_the_preview, of_the_archive, of_the_public_pages):
            for file in subject(browser, workspace, out):
                print(file)


if __name__ == "__main__":
    main(sys.argv[1:])

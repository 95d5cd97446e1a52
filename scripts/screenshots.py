"""Pictures of what the product shows, made in Chromium: phone and desktop, light and dark.

    python scripts/screenshots.py email HTML_FILE [--out docs/pictures] [--name email]

A page is a file on this machine; Chromium is started without a network of its own.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

WIDTHS = (375, 700)
SCHEMES = ("light", "dark")
HEIGHT = 900
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


def picture(browser: Browser, url: str, file: Path, *, width: int, scheme: str) -> None:
    """One full page at a width, in a colour scheme, as a PNG file."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    try:
        page = context.new_page()
        page.goto(url)
        page.screenshot(path=file, full_page=True)
    finally:
        context.close()


def email(html: Path, out: Path, name: str) -> tuple[Path, ...]:
    """The email at every width and in every scheme."""
    out.mkdir(parents=True, exist_ok=True)
    files = []
    with chromium() as browser:
        for width, scheme in product(WIDTHS, SCHEMES):
            files.append(out / f"{name}-{width}-{scheme}.png")
            picture(browser, html.resolve().as_uri(), files[-1], width=width, scheme=scheme)
    return tuple(files)


def main(arguments: list[str]) -> None:
    """Read the command and name the files that were made."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    subjects = parser.add_subparsers(dest="subject", required=True)
    of_email = subjects.add_parser("email", help="an email's HTML file")
    of_email.add_argument("html", type=Path)
    of_email.add_argument("--out", type=Path, default=Path("docs/pictures"))
    of_email.add_argument("--name", default="email")
    of_email.set_defaults(make=lambda given: email(given.html, given.out, given.name))
    given = parser.parse_args(arguments)
    for file in given.make(given):
        print(file)


if __name__ == "__main__":
    main(sys.argv[1:])

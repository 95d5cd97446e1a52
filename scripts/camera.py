"""A camera for pages: Chromium at a width, for a reader who likes it light or dark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HEIGHT = 1100
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_COLOURS = 96  # a palette: a third of the bytes, and no eye can tell
_PAINTED = 300  # ms: the frame inside the preview paints a moment after it has arrived


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium of this machine, closed at the end.

    Raises:
        SystemExit: there is none.
    """
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        raise SystemExit("No Chromium found: install it, for example with `apt install chromium`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_at(
    browser: Browser,
    url: str,
    width: int,
    scheme: str = "light",
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


def shot(page: Page, file: Path, *, at: str = "", top: int = 260, whole: bool = False) -> Path:
    """Take a picture of what the window shows, or of the whole page.

    Args:
        page: what is to be seen.
        file: where the picture goes.
        at: a selector of what must be seen.
        top: where in the window, in pixels from its top.
        whole: the whole page, however long it is.
    """
    if at:
        page.locator(at).first.evaluate(
            "(each, top) => window.scrollBy(0, each.getBoundingClientRect().top - top)", top
        )
    page.wait_for_timeout(_PAINTED)
    page.screenshot(path=file, full_page=whole)
    with Image.open(file) as taken:
        # Without dithering: its dots would stand beside the letters, and cost more than they show.
        small = taken.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    small.save(file, optimize=True)
    return file

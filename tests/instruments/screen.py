"""Pages in a real Chromium, at any width, in light and dark, without a network; and axe."""

import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from instruments.installed import MODULES

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
_ALONE = "http://pages.test/"
SCHEMES = ("light", "dark")
HEIGHT = 900
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
# WCAG 2.2, levels A and AA; axe's best practices for web pages are none of an email's.
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_AXE = """([tags, kinds]) => axe.run(document, {runOnly: tags, preload: false, resultTypes: kinds})
  .then(said => kinds.flatMap(kind => said[kind]).flatMap(rule => rule.nodes.map(node =>
    rule.id + ' at ' + node.target.join(' ') + ': ' +
    [...node.any, ...node.all, ...node.none].map(check => check.message).join(' '))))"""


@contextmanager
def chromium():
    """Chromium, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


class Screen:
    """A window in which pages are shown one after the other."""

    def __init__(self, browser, picture=b""):
        """Open the window.

        Args:
            browser: what it is a window of.
            picture: a JPEG in place of every picture; empty: no picture can be loaded.
        """
        # A page's own policy keeps scripts out of it, and axe is one.
        self._context = browser.new_context(bypass_csp=True)
        self._context.route("**/*", self._answer)
        self._picture, self._files = picture, {}
        self.page = self._context.new_page()

    def show(self, url, files):
        """Show a page of a site, whose files are given by their addresses."""
        self._files = files
        self.page.goto(url)

    def show_html(self, html):
        """Show a page that stands by itself."""
        self.show(_ALONE, {_ALONE: html.encode()})

    def turn(self, width, scheme):
        """Give the window a width, and its reader a liking for light or dark."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=scheme)

    def axe(self, *kinds):
        """What axe says: ``violations``, or what it leaves ``incomplete`` for a person to see."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text("utf-8"))
        return self.page.evaluate(_AXE, [_TAGS, kinds])

    def close(self):
        """Close the window."""
        self._context.close()

    def _answer(self, route):
        asked = route.request
        if asked.url in self._files:
            kind = "text/css" if asked.resource_type == "stylesheet" else "text/html; charset=utf-8"
            route.fulfill(body=self._files[asked.url], content_type=kind)
        elif asked.resource_type == "image" and self._picture:
            route.fulfill(body=self._picture, content_type="image/jpeg")
        else:
            route.abort()

"""Every email and every kind of archive page in a real Chromium.

All of it, nothing by sample: each issue, theme and language at three widths, in light and dark.
A page is loaded once and turned in place, so a view costs about a tenth of a second.
"""

from itertools import product

import pytest

from fakes.showpieces import LANGUAGES, PUBLIC, THEMES, archive, email, picture
from instruments.installed import missing
from instruments.screen import CHROMIUM, SCHEMES, Screen, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
SITE = f"{PUBLIC}/archive/"
WIDTHS = (320, 375, 700)
VIEWS = tuple(product(WIDTHS, SCHEMES))
EMAILS = (
    *product(("sample", "rich"), THEMES, LANGUAGES),
    *product(("200 items",), THEMES, ("en",)),
)
PAGES = {
    "all issues": "index.html",
    "an issue": "2023-09/index.html",
    "an event": "items/s0090/index.html",
    "a cancelled event": "items/s0091/index.html",
    "a call": "items/s0093/index.html",
    "a picture": "items/s0094/index.html",
    "another script": "items/s0095/index.html",
    "nothing": "404.html",
}
# What is wider than the window, or sticks out of it at a side; the hidden is not measured.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > width)
    found.push('the page is ' + document.documentElement.scrollWidth);
  for (const each of document.body.querySelectorAll('*')) {
    const box = each.getBoundingClientRect();
    if (box.width > 1 && box.height > 1 && (box.right > width + 0.5 || box.left < -0.5))
      found.push(`${each.tagName}.${each.className} from ${box.left} to ${box.right}: ` +
        each.textContent.trim().slice(0, 40));
  }
  return found;
}"""
# A link is within a text where its line has words beside it; every other stands by itself.
TOO_LOW = """() => [...document.querySelectorAll('a[href], button, summary')].filter(each => {
  const line = [...each.parentElement.childNodes];
  const isWithin = getComputedStyle(each).display === 'inline' &&
    line.some(one => one.nodeType === Node.TEXT_NODE && /[\\p{L}\\p{N}]/u.test(one.data));
  return !isWithin && !each.closest('h1, h2, h3') && each.getBoundingClientRect().height < 44;
}).map(each => each.getBoundingClientRect().height + ' px: ' + each.textContent.trim())"""
TOO_SMALL = """() => {
  const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const words = texts.currentNode.data.trim(), element = texts.currentNode.parentElement;
    if (!words || !element.checkVisibility() || element.closest('script, style')) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (/[\\p{L}\\p{N}]/u.test(words) && size < (element.closest('.quiet') ? 14 : 16))
      found.push(`${size} px: ${words.slice(0, 60)}`);
  }
  return found;
}"""
# A list's marker stands beside its text, within the list, whichever way the item is read.
FAR_FROM_MARKER = """() => [...document.querySelectorAll('li')].filter(each => {
  const words = document.createRange(), box = each.getBoundingClientRect();
  words.selectNodeContents(each);
  const text = words.getClientRects()[0], style = getComputedStyle(each.parentElement);
  const gap = style.direction === 'rtl' ? box.right - text.right : text.left - box.left;
  return style.listStyleType !== 'none' &&
    (Math.abs(gap) > 4 || parseFloat(style.paddingInlineStart) < 16);
}).map(each => 'far from its marker: ' + each.textContent.trim())"""
LOOKS = (TOO_WIDE, TOO_LOW, TOO_SMALL)
BAD = """<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>
<p style="color: #bbb">Pale</p><p style="width: 900px">Wide</p><p><a href="https://a.org">Low</a></p>
<p style="font-size: 15px">Small</p></body></html>"""


@pytest.fixture(scope="module")
def screen():
    with chromium() as browser:
        yield Screen(browser, picture())


def troubles(screen, views=VIEWS):
    """What is wrong with the page, at each width, in light and dark."""
    found = []
    for width, scheme in views:
        screen.turn(width, scheme)
        said = screen.axe("violations", "incomplete")
        said += [each for look in LOOKS for each in screen.page.evaluate(look)]
        found += [f"{width} px, {scheme}: {each}" for each in said]
    return found


needs_axe = pytest.mark.skipif(
    bool(missing(module="axe-core")), reason=missing(module="axe-core") or "-"
)


@needs_axe
@pytest.mark.parametrize(("name", "theme", "language"), EMAILS)
def test_an_email_can_be_read_by_everybody(screen, name, theme, language):
    screen.show_html(email(name, theme, language))
    assert troubles(screen) == []


@needs_axe
@pytest.mark.parametrize(("name", "language"), list(product(PAGES, LANGUAGES)))
def test_a_page_of_the_archive_can_be_read_by_everybody(screen, name, language):
    files = {SITE + path: data for path, data in archive(THEMES[0], language).items()}
    screen.show(SITE + PAGES[name], files)
    assert troubles(screen) == []


@pytest.mark.parametrize(("theme", "language"), list(product(THEMES, ("en", "ar"))))
def test_the_lists_of_an_email_stand_beside_their_markers(screen, theme, language):
    screen.show_html(email("rich", theme, language))
    screen.turn(375, "light")
    assert screen.page.evaluate(FAR_FROM_MARKER) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_lists_of_the_archive_stand_beside_their_markers(screen, language):
    files = {SITE + path: data for path, data in archive(THEMES[0], language).items()}
    screen.show(SITE + PAGES["an issue"], files)
    screen.turn(375, "light")
    assert screen.page.locator(".text li").count() > 5
    assert screen.page.evaluate(FAR_FROM_MARKER) == []


@needs_axe
def test_what_is_wrong_with_a_page_is_noticed(screen):
    screen.show_html(BAD)
    said = "\n".join(troubles(screen, [(320, "light")]))
    assert "color-contrast at p:nth-child(1)" in said
    assert "P. from 8 to 908: Wide" in said
    assert "px: Low" in said
    assert "15 px: Small" in said

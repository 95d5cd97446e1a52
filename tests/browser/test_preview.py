"""The preview in a real Chromium, over a workspace of its own on the disk."""

import datetime as dt
import shutil
import socket
from threading import Event, Thread

import pytest
import uvicorn
from playwright.sync_api import expect, sync_playwright

from digest.app import App
from digest.config import load
from digest.sources.packaged import packaged
from digest.web.preview import preview_app
from digest.web.showing import Preview
from digest.workflows.collect import collect

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
NOW = dt.datetime(2023, 8, 20, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def workspace(tmp_path):
    """The sample workspace, in a folder that a test may change."""
    shutil.copytree(packaged("feeds"), tmp_path / "feeds")
    themes = shutil.ignore_patterns("themes")  # a workspace has none of its own
    shutil.copytree(packaged("templates"), tmp_path / "templates", ignore=themes)
    shutil.copy(packaged("config.example.toml"), tmp_path / "config.toml")
    return tmp_path


@pytest.fixture
def url(workspace):
    """Where the workspace's preview is served, for as long as the test runs."""
    app = App(load(workspace / "config.toml"), clock=lambda: NOW, stop=Event())

    def refresh():
        desk = app.desk()
        collect(desk, app.feeds(), NOW, lambda _name, _count: None)
        return app.desk()

    names = ("config.toml", "feeds", "templates", "digest.db", "digest.db-wal")
    preview = Preview(refresh, tuple(workspace / name for name in names))
    application = preview_app(preview, None)
    server = uvicorn.Server(uvicorn.Config(application, log_config=None, access_log=False))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        preview.close()
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()
    app.close()


@pytest.fixture
def page(chromium, url):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    troubles = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{url}issues/2023-09")
    yield page
    assert troubles == []
    context.close()


def mail(page):
    return page.frame_locator("iframe.frame:not(.arriving)")


def test_a_changed_feed_file_is_shown_without_losing_the_place(page, workspace):
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("iframe.frame")).to_have_count(1)
    page.evaluate("window.mark = 'the same page'")
    scroll = "document.querySelector('iframe.frame').contentWindow"
    page.evaluate(f"{scroll}.scrollTo(0, 500)")
    file = next((workspace / "feeds" / "members" / "2023-09").glob("*.md"))
    file.write_text(file.read_text("utf-8") + "\n\nThis sentence is new.\n", "utf-8")
    expect(mail(page).get_by_text("This sentence is new.")).to_be_visible(timeout=15_000)
    expect(page.locator("iframe.frame")).to_have_count(1)
    assert page.evaluate("window.mark") == "the same page"
    assert page.evaluate(f"{scroll}.scrollY") == 500
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert "scheme=dark" in page.locator("iframe.frame").get_attribute("src")


@pytest.mark.parametrize(
    ("name", "old", "new", "cause"),
    [
        ("item.html.j2", "one.deadline", "one.nonsense", "an item has no 'nonsense'"),
        ("item.html.j2", "<h3", "<td><h3", "<td> is not closed"),
        ("footer.mjml.j2", "<mj-raw>", "<mj-raw><!--[if mso]>", "for Outlook has no end"),
        ("footer.mjml.j2", "<mj-raw>", "<mj-raw>{% include '/etc/passwd' %}", "no template"),
        (
            "masthead.mjml.j2",
            "<mj-raw>",
            "<mj-raw>{% for a in range(9999) %}{% for b in range(9999) %}.{% endfor %}{% endfor %}",
            "comes to no end",
        ),
    ],
)
def test_a_broken_template_is_a_banner_over_the_last_good_preview(
    page, workspace, name, old, new, cause
):
    template = workspace / "templates" / name
    whole = template.read_text("utf-8")
    line = whole.partition(old)[0].count("\n") + 1
    template.write_text(whole.replace(old, new, 1), "utf-8")
    banner = page.get_by_role("alert").filter(has_text="last good preview")
    expect(banner).to_contain_text(f"{name}, line {line}: ", timeout=15_000)
    expect(banner).to_contain_text(cause)
    expect(mail(page).get_by_role("heading", name="News from our Members")).to_be_visible()
    template.write_text(whole, "utf-8")
    expect(banner).to_have_count(0, timeout=15_000)


def test_where_nothing_changes_the_page_is_left_alone(page):
    """The preview's own writing into the database ends after the first look."""
    page.wait_for_timeout(1500)
    revision = page.locator("body").get_attribute("data-revision")
    page.wait_for_timeout(1500)
    assert page.locator("body").get_attribute("data-revision") == revision


def test_every_view_and_both_colour_schemes(page):
    frame = page.locator("iframe.frame:not(.arriving)")
    assert frame.bounding_box()["width"] == 702  # with its edge
    page.get_by_role("button", name="Phone").click()
    assert frame.bounding_box()["width"] == 391  # with its edge
    page.get_by_role("button", name="Plain text").click()
    expect(frame).to_be_hidden()
    expect(page.locator("#text")).to_contain_text("News from our Members – September 2023")
    page.get_by_role("button", name="Desktop").click()
    ground = "getComputedStyle(document.querySelector('iframe.frame').contentDocument.body)"
    light = page.evaluate(f"{ground}.backgroundColor")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("iframe.frame[src*='scheme=dark']:not(.arriving)")).to_be_visible()
    assert page.evaluate(f"{ground}.backgroundColor") != light


def test_the_choice_lasts_over_a_reload(page):
    page.get_by_role("button", name="Plain text").click()
    page.reload()
    expect(page.locator("#text")).to_be_visible()


def test_another_issue_can_be_chosen(page):
    page.locator("summary").click()
    page.get_by_role("link", name="2023-10").click()
    expect(page.get_by_role("heading", name="News from our Members – October 2023")).to_be_visible()


@pytest.mark.parametrize("view", ["Desktop", "Phone", "Plain text"])
def test_at_the_width_of_a_phone_the_page_does_not_scroll_sideways(page, view):
    page.set_viewport_size({"width": 375, "height": 812})
    page.get_by_role("button", name=view).click()
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_what_can_be_pressed_is_large_enough(page):
    page.set_viewport_size({"width": 375, "height": 812})
    for target in page.locator("button:visible, summary:visible").all():
        assert target.bounding_box()["height"] >= 44

"""Broken templates: the packaged ones, changed at random, over an issue with some of everything."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

from digest.errors import RenderError
from digest.model.issue import Issue
from digest.model.submission import Kind
from digest.rendering.rendering import render
from digest.rendering.setting import RenderSetting
from digest.rendering.templates import TemplateSource
from digest.sources.templates import read_templates
from fakes.issues import PROJECTS, issue, newsletter, submission
from fuzz_laws import worded

ROOT = Path(__file__).parents[1]
TEMPLATES = {
    name: source
    for name, source in read_templates(ROOT / "templates", None).items()
    if "/" not in name  # those of the email
}
SETTING = RenderSetting(
    newsletter(languages=["en", "de"], brand={"logo": "https://example.org/logo.png"}),
    PROJECTS,
    "https://news.example.org",
    "en",
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_LARGEST = 60_000  # characters; the sandbox takes 40,000


def an_issue() -> Issue:
    """An issue in which most branches of the templates are taken."""
    common = {"text_html": "<p>One <b>text</b> &amp; more</p>", "url": "https://example.org/a"}
    return issue(
        submission(1, title="A title", starts=dt.date(2023, 9, 8), place="Ghent", **common),
        submission(2, online=True, image="images/0123456789abcdef-1200x800.jpg", **common),
        submission(3, kind=Kind.CALL, title="C", deadline=dt.date(2023, 9, 9), language="de"),
        submission(4, kind=Kind.PROJECT_UPDATE, project="charter", cancelled=True, **common),
    )


ISSUE = an_issue()
NAMES = tuple(TEMPLATES)
SEEDS = tuple(f"{name}\n{source.text}".encode() for name, source in TEMPLATES.items())


def run(data: bytes) -> object:
    """Render with a template in the place of the packaged one that its first line names."""
    name, _, text = data.decode("utf-8", "replace").partition("\n")
    if name not in TEMPLATES:
        name, text = NAMES[len(data) % len(NAMES)], f"{name}\n{text}"
    own = replace(TEMPLATES[name], text=text[:_LARGEST], path=f"own/{name}")
    try:
        made = render(ISSUE, SETTING, {**TEMPLATES, name: own})
    except RenderError as error:
        return name, _lawful(error, own)
    assert "<mj-" not in made.html, "MJML that was not read"
    return name


def _lawful(error: RenderError, own: TemplateSource) -> str:
    """The cause, of an error that names a file and no line that is not there."""
    assert error.template.startswith(("own/", str(ROOT))), "an error without its file"
    lines = len(_LINE_END.findall(own.text)) + 1
    assert error.template != own.path or (error.line or 1) <= lines, "a line that is not there"
    return worded(str(error).partition(": ")[2])

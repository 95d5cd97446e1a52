"""Pages made of the templates beside this file: small, calm, and no scripts from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from digest.model.settings import NewsletterSettings
from digest.rendering.colours import palette

FOLDER = Path(__file__).parent / "pages"
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to a question: a button that posts it."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Where else a reader may want to go."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A page that says one thing, and may offer something to do."""

    status: int
    heading: str
    sentences: tuple[str, ...]
    language: str
    direction: str
    title: str  # the newsletter's, in that language
    button: str = ""  # posts to the page's own address
    question: str = ""
    choices: tuple[Choice, ...] = ()
    link: Link | None = None


class NoticePages:
    """Notices in the newsletter's own look."""

    def __init__(self, newsletter: NewsletterSettings) -> None:
        self._newsletter = newsletter
        colours = palette(newsletter.brand.colours)
        # Written by us alone, and allowed by its hash: any other style on the page is refused.
        self._style = TEMPLATES.get_template("notice.css.j2").render(colour=colours)
        self.style_source = f"'sha256-{_sha256(self._style)}'"

    def render(self, notice: Notice) -> str:
        """The page of a notice."""
        return TEMPLATES.get_template("notice.html.j2").render(
            newsletter=self._newsletter, notice=notice, style=self._style
        )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

"""Members' texts on a page of the archive: cleaned once more, for a browser runs what it is given.

They were cleaned when they came in. What is kept of an issue for years may be older than the
rules of today, so it is not trusted here.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from markupsafe import Markup

from digest.rendering.characters import markup

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TAGS = {
    *("a", "b", "blockquote", "br", "code", "em", "i", "li", "ol", "p", "pre", "strong", "ul"),
    *_HEADINGS,
}
_DROPPED_WITH_CONTENT = {"iframe", "math", "noscript", "object", "script", "style", "svg"}
_HEADING = re.compile(r"<(/?)h[1-6](?=[ >])")
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


@lru_cache(maxsize=4096)
def page_text(html: str, level: int) -> Markup:
    """A text that may stand in a page as it is; its headings are of one level.

    Args:
        html: what a member wrote.
        level: of the headings: one below that of the item.
    """
    clean = _CLEANER.clean(markup(html)).strip()
    return Markup(_HEADING.sub(rf"<\1h{level}", clean))  # noqa: S704 - cleaned in the line above

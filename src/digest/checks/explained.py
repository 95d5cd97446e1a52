"""What our own templates use knowingly although some mail program does not understand it.

Each makes a letter better where it is understood, and costs nothing where it is not: that is the
reason beside it. A template of the workspace's own may use these too without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

EXPLAINED: Mapping[str, str] = MappingProxyType(  # by the name in client_support.toml
    {
        "css-at-media": "the letter is right without it: one column, as wide as there is room",
        "css-at-media-prefers-color-scheme": "elsewhere the letter stays light, or the program"
        " darkens it itself",
        "css-border-radius": "elsewhere corners are square",
        "css-border-spacing": "a table around a picture; cellspacing says the same everywhere",
        "css-color-scheme": "says that the letter has colours for the dark; elsewhere it is light",
        "css-height": "pictures say their height as an attribute too",
        "css-max-height": "hides the preheader once more, which display: none has hidden already",
        "css-opacity": "hides the preheader once more",
        "css-outline": "takes a frame off pictures that only some programs draw",
        "css-overflow": "hides the preheader once more",
        "css-pseudo-class-hover": "a link shows that it is pointed at; on a phone nobody points",
        "css-word-break": "breaks a long address; elsewhere it makes the column wider",
        "css-word-spacing": "sets what is usual; MJML writes it",
        "html-anchor-links": "elsewhere the list of contents is a list",
        "html-aria-label": "names the letter for a screen reader, which else reads its title",
        "html-target": "a link opens a window of its own; elsewhere it opens as links there do",
        "html-meta-color-scheme": "says the same as color-scheme does",
    }
)

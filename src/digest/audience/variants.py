"""Which variant of an issue a reader gets: in their language, and of their segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from digest.model.settings import Segment

EVERYBODY = ""  # the segment of readers who are in none
NOTHING_FOR_THEM = "nothing in this issue is for their segment"

# A reader's language (BCP 47, None where unknown) and tags → a variant's position, None: none.
Choice = Callable[[str | None, tuple[str, ...]], int | None]


def the_only_one(language: str | None, tags: tuple[str, ...]) -> int:
    """Where there is one variant, everybody gets it."""
    del language, tags
    return 0


def choice(variants: Sequence[tuple[str, str]], segments: tuple[Segment, ...]) -> Choice:
    """How readers choose among the variants of an issue, each a language and a segment.

    A reader's language is met exactly, else by its first subtag, else by the newsletter's own,
    which comes first; "pt-br" is "pt-BR" (RFC 5646, 2.1.1). Of several segments a reader is in,
    the first named counts; where nothing in the issue is for it, there is no variant.
    """
    places: dict[tuple[str, str], int] = {}
    for place, (spoken, whose) in enumerate(variants):
        places.setdefault((spoken.lower(), whose), place)
    first = variants[0][0].lower()

    def position(language: str | None, tags: tuple[str, ...]) -> int | None:
        segment = next((each.name for each in segments if set(each.tags) & set(tags)), EVERYBODY)
        own = (language or first).lower()
        wanted = (own, own.partition("-")[0], first)
        return next((places[each, segment] for each in wanted if (each, segment) in places), None)

    return position

"""How two spellings of a field's name are held to be the same."""

from __future__ import annotations


def folded(name: str) -> str:
    """A name without case, spaces, dashes, brackets: "Organisation(s)" is "organisations"."""
    return "".join(character for character in name.casefold() if character.isalnum())

"""What people call an item, where a finding speaks of it."""

from __future__ import annotations

from digest.model.submission import Content


def named(content: Content) -> str:
    """An item's title, else who it is from, else what it is."""
    names = " and ".join(each.name for each in content.organisations)
    return content.title or names or f"This {content.kind}"

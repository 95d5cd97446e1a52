"""Put a recipient's token where the rendered issue says TOKEN."""

from __future__ import annotations

from digest.model.rendered import TOKEN


def fill(text: str, token: str) -> str:
    """Replace the neutral token of a rendered text by a recipient's own."""
    return text.replace(TOKEN, token)

"""Where the files stand that travel with the program: templates, sample feeds, the example.

In a wheel they lie inside the package; in a checkout they stand at its top,
where people look for them.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def packaged(name: str) -> Path:
    """The path of ``templates``, ``feeds`` or ``config.example.toml``."""
    inside = _PACKAGE / "packaged" / name
    return inside if inside.exists() else _PACKAGE.parents[1] / name

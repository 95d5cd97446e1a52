"""Slots: places in the MJML shell that are filled after mrml has run.

What members wrote in HTML, and what only the email says, never passes through MJML.
A slot is written with private-use characters, which are taken out of everything people write.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from digest.errors import RenderError

_SLOT = re.compile("(\ue010[a-z0-9-]+\ue011)")  # in a group, so that a split keeps it


def slot(name: str) -> str:
    """The mark of a slot."""
    return f"\ue010{name}\ue011"


def fill(shell: str, fillings: Mapping[str, str], *, template: str) -> str:
    """Put every filling in the place of its mark.

    Raises:
        RenderError: a mark is missing, stands twice, or has nothing to be filled with.
    """
    pieces = _SLOT.split(shell)
    found = Counter(pieces[1::2])
    for mark in {**fillings, **found}:
        if found[mark] != 1 or mark not in fillings:
            raise RenderError(
                f"{mark[1:-1]!r} must stand in the issue exactly once, not {found[mark]} times",
                template=template,
                hint="Look at the template that writes it: an item's body, or mail_only.",
            )
    pieces[1::2] = (fillings[mark] for mark in pieces[1::2])
    return "".join(pieces)

"""Slots: places in the MJML shell that are filled after mrml has run.

What members wrote in HTML, and what only the email says, never passes through MJML.
A slot is written with private-use characters, which are taken out of everything people write.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from digest.errors import RenderError
from digest.rendering.locating import Locate, Located, Place

_SLOT = re.compile("(\ue010[a-z0-9-]+\ue011)")  # in a group, so that a split keeps it


def slot(name: str) -> str:
    """The mark of a slot."""
    return f"\ue010{name}\ue011"


def fill(
    shell: str, fillings: Mapping[str, str], *, template: str, locate: Locate | None = None
) -> str:
    """Put every filling in the place of its mark.

    Args:
        shell: HTML with marks in it.
        fillings: what goes in the place of each.
        template: the file an error is put down to where its place is not known.
        locate: gives what the shell was made from, with the place each piece of it comes from.

    Raises:
        RenderError: a mark is missing, stands twice, or has nothing to be filled with.
    """
    pieces = _SLOT.split(shell)
    found = Counter(pieces[1::2])
    for mark in {**fillings, **found}:
        if found[mark] != 1 or mark not in fillings:
            raise _error(mark, found[mark], template, locate)
    pieces[1::2] = (fillings[mark] for mark in pieces[1::2])
    return "".join(pieces)


def _error(mark: str, times: int, template: str, locate: Locate | None) -> RenderError:
    """The error of a mark, put down to the last place it is written in.

    Of two, one is too many; where it is written and yet missing, MJML has dropped it.
    """
    places = _places(mark, locate()) if locate else []
    last, others = (places[-1] if places else None), places[:-1]
    hint = "section.mjml.j2 writes {{ each.rows }}, and footer.mjml.j2 {{ issue.mail_only }}."
    if others:
        hint = "It stands too in " + ", ".join(f"{o.template}, line {o.line}" for o in others) + "."
    return RenderError(
        f"{mark[1:-1]!r} must stand in the issue exactly once, not {times} times",
        template=last.template if last else template,
        line=last.line if last else None,
        hint=hint,
    )


def _places(mark: str, located: Located) -> list[Place]:
    places = (located.place(found.start()) for found in re.finditer(mark, located.text))
    return [place for place in places if place]

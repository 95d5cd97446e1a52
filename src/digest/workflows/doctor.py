"""Doctor: ask everything a mailing needs whether it is well, and never stop at the first no."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from digest.errors import DigestError

Probe = Callable[[], str]  # says in a sentence that all is well, or raises a DigestError


@dataclass(frozen=True, slots=True)
class Check:
    """One answer."""

    name: str
    ok: bool
    message: str
    hint: str


def examine(probes: Iterable[tuple[str, Probe]]) -> tuple[Check, ...]:
    """Run every probe."""
    return tuple(_ask(name, probe) for name, probe in probes)


def _ask(name: str, probe: Probe) -> Check:
    try:
        return Check(name, ok=True, message=probe(), hint="")
    except DigestError as error:
        return Check(name, ok=False, message=error.message, hint=error.hint)

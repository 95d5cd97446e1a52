"""One kind of finding: how bad it is, what it means, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.finding import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding."""

    severity: Severity
    meaning: str
    hint: str

    def __post_init__(self) -> None:
        """A code without a way out helps nobody."""
        if not self.hint:
            raise ValueError("every code needs a hint")


def error(meaning: str, hint: str) -> Code:
    """One that blocks approval."""
    return Code(Severity.ERROR, meaning, hint)


def warning(meaning: str, hint: str) -> Code:
    """One that is shown, and blocks nothing."""
    return Code(Severity.WARNING, meaning, hint)

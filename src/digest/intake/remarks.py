"""A remark: what intake noticed about a text, before anyone knows where the text stands."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.finding import Finding, Severity
from digest.model.record import Provenance

TOO_LONG = "too-long"
LONGEST = 500  # characters of a field of one line


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding of intake without its place. All of them warn: members' slips block nothing."""

    code: str
    message: str
    hint: str = ""

    def at(self, where: str) -> Finding:
        """The finding, at a place."""
        return Finding(
            code=self.code,
            severity=Severity.WARNING,
            where=where,
            message=self.message,
            hint=self.hint,
        )


def too_long(name: str) -> Remark:
    """A field of one line that goes on and on; what follows the limit is cut off."""
    return Remark(
        TOO_LONG,
        f"the {name} has more than {LONGEST} characters; the rest was cut off",
        "Shorten it; a longer text belongs into the text.",
    )


def too_long_text(longest: int) -> Remark:
    """A text that goes on and on; what follows the limit is cut off."""
    return Remark(
        TOO_LONG,
        f"the text has more than {longest:,} characters; the rest was cut off",
        "Shorten it, and let its link lead to the whole.",
    )


def place_of(provenance: Provenance) -> str:
    """A record's place for people: ``calls.csv, line 7``."""
    if provenance.line is None:
        return provenance.where
    return f"{provenance.where}, line {provenance.line}"

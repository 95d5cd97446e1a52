"""A remark: what intake noticed about a text, before anyone knows where the text stands."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.finding import Finding, Severity
from digest.model.record import Provenance


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


def place_of(provenance: Provenance) -> str:
    """A record's place for people: ``calls.csv, line 7``."""
    if provenance.line is None:
        return provenance.where
    return f"{provenance.where}, line {provenance.line}"

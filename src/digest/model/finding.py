"""A finding: one remark of a check, for a person to act on."""

from __future__ import annotations

from enum import StrEnum

from digest.model.frozen import Frozen


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  # blocks approval
    WARNING = "warning"  # is shown, and blocks nothing


class Finding(Frozen):
    """One remark: what, how bad, where, and the way out."""

    code: str  # kebab-case, listed in docs/checks.md
    severity: Severity
    where: str  # "file, line", "submission ID", "issue PERIOD", "template"
    message: str
    hint: str = ""

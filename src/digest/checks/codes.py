"""Every code a check can give, in one table; the docs are made of it.

Codes that intake gives to single fields travel with their submissions and are listed there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from digest.checks.code import Code
from digest.checks.content_codes import CONTENT
from digest.checks.letter_codes import LETTER
from digest.model.finding import Finding

CODES: Mapping[str, Code] = MappingProxyType({**CONTENT, **LETTER})


def finding(code: str, where: str, message: str) -> Finding:
    """A finding of a known code."""
    kind = CODES[code]
    return Finding(code=code, severity=kind.severity, where=where, message=message, hint=kind.hint)

"""What is to be said of a source's health: failing again and again, or long silent."""

from __future__ import annotations

import datetime as dt

from digest.model.finding import Finding, Severity
from digest.store.health import SourceHealth

STRIKES = 3  # a server may be away once or twice


def remarks_on(
    health: SourceHealth, silent_after_days: int | None, now: dt.datetime
) -> tuple[Finding, ...]:
    """Warnings about a source, for the editors to look into.

    Args:
        health: as of its last collecting.
        silent_after_days: how long it may give nothing new; None: for ever.
        now: aware.
    """
    if health.strikes >= STRIKES:
        since = f" since {health.failing_since:%Y-%m-%d}" if health.failing_since else ""
        return (
            _finding(
                "source-failing",
                health,
                f"The source {health.source} has failed {health.strikes} times in a row{since}:"
                f" {health.last_error}",
                "Ask whoever runs it, or mend or remove its [[source]] in config.toml.",
            ),
        )
    silent = (now - health.news_at).days if health.news_at else 0
    if silent_after_days is None or health.strikes or silent <= silent_after_days:
        return ()
    return (
        _finding(
            "source-silent",
            health,
            f"The source {health.source} answers, and has given nothing new for {silent} days.",
            "Look whether it moved; silent_after_days says how long it may be silent.",
        ),
    )


def _finding(code: str, health: SourceHealth, message: str, hint: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.WARNING,
        where=f"source {health.source}",
        message=message,
        hint=hint,
    )

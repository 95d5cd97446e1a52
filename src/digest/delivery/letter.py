"""The letter: a mailing's head over a variant's bytes."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from digest.model.mailing import Letter, LetterHead
from digest.model.period import Period
from digest.model.rendered import RenderedIssue


def letter_of(
    head: LetterHead, variant: RenderedIssue, *, reference: str, period: Period, date: dt.datetime
) -> Letter:
    """Put a head over the bytes every recipient gets."""
    return Letter(
        reference=reference,
        period=period,
        subject=variant.subject,
        html=variant.html,
        text=variant.text,
        date=date,
        **asdict(head),
    )

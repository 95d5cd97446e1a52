"""Publish: what readers may see on the web of an issue that is out."""

from __future__ import annotations

from digest.model.period import Period
from digest.model.rendered import RenderedIssue
from digest.store.issues import Issues
from digest.store.mailings import Mailings


def issue_online(issues: Issues, mailings: Mailings, period: Period) -> RenderedIssue | None:
    """The bytes of an issue whose mailing was started; an issue that is not out is not public."""
    mailing = mailings.real(period)
    if mailing is None:
        return None
    return next(iter(issues.rendering(mailing.sha256)), None)

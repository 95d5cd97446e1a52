"""What the public pages say: every sentence a reader can meet, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from digest.model.settings import NewsletterSettings
from digest.web.pages import Notice
from digest.workflows.subscribe import Holder

NO_SUCH_PAGE = Notice(
    404,
    "There is nothing here",
    ("The address may have been cut off on its way. Open the link in the email once more.",),
)
NO_SUCH_METHOD = Notice(
    405,
    "This cannot be done here",
    ("This address only shows a page. Open the link in the email in a browser.",),
)
NOT_OUT = Notice(
    404,
    "This issue is not here",
    (
        "It has not been sent yet, or the address is not complete.",
        "The link in the email leads to it.",
    ),
)
UNAVAILABLE = Notice(
    503,
    "Something went wrong on our side",
    ("What you asked for may not have been done. Please try again in a few minutes.",),
)


_NOBODY = Notice(
    404,
    "This link is not known",
    (
        "It may have been cut off on its way. Open the link in the newest issue once more.",
        "If that does not help, write to {contact}, and a person takes your address off the list.",
    ),
)
_GONE = Notice(
    200,
    "You are unsubscribed",
    (
        "“{title}” is not sent to your address any more.",
        "A message that was already on its way may still arrive.",
    ),
)

# What the link says before the button is pressed; that changes nothing.
_ASKED: Mapping[Holder, Notice] = {
    Holder.SUBSCRIBER: Notice(
        200,
        "Unsubscribe?",
        (
            "One press, and “{title}” is not sent to you any more.",
            "There is nothing to fill in and nothing to confirm.",
        ),
        button="Unsubscribe",
    ),
    Holder.TEST: Notice(
        200,
        "Unsubscribe?",
        (
            "This link comes from a test mail.",
            "The button is the one readers see; to press it changes nothing.",
        ),
        button="Unsubscribe",
    ),
    Holder.GONE: _GONE,
    Holder.NOBODY: _NOBODY,
}

# What it says afterwards.
_DONE: Mapping[Holder, Notice] = {
    Holder.TEST: Notice(
        200,
        "The button works",
        ("This link comes from a test mail, so nothing was changed.",),
    ),
    Holder.GONE: _GONE,
    Holder.NOBODY: _NOBODY,
}


def asked(holder: Holder, newsletter: NewsletterSettings) -> Notice:
    """What the unsubscribe link shows."""
    return _worded(_ASKED[holder], newsletter)


def done(holder: Holder, newsletter: NewsletterSettings) -> Notice:
    """What the unsubscribe button shows when it has been pressed."""
    return _worded(_DONE[holder], newsletter)


def _worded(notice: Notice, newsletter: NewsletterSettings) -> Notice:
    contact = newsletter.reply_to or newsletter.sender_email
    return replace(
        notice,
        sentences=tuple(
            each.format(title=newsletter.title, contact=contact) for each in notice.sentences
        ),
    )

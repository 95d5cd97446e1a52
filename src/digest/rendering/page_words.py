"""The fixed phrases of the pages behind a reader's links, as in ``words``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from digest.rendering.catalogues import ENGLISH, catalogue, spoken


@dataclass(frozen=True, slots=True)
class PageWords:
    """Every sentence a reader can meet on a page that is no issue."""

    language: str
    # An address there is nothing at, or that only shows a page
    lost_heading: str
    lost: str
    wrong_way_heading: str
    wrong_way: str
    # An issue that is not out
    not_out_heading: str
    not_out: str
    not_out_hint: str
    # Something failed
    trouble_heading: str
    trouble: str
    # A link that is nobody's
    unknown_heading: str
    unknown: str
    unknown_hint: str
    # Leaving
    leave_heading: str
    leave: str
    leave_hint: str
    leave_button: str
    gone_heading: str
    gone: str
    gone_hint: str
    # The link of a test mail
    test: str
    test_hint: str
    test_done_heading: str
    test_done: str
    # Preferences
    preferences_heading: str
    preferences_language: str
    preferences_saved: str
    preferences_none: str
    preferences_leave: str


PAGE_WORDS = PageWords(
    language="en",
    lost_heading="There is nothing here",
    lost="The address may have been cut off on its way. Open the link in the email once more.",
    wrong_way_heading="This cannot be done here",
    wrong_way="This address only shows a page. Open the link in the email in a browser.",
    not_out_heading="This issue is not here",
    not_out="It has not been sent yet, or the address is not complete.",
    not_out_hint="The link in the email leads to it.",
    trouble_heading="Something went wrong on our side",
    trouble="What you asked for may not have been done. Please try again in a few minutes.",
    unknown_heading="This link is not known",
    unknown="It may have been cut off on its way. Open the link in the newest issue once more.",
    unknown_hint="If that does not help, write to {contact}, and a person takes your address off"
    " the list.",
    leave_heading="Unsubscribe?",
    leave="One press, and “{title}” is not sent to you any more.",
    leave_hint="There is nothing to fill in and nothing to confirm.",
    leave_button="Unsubscribe",
    gone_heading="You are unsubscribed",
    gone="“{title}” is not sent to your address any more.",
    gone_hint="A message that was already on its way may still arrive.",
    test="This link comes from a test mail.",
    test_hint="The button is the one readers see; to press it changes nothing.",
    test_done_heading="The button works",
    test_done="This link comes from a test mail, so nothing was changed.",
    preferences_heading="Your preferences",
    preferences_language="Language of the newsletter",
    preferences_saved="Your preferences are saved.",
    preferences_none="There is nothing to choose: “{title}” comes in one language.",
    preferences_leave="Unsubscribe from “{title}”",
)


def page_words_for(language: str) -> PageWords:
    """The phrases of a language; English, where there are none."""
    return _words(spoken(language) or ENGLISH)


@lru_cache(maxsize=32)
def _words(language: str) -> PageWords:
    if language == ENGLISH:
        return PAGE_WORDS
    known = catalogue(language)
    names = [each.name for each in fields(PageWords)]
    said = {name: str(known.pgettext(name, getattr(PAGE_WORDS, name))) for name in names}
    return PageWords(**(said | {"language": language}))

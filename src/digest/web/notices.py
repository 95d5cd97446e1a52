"""What the public pages say, in the language of whoever reads them."""

from __future__ import annotations

from dataclasses import replace

from digest.model.settings import NewsletterSettings
from digest.rendering.dates import locale_of
from digest.rendering.page_words import PageWords, page_words_for
from digest.web.pages import Choice, Link, Notice
from digest.workflows.subscribe import Holder

NO_SUCH_METHOD = 405


class Notices:
    """The notices of one newsletter in one language.

    Args:
        newsletter: whose pages they are.
        language: of the reader, where it is known; None: the newsletter's own.
    """

    def __init__(self, newsletter: NewsletterSettings, language: str | None = None) -> None:
        self._newsletter = newsletter
        self._words: PageWords = page_words_for(language or newsletter.language)
        self._filled = {
            "title": newsletter.called(self._words.language)[0],
            "contact": newsletter.reply_to or newsletter.sender_email,
        }

    def no_such_page(self) -> Notice:
        """There is nothing at an address."""
        return self._notice(404, self._words.lost_heading, self._words.lost)

    def no_such_method(self) -> Notice:
        """An address only shows a page."""
        return self._notice(NO_SUCH_METHOD, self._words.wrong_way_heading, self._words.wrong_way)

    def not_out(self) -> Notice:
        """An issue is not public."""
        words = self._words
        return self._notice(404, words.not_out_heading, words.not_out, words.not_out_hint)

    def unavailable(self) -> Notice:
        """Something failed on this side."""
        return self._notice(503, self._words.trouble_heading, self._words.trouble)

    def asked(self, holder: Holder) -> Notice:
        """What the unsubscribe link shows before the button is pressed; that changes nothing."""
        words = self._words
        if holder is Holder.TEST:
            said = (words.test, words.test_hint)
        elif holder is Holder.SUBSCRIBER:
            said = (words.leave, words.leave_hint)
        else:
            return self.done(holder)
        return replace(self._notice(200, words.leave_heading, *said), button=words.leave_button)

    def done(self, holder: Holder) -> Notice:
        """What the unsubscribe button shows when it has been pressed."""
        words = self._words
        if holder is Holder.TEST:
            return self._notice(200, words.test_done_heading, words.test_done)
        if holder is Holder.NOBODY:
            return self._notice(404, words.unknown_heading, words.unknown, words.unknown_hint)
        return self._notice(200, words.gone_heading, words.gone, words.gone_hint)

    def preferences(self, holder: Holder, chosen: str, leave: str, *, saved: bool) -> Notice:
        """What a reader can choose, and what is chosen.

        Args:
            holder: whose link it is.
            chosen: the language the newsletter comes in.
            leave: the address of the page for unsubscribing.
            saved: whether it was just chosen.
        """
        words = self._words
        if holder in (Holder.GONE, Holder.NOBODY):
            return self.done(holder)
        said = [words.test_done if holder is Holder.TEST else words.preferences_saved]
        languages = self._newsletter.languages
        has_choice = len(languages) > 1
        sentences = (said if saved else []) + ([] if has_choice else [words.preferences_none])
        return replace(
            self._notice(200, words.preferences_heading, *sentences),
            question=words.preferences_language if has_choice else "",
            choices=tuple(_choice(each, chosen) for each in languages if has_choice),
            link=Link(words.preferences_leave.format(**self._filled), leave),
        )

    def _notice(self, status: int, heading: str, *sentences: str) -> Notice:
        return Notice(
            status=status,
            heading=heading,
            sentences=tuple(each.format(**self._filled) for each in sentences),
            language=self._words.language,
            direction=locale_of(self._words.language).text_direction,
            title=self._filled["title"],
        )


def _choice(language: str, chosen: str) -> Choice:
    """A language by the name its speakers call it."""
    name = locale_of(language).get_language_name(language.partition("-")[0]) or language
    return Choice(value=language, name=name[:1].upper() + name[1:], is_chosen=language == chosen)

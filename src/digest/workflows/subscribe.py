"""Subscribe: what the links at the end of every message do. Leaving takes effect at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from digest.audience.tokens import read_test_token
from digest.audience.variants import EVERYBODY, choice
from digest.store.subscribers import Subscribers


class Holder(StrEnum):
    """Whose link it is."""

    SUBSCRIBER = "subscriber"  # the newsletter is sent to this address
    GONE = "gone"  # on file, and never to be mailed again
    TEST = "test"  # from a test mail: there is nothing to change
    NOBODY = "nobody"


def spoken_of(language: str | None, languages: tuple[str, ...]) -> str:
    """Which of the newsletter's languages a reader of a language gets."""
    position = choice([(each, EVERYBODY) for each in languages], ())(language, ())
    return languages[position or 0]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a reader's own links work with: leaving, and choosing a language."""

    subscribers: Subscribers
    signing_keys: tuple[str, ...]  # every one of them verifies a test mail's token

    def holder(self, token: str) -> Holder:
        """Whose link it is; nothing is changed."""
        email = self.subscribers.email_of(token)
        if email is None:
            return self._stranger(token)
        return Holder.GONE if self.subscribers.suppressed(email) else Holder.SUBSCRIBER

    def unsubscribe(self, token: str, now: dt.datetime) -> Holder:
        """Suppress the subscriber whose link it is, at once; a second time changes nothing."""
        email = self.subscribers.unsubscribe(token, now)
        return self._stranger(token) if email is None else Holder.GONE

    def language(self, token: str) -> str | None:
        """The language of whose link it is, where it is known."""
        return self.subscribers.language_of(token)

    def speak(self, token: str, language: str) -> Holder:
        """Send the newsletter in a language from now on; a second time changes nothing."""
        holder = self.holder(token)
        if holder is Holder.SUBSCRIBER:
            self.subscribers.speak(token, language)
        return holder

    def _stranger(self, token: str) -> Holder:
        return Holder.TEST if read_test_token(self.signing_keys, token) else Holder.NOBODY

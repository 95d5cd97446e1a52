"""What a letter and a recipient must be before any transport may carry them."""

from __future__ import annotations

import re

from digest.delivery.headers import address_fault, is_clean
from digest.errors import NotSentError
from digest.model.mailing import Letter, Recipient
from digest.model.rendered import TOKEN

_LONGEST_URL = 600  # with a token of 300 it still fits in one header line of 998 (RFC 5322)
_TOKEN = re.compile(r"[A-Za-z0-9._~-]{0,300}")  # what a URL takes as it is (RFC 3986, 2.3)


def refuse_unsound(letter: Letter) -> None:
    """Refuse a letter whose headers could not be written as they were approved.

    What was approved is what is sent: nothing of a letter is mended silently.

    Raises:
        NotSentError: names every part that is wrong; nothing was sent, a person must act.
    """
    faults = [*_address_faults(letter), *_line_faults(letter), *_url_faults(letter)]
    if faults:
        raise NotSentError(
            "The letter cannot be sent: " + "; ".join(faults) + ".",
            retry_after=None,
            hint="Correct it in [newsletter] or [web] of config.toml, then approve again.",
        )


def recipient_fault(recipient: Recipient) -> str:
    """Say why a message to a recipient cannot be written, or nothing where it can."""
    if fault := address_fault(recipient.email):
        return fault
    return "" if _TOKEN.fullmatch(recipient.token) else "the unsubscribe token is not URL-safe"


def _address_faults(letter: Letter) -> list[str]:
    addresses = (("sender", letter.sender_email), ("reply_to", letter.reply_to))
    return [
        f"{field} {address!r}: {fault}"
        for field, address in addresses
        if address is not None and (fault := address_fault(address))
    ]


def _line_faults(letter: Letter) -> list[str]:
    lines = (
        ("the subject", letter.subject),
        ("the sender's name", letter.sender_name),
        ("the list's name", letter.list_name),
        ("list_id", letter.list_id),
        ("the reference", letter.reference),
    )
    return [
        f"{field} {text!r} has characters that no header may carry"
        for field, text in lines
        if not is_clean(text)
    ]


def _url_faults(letter: Letter) -> list[str]:
    url = letter.unsubscribe_url.replace(TOKEN, "")
    if not url.isascii() or not is_clean(url) or any(character in url for character in " <>,"):
        return [f"the unsubscribe link {url!r} has characters that no header may carry"]
    if len(url) > _LONGEST_URL:
        return [f"the unsubscribe link is longer than {_LONGEST_URL} characters"]
    return []

"""What a letter and a recipient must be before any transport may carry them."""

from __future__ import annotations

import re

from digest.delivery.headers import address_fault, are_plain, is_clean
from digest.errors import NotSentError
from digest.model.mailing import Letter, Recipient
from digest.model.rendered import TOKEN

_LONGEST_URL = 600  # with a token of 300 it still fits in one header line of 998 (RFC 5322)
_LONGEST_TOKEN = 300
_SURELY_SHORT = 64  # an address of so many characters has no part that is too long
_TOKENS = re.compile(r"[A-Za-z0-9._~-]*")  # what a URL takes as it is (RFC 3986, 2.3)


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


def are_sound(recipients: tuple[Recipient, ...]) -> bool:
    """Whether no recipient has a fault, told at once for the many who have none.

    A False only says that each has to be looked at (``recipient_fault``).
    """
    emails = [each.email for each in recipients]
    tokens = [each.token for each in recipients]
    return (
        max(map(len, emails), default=0) <= _SURELY_SHORT
        and max(map(len, tokens), default=0) <= _LONGEST_TOKEN
        and are_plain(emails)
        and bool(_TOKENS.fullmatch("".join(tokens)))
    )


def recipient_fault(recipient: Recipient) -> str:
    """Say why a message to a recipient cannot be written, or nothing where it can."""
    if fault := address_fault(recipient.email):
        return fault
    token = recipient.token
    if len(token) <= _LONGEST_TOKEN and _TOKENS.fullmatch(token):
        return ""
    return "the unsubscribe token is not URL-safe"


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

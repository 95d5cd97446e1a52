"""Header lines made of words that are never broken, and what may stand in them.

The standard library encodes a ``List-Unsubscribe`` of 76 characters away (RFC 2047 words inside
a URL end one-click unsubscribing), writes encoded words longer than the 75 characters of RFC 2047,
and its address folding depends on the Python release. So headers are put together here:
a line is broken between words, never within one.
"""

from __future__ import annotations

import re
from email.header import Header

_LINE = 78  # RFC 5322, section 2.1.1: what a line should not exceed
_ENCODED_WORD = 64  # RFC 2047, section 2, allows 75 in a line of 76: room for the header's name
_NAME = 120  # characters of a display name that are carried; longer ones are cut
_PHRASE = 400  # characters; quoted, it still fits in a line of 998 (RFC 5322, section 2.1.1)

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DECEIVING = re.compile(
    "[\u202a-\u202e\u2066-\u2069"  # bidirectional overrides and isolates
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # surrogates and noncharacters
    "\ue000-\uf8ff\U000f0000-\U0010ffff]"  # private use: among them the neutral token
)
_QUOTED = re.compile(r"[^\w '!#$%&*+/=?^`|~-]+")  # RFC 5322 wants them quoted
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_PLAIN = rf"({_ATOM}(?:\.{_ATOM})*)@{_LABEL}(?:\.{_LABEL})*"
_ADDRESS = re.compile(_PLAIN)
_ADDRESSES = re.compile(rf"(?:{_PLAIN}\n)*")
_SIMPLE_NAME = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")


def clean(text: str) -> str:
    """Make one harmless line of any text: no control, no bidirectional override, no odd space."""
    if not (text.isascii() and text.isprintable()):
        text = _DECEIVING.sub("", _CONTROLS.sub(" ", text))
    return " ".join(text.split())


def is_clean(text: str) -> bool:
    """Whether a text has nothing in it that a header must not carry."""
    return not (_CONTROLS.search(text) or _DECEIVING.search(text))


def address_fault(email: str) -> str:
    """Say why an address cannot stand in a header, or nothing where it can.

    Plain addresses are taken (RFC 5321, sections 4.1.2 and 4.5.3.1): no quoted local part,
    nothing outside ASCII.
    """
    if not email.isascii():
        return "the address has letters outside ASCII, which not every mail server takes"
    match = _ADDRESS.fullmatch(email)
    if match is None:
        return "this is not a plain email address, name@example.org"
    if len(match[1]) > 64 or len(email) > 254:  # noqa: PLR2004 - RFC 5321's own figures
        return "the address is longer than mail servers take"
    return ""


def are_plain(emails: list[str]) -> bool:
    """Whether all of some addresses are plain, whatever their length."""
    lines = "\n".join((*emails, ""))
    if lines.count("\n") != len(emails):  # a line break within one would make it two
        return False
    return lines.isascii() and bool(_ADDRESSES.fullmatch(lines))


def is_simple(name: str) -> bool:
    """Whether a name may stand before an address as it is: a few ASCII words, no more."""
    return len(name) <= _NAME and _SIMPLE_NAME.fullmatch(name) is not None


def display_name(name: str | None) -> str:
    """Make a name fit for a header: one clean line, cut where it is longer than a name is."""
    return clean(name or "")[:_NAME].rstrip()


def unpunctuated(name: str) -> str:
    """Leave out what would have to be quoted of a name with letters outside ASCII.

    Some ESPs write the two together wrongly: the quotes show, or the name is lost.
    """
    return name if name.isascii() else " ".join(_QUOTED.sub(" ", name).split())


def quoted(name: str) -> str:
    """Write a clean name as one RFC 5322 phrase, letters outside ASCII left as they are."""
    if _ATOMS.fullmatch(name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def phrase(name: str) -> list[str]:
    """Write a clean name as the words of an RFC 5322 phrase, in ASCII; none for an empty name."""
    if not name:
        return []
    if name.isascii() and "=?" not in name and len(name) <= _PHRASE:
        return [quoted(name)]
    return encoded_words(name)


def unstructured(text: str) -> list[str]:
    """Write a clean text as the words of a header like Subject, in ASCII."""
    words = text.split(" ")
    if text.isascii() and "=?" not in text and all(0 < len(word) < _LINE for word in words):
        return words
    return encoded_words(text)


def mailbox(name: str, email: str) -> list[str]:
    """Write a clean name and a sound address as the words of a mailbox."""
    words = phrase(name)
    return [*words, f"<{email}>"] if words else [email]


def encoded_words(text: str) -> list[str]:
    """Write a clean text as encoded words (RFC 2047): nothing in it has a meaning to a parser."""
    return Header(text, "utf-8", maxlinelen=_ENCODED_WORD).encode(linesep="\n").split("\n ")


def header(name: str, *words: str) -> str:
    """Write a header of at least one word; it is folded between words only."""
    lines = [f"{name}: {words[0]}"]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append(f" {word}")
        else:
            lines[-1] += f" {word}"
    return "\r\n".join(lines) + "\r\n"

"""What every signature is compared and unpacked with: in constant time, and in one form only."""

from __future__ import annotations

import base64
import binascii
import hmac

from digest.transports.webhook import ForgedError


def is_same(own: str, given: str) -> bool:
    """Whether a secret or a signature is ours; how long it takes tells nothing of where it differs.

    Args:
        own: ours.
        given: anybody's.
    """
    return hmac.compare_digest(own.encode(), given.encode("utf-8", "replace"))


def unpacked(signature: str) -> bytes:
    """The bytes of a signature in base64, which is accepted in its one regular form only.

    Raises:
        ForgedError: it is none.
    """
    try:
        raw = base64.b64decode(signature.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raw = b""
    if not raw or base64.b64encode(raw).decode() != signature:
        raise ForgedError("the call has no signature that can be read")
    return raw

"""Signed tokens: what a link may say without a row in the database behind it.

A subscriber's own token is random and stored; a test mail goes to people who may not be
subscribers, and its unsubscribe link carries a signed word instead.
"""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

_SALT = "digest.test-mail"


def test_token(keys: tuple[str, ...], address: str) -> str:
    """The token of a test mail; the first key signs."""
    return _serializer(keys[:1]).dumps(address)


def read_test_token(keys: tuple[str, ...], token: str) -> str | None:
    """The address a test mail went to, or None for any other token; every key verifies."""
    try:
        address = _serializer(keys).loads(token)
    except BadSignature:
        return None
    return address if isinstance(address, str) else None


def _serializer(keys: tuple[str, ...]) -> URLSafeSerializer:
    # itsdangerous signs with the last key of a list and verifies with all of them.
    return URLSafeSerializer(list(reversed(keys)), salt=_SALT)

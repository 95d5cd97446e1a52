"""What nobody would send on purpose: JSON of any shape, and calls with one byte changed."""

from __future__ import annotations

from hypothesis import strategies as st

from digest.model.event import Event
from digest.transports.webhook import WebhookCall

JSON = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
        st.sampled_from(["\x00", "\ud800", "a@b.org", "1" * 40, "2023-09-01T10:00:00Z", 1e300]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)
BODIES = (b"", b"{", b"null", b"1", b'"a"', b"[" * 100_000, b"\xff\xfe", b"\x00", b"9" * 5_000)


def objects(*names: str) -> st.SearchStrategy:
    """Objects with some of these fields, whatever is in them."""
    return st.dictionaries(st.sampled_from(names), JSON)


@st.composite
def with_one_byte_changed(draw: st.DrawFn, call: WebhookCall, *headers: str) -> WebhookCall:
    """The same call, but for one byte of its body or one letter of a signed header."""
    where = draw(st.sampled_from(("", *headers)))
    if where:
        text = call.headers[where]
        at = draw(st.integers(0, len(text) - 1))
        letter = draw(st.characters(min_codepoint=32, max_codepoint=255))
        changed = text[:at] + letter + text[at + 1 :]
        return WebhookCall(call.url, {**call.headers, where: changed}, call.body)
    at = draw(st.integers(0, len(call.body) - 1))
    byte = draw(st.integers(0, 255))
    body = call.body[:at] + bytes([byte]) + call.body[at + 1 :]
    return WebhookCall(call.url, call.headers, body)


def is_unchanged(call: WebhookCall, other: WebhookCall) -> bool:
    """Whether nothing was changed after all."""
    return (call.body, call.headers) == (other.body, other.headers)


def is_storable(event: Event) -> bool:
    """Whether any database takes an event as it is: no NUL, no half of a character, no odd time."""
    texts = (event.id, event.email, event.reference, event.message_id, event.reason, event.body)
    whole = "".join(texts).encode()  # half a character raises
    return b"\x00" not in whole and event.at.tzinfo is not None

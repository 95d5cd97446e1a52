"""What a post comes to, told for each recipient in the words of the ledger."""

from __future__ import annotations

from digest.delivery.headers import is_clean
from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, TransportError


def outcome(transport, letter, batch):
    """Post a batch; give each recipient's outcome by their number, and the error if there is one.

    "refused": with the whole batch, which is halved next; "planned again": certain that it did
    not leave.
    """
    settled, error = (), None
    try:
        settled = transport.post(letter, batch)
    except TransportError as caught:
        error = caught
        settled = getattr(caught, "settled", ())
    named = {each.delivery_id: _WORDS.get(type(error), _OTHER) for each in batch.recipients}
    return named | {each.delivery_id: each.state.value for each in settled}, error


_OTHER = "planned again"
_WORDS = {
    OutcomeUnknownError: "unknown",
    BatchRefusedError: "refused",
    NotSentError: _OTHER,
}


def faults_of(error, *, names, secrets, readers):
    """Say what an error does not tell, or should not."""
    text = f"{error.message} {error.hint}"
    if not any(each in text for each in names):
        yield f"it does not say who: {text}"
    if not error.hint and not isinstance(error, BatchRefusedError):
        yield f"it names no way out: {text}"
    if not is_clean(text) or len(text) > _LONGEST:
        yield f"it is no sentence: {text[:500]!r}"
    for each in (*secrets, *readers):
        if each in text:
            yield f"it tells {each!r}: {text}"


_LONGEST = 600

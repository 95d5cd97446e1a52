"""What a transport takes of a letter, told before anything begins: later, nobody could mend it.

A mailing's letter is frozen when it starts. So a subject that is too long is no reason to refuse
reader after reader, but to start no mailing at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.errors import NotSentError
from digest.model.mailing import Letter
from digest.transports.contract import Capabilities


def refuse_beyond(name: str, capabilities: Capabilities, letter: Letter) -> None:
    """Refuse a letter that is larger than a transport takes.

    Raises:
        NotSentError: names every limit that it goes beyond.
    """
    faults = tuple(_faults(capabilities, letter))
    if faults:
        raise NotSentError(
            f"{name} cannot carry the letter: {'; '.join(faults)}.",
            retry_after=None,
            hint="Shorten the issue, then approve it again; or choose another [transport].",
        )


def _faults(capabilities: Capabilities, letter: Letter) -> Iterator[str]:
    longest, has = capabilities.subject_length, len(letter.subject)
    if longest is not None and has > longest:
        yield f"it takes subjects of {longest} characters, and this one has {has}"
    largest, size = capabilities.letter_bytes, len((letter.html + letter.text).encode())
    if largest is not None and size > largest:
        yield f"it takes messages of {largest:,} bytes, and this one has {size:,}"

"""What operators of a template may make: nothing larger than an issue needs."""

from __future__ import annotations

from digest.rendering.effort import make_list, make_text
from digest.rendering.forbidden import NotForTemplatesError

_LONGEST_NUMBER = 1_000  # bits
_MOST_ROUNDS = 10_000
_SEQUENCES = (str, list, tuple)


def numbers(*limits: int) -> range:
    """Numbers to loop over."""
    made = range(*limits)
    if made[_MOST_ROUNDS:]:
        raise NotForTemplatesError(
            f"range goes over more than {_MOST_ROUNDS:,} numbers",
            "Look at the numbers in it.",
        )
    return made


def _times(left: object, right: object) -> None:
    for repeated, count in ((left, right), (right, left)):
        if isinstance(repeated, _SEQUENCES) and isinstance(count, int):
            _make(repeated, len(repeated) * max(0, count))
    if isinstance(left, int) and isinstance(right, int):
        _number(left.bit_length() + right.bit_length())


def _power(left: object, right: object) -> None:
    if isinstance(left, int) and isinstance(right, int):
        _number(left.bit_length() * right)


def _plus(left: object, right: object) -> None:
    if isinstance(left, _SEQUENCES) and isinstance(right, _SEQUENCES):
        _make(left, len(left) + len(right))


def _make(kind: object, length: int) -> None:
    (make_text if isinstance(kind, str) else make_list)(length)


def _modulo(left: object, _right: object) -> None:
    if isinstance(left, str):
        raise NotForTemplatesError(
            "“%” does not fill in texts in a template", "Put the parts together with ~."
        )


def _number(bits: int) -> None:
    if bits > _LONGEST_NUMBER:
        raise NotForTemplatesError("makes a number of hundreds of digits", "Look at its factors.")


CHECKS = {"*": _times, "**": _power, "+": _plus, "%": _modulo}

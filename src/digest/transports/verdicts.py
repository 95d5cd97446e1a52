"""What an HTTP status says about a batch: a table, and the sentence a person reads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from types import MappingProxyType

from digest.delivery.headers import clean
from digest.errors import BatchRefusedError, NotSentError, OutcomeUnknownError, TransportError
from digest.transports.esp import Response

_LONGEST_WORDS = 300  # characters of an ESP's own words that an error carries
_DEFAULT_WAIT = 30.0  # seconds, where a throttled account is not told how long
_WAIT_IN_WORDS = re.compile(r"\bafter (\d{1,6}) seconds?\b")
_IN_WORDS = ("message", "Message", "ErrorMessage", "error", "detail", "title")

_Verdict = Callable[[str, str, Response, dt.datetime], TransportError]


def is_success(response: Response) -> bool:
    """Whether the call did what it was to do."""
    return 200 <= response.status < 300  # noqa: PLR2004 - HTTP's own figures


def refusal(
    name: str, response: Response, now: dt.datetime, secrets: tuple[str, ...]
) -> TransportError:
    """Give the error an answer amounts to that is no success.

    A status that does not say by itself that nothing was taken leaves the outcome unknown.
    """
    words = _words(response)
    for secret in secrets:
        words = words.replace(secret, "…")
    return _VERDICTS.get(response.status, _unknown)(name, words, response, now)


def without(words: str, unspoken: Mapping[str, tuple[str, ...]]) -> str:
    """Leave out of words what must not be told; each key stands for what its values are."""
    for instead, values in unspoken.items():
        longest_first = sorted(values, key=len, reverse=True)  # one may begin like another
        any_of_them = "|".join(map(re.escape, filter(None, longest_first)))
        if any_of_them:
            words = re.sub(any_of_them, instead, words, flags=re.IGNORECASE)
    return words


def _words(response: Response) -> str:
    """Take an ESP's own words from its answer."""
    try:
        said = response.json()
    except ValueError:
        text = response.body[:4_000].decode("utf-8", "replace").strip()
        said = {"message": "an HTML page" if text.startswith("<") else text}
    texts = (said[key] for key in _IN_WORDS if isinstance(said.get(key), str))
    return clean(str(next(texts, "")))[:_LONGEST_WORDS] or "no reason given"


def _batch_refused(
    name: str, words: str, response: Response, _now: dt.datetime
) -> BatchRefusedError:
    return BatchRefusedError(f"{name} refused the batch ({response.status}): {words}")


def _person_must_act(hint: str) -> _Verdict:
    def verdict(name: str, words: str, response: Response, _now: dt.datetime) -> NotSentError:
        return NotSentError(
            f"{name} does not let us send ({response.status}): {words}",
            retry_after=None,
            hint=hint,
        )

    return verdict


def _throttled(name: str, words: str, response: Response, now: dt.datetime) -> NotSentError:
    wait = _wait(response.headers.get("retry-after", ""), words, now)
    return NotSentError(
        f"{name} asks to wait {wait:g} seconds ({response.status}): {words}",
        retry_after=wait,
        hint="Set rate in [transport] of config.toml to what the account may do.",
    )


def _unknown(name: str, words: str, response: Response, _now: dt.datetime) -> OutcomeUnknownError:
    return OutcomeUnknownError(
        f"{name} failed ({response.status}), and may have taken the messages: {words}",
        hint="Run: digest recover",
    )


def _wait(header: str, words: str, now: dt.datetime) -> float:
    """Read how long to wait: seconds or a date in the header (RFC 9110, 10.2.3), or the words."""
    if re.fullmatch(r"\d{1,6}", header.strip(), re.ASCII):
        return float(header)
    if header:
        try:
            return max(0.0, (parsedate_to_datetime(header) - now).total_seconds())
        except (ValueError, TypeError, OverflowError):  # no date, or one without a zone
            pass
    match = _WAIT_IN_WORDS.search(words)
    return float(match[1]) if match else _DEFAULT_WAIT


_wrong_key = _person_must_act("Check the key in [transport] of config.toml, and its permissions.")
_not_allowed = _person_must_act(
    "Check what the key in [transport] of config.toml may do, and whether the account may send."
)
_wrong_account = _person_must_act("Look at the account: a payment or its approval is missing.")
_wrong_place = _person_must_act("Check the domain and base_url in [transport] of config.toml.")
_wrong_proxy = _person_must_act("The proxy between us and the ESP wants a password.")

_VERDICTS: Mapping[int, _Verdict] = MappingProxyType(
    {
        301: _wrong_place,
        302: _wrong_place,
        307: _wrong_place,
        308: _wrong_place,
        400: _batch_refused,
        401: _wrong_key,
        402: _wrong_account,
        403: _not_allowed,
        404: _wrong_place,
        405: _wrong_place,
        407: _wrong_proxy,
        413: _batch_refused,
        422: _batch_refused,
        429: _throttled,
    }
)

"""What Amazon SES answers: a result for each message, or one error for the whole call.

Results: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BulkEmailEntryResult.html
Errors:  https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from digest.delivery.headers import clean
from digest.errors import NotSentError
from digest.transports.esp import Response

STOPPED = "Look at the account's page at SES: sending is stopped, and it says why."
_RATE = "Set rate in [transport] of config.toml to what the account may send in a second."
_QUOTA = "What the account may send in 24 hours is used up; Amazon raises it when asked."
_LATER = "Send again later."
_SENDER = "Verify the sender's domain at SES, in this region."
_SET = "Check configuration_set in [transport] of config.toml: it must exist, in this region."
_CLOCK = "This machine's clock is wrong: set it."
_LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a message was not taken that is well in itself."""

    wait: float | None  # seconds; None: a person must act first
    hint: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message: an id, or words that say why not."""

    message_id: str
    words: str
    fault: Fault | None  # None where it was taken, or refused for what is in it


_OF_A_MESSAGE: Mapping[str, Fault] = MappingProxyType(
    {
        "ACCOUNT_THROTTLED": Fault(5.0, _RATE),
        "ACCOUNT_DAILY_QUOTA_EXCEEDED": Fault(600.0, _QUOTA),
        "TRANSIENT_FAILURE": Fault(30.0, _LATER),
        "ACCOUNT_SUSPENDED": Fault(None, STOPPED),
        "ACCOUNT_SENDING_PAUSED": Fault(None, STOPPED),
        "CONFIGURATION_SET_SENDING_PAUSED": Fault(None, STOPPED),
        "MAIL_FROM_DOMAIN_NOT_VERIFIED": Fault(None, _SENDER),
        "CONFIGURATION_SET_NOT_FOUND": Fault(None, _SET),
        "CONFIGURATION_SET_DOES_NOT_EXIST": Fault(None, _SET),  # so the reference calls it
        "INVALID_SENDING_POOL_NAME": Fault(None, _SET),
    }
)
_REFUSED = frozenset(("MESSAGE_REJECTED", "INVALID_PARAMETER", "FAILED"))
_OF_A_CALL: Mapping[str, Fault] = MappingProxyType(
    {
        "TooManyRequestsException": Fault(5.0, _RATE),
        "ThrottlingException": Fault(5.0, _RATE),
        "Throttling": Fault(5.0, _RATE),
        "LimitExceededException": Fault(600.0, _QUOTA),
        "AccountSuspendedException": Fault(None, STOPPED),
        "SendingPausedException": Fault(None, STOPPED),
        "MailFromDomainNotVerifiedException": Fault(None, _SENDER),
        "NotFoundException": Fault(None, _SET),
        "RequestExpired": Fault(None, _CLOCK),
    }
)


def read_result(result: object) -> Result:
    """Read what became of one message.

    Raises:
        ValueError: it does not say so in words that are known.
    """
    told = result if isinstance(result, dict) else {}
    status, message_id = str(told.get("Status")), told.get("MessageId")
    if status == "SUCCESS" and isinstance(message_id, str) and message_id:
        return Result(message_id, "", None)
    fault = _OF_A_MESSAGE.get(status)
    if fault is None and status not in _REFUSED:
        raise ValueError("a result is none that is known")
    words = clean(str(told.get("Error") or status))[:_LONGEST_WORDS]
    return Result("", words, fault)


def not_taken(results: Sequence[Result]) -> NotSentError | None:
    """The error that some messages not being taken amounts to; the gravest fault speaks."""
    faults = [(each.fault, each.words) for each in results if each.fault]
    if not faults:
        return None
    fault, words = max(faults, key=lambda each: _gravity(each[0]))
    return _not_sent(f"{len(faults)} of {len(results)} messages: {words}", fault)


def read_error(response: Response) -> NotSentError | None:
    """Read a whole call's error by its type, which says more than its status."""
    kind = response.headers.get("x-amzn-errortype", "").partition(":")[0]
    try:
        said = response.json()
    except ValueError:
        said = {}
    kind = kind or str(said.get("__type", "")).rpartition("#")[2]
    words = clean(str(said.get("message") or said.get("Message") or kind))[:_LONGEST_WORDS]
    fault = _OF_A_CALL.get(kind)
    if fault and fault.wait and "daily message quota" in words.lower():
        fault = _OF_A_CALL["LimitExceededException"]
    if "signature expired" in words.lower() or "signature not yet current" in words.lower():
        fault = _OF_A_CALL["RequestExpired"]
    return _not_sent(words, fault) if fault else None


def _gravity(fault: Fault) -> float:
    return float("inf") if fault.wait is None else fault.wait


def _not_sent(words: str, fault: Fault) -> NotSentError:
    return NotSentError(
        f"ses does not take it now: {words}", retry_after=fault.wait, hint=fault.hint
    )

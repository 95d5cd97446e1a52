"""What the API says when it cannot do what was asked: every such sentence, in one place.

See https://www.rfc-editor.org/rfc/rfc9457. ``code`` and ``hint`` are ours: the first is for
programs, which would else have to read the detail; the second tells people the way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from types import MappingProxyType

from fastapi.responses import JSONResponse
from pydantic import Field

from digest.model.frozen import Frozen

MEDIA_TYPE = "application/problem+json"
LARGEST = 100_000  # bytes of a body
A_MINUTE = 60  # posts of one organisation
LONGEST_KEY = 255  # characters of an Idempotency-Key
_SOON = "5"  # seconds


class ProblemDocument(Frozen):
    """Why a request was not carried out (RFC 9457)."""

    type: str = Field(default="about:blank", description="always about:blank: see code")
    title: str = Field(description="the words of the HTTP status")
    status: int = Field(description="the HTTP status")
    code: str = Field(description="what went wrong, for programs", examples=["idempotency-key"])
    detail: str = Field(description="what went wrong, for people")
    hint: str = Field(description="what to do about it")


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, and the way out."""

    status: HTTPStatus
    code: str
    detail: str
    hint: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> ProblemDocument:
        """As it is said."""
        return ProblemDocument(
            title=self.status.phrase,
            status=self.status,
            code=self.code,
            detail=self.detail,
            hint=self.hint,
        )


class RefusedError(Exception):
    """A request that is not carried out, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def response(problem: Problem, more: Mapping[str, str] = MappingProxyType({})) -> JSONResponse:
    """A problem as a response, with more headers than its own."""
    return JSONResponse(
        problem.document.model_dump(),
        status_code=problem.status,
        headers={**problem.headers, **more},
        media_type=MEDIA_TYPE,
    )


NO_KEY = Problem(
    HTTPStatus.UNAUTHORIZED,
    "no-key",
    "The request carries no key.",
    "Send the organisation's key in the header Authorization: Bearer KEY.",
    {"WWW-Authenticate": 'Bearer realm="submissions"'},  # RFC 6750, section 3
)
WRONG_KEY = Problem(
    HTTPStatus.UNAUTHORIZED,
    "wrong-key",
    "The key is not known, was revoked, or its organisation is no longer in the directory.",
    "Ask the newsletter's editors for a new one.",
    {"WWW-Authenticate": 'Bearer realm="submissions", error="invalid_token"'},
)
NOT_OPEN = Problem(
    HTTPStatus.NOT_FOUND,
    "not-open",
    "This newsletter takes nothing in this way.",
    'Ask its editors: a [[source]] of kind = "api" in config.toml opens it.',
)
TOO_OFTEN = Problem(
    HTTPStatus.TOO_MANY_REQUESTS,
    "too-often",
    f"The organisation posted more than {A_MINUTE} times within a minute.",
    "Wait for as many seconds as the header Retry-After says, and post it again.",
)
NO_IDEMPOTENCY_KEY = Problem(
    HTTPStatus.BAD_REQUEST,
    "idempotency-key",
    "The request carries no Idempotency-Key that can be used.",
    "Send one, a new one for each new request, such as a UUID; at most"
    f" {LONGEST_KEY} visible ASCII characters without comma, quote and backslash.",
)
NOT_JSON = Problem(
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "not-json",
    "The body is not said to be plain JSON.",
    "Send it with the header Content-Type: application/json, and not compressed.",
    {"Accept-Post": "application/json"},
)
TOO_LARGE = Problem(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "too-large",
    f"The body has more than {LARGEST:,} bytes; no more of it was read.",
    "Shorten the text, and give a picture by its address.",
)
ANOTHER_BODY = Problem(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "idempotency-key-reused",
    "This Idempotency-Key came before, with another body.",
    "Send a new key with what is new. To change what was posted, post it with the same id.",
)
IN_PROGRESS = Problem(
    HTTPStatus.CONFLICT,
    "in-progress",
    "A request with this Idempotency-Key is being answered at this moment.",
    "Post the same again in a moment: it gets the same answer.",
    {"Retry-After": _SOON},
)
UNAVAILABLE = Problem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "unavailable",
    "Something went wrong on this side.",
    "Post the same again with the same Idempotency-Key: nothing is taken in twice.",
    {"Retry-After": "60"},
)
GONE_AWAY = Problem(
    HTTPStatus.BAD_REQUEST,
    "broken-off",
    "The request broke off before its end.",
    "Post the same again with the same Idempotency-Key.",
)
NOT_HERE = Problem(
    HTTPStatus.NOT_FOUND,
    "not-here",
    "There is nothing at this address.",
    "News is posted to /api/submissions; /api/openapi.json describes how.",
)
NO_SUCH_METHOD = Problem(
    HTTPStatus.METHOD_NOT_ALLOWED,
    "method",
    "This address does not know the method.",
    "News is posted, with POST, to /api/submissions; /api/openapi.json describes how.",
)


def malformed(reason: str) -> Problem:
    """A body that is no submission in JSON."""
    return Problem(
        HTTPStatus.BAD_REQUEST,
        "malformed",
        f"The body cannot be read: {reason}.",
        "Send one JSON object (RFC 8259) in UTF-8: names with values.",
    )


def rejected(reason: str) -> Problem:
    """A submission that can say nothing as it is."""
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "rejected",
        f"The submission was not taken in: {reason}.",
        "Mend it and post it again, with a new Idempotency-Key.",
    )


def too_often(seconds: int) -> Problem:
    """A post that comes too soon."""
    return replace(TOO_OFTEN, headers={"Retry-After": str(seconds)})

"""The API: organisations post their news, and hear at once what became of it.

Nothing of a key or a body is ever logged. Errors are problem documents (`problems.py`).
The header Idempotency-Key is that of
https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

from __future__ import annotations

import asyncio
import logging
import re
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TypeVar

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from digest.formats.entry import Fault
from digest.formats.pushed import pushed
from digest.intake.deciding import Verdict
from digest.model.record import Rejection
from digest.store.calls import Answer, Standing
from digest.web import problems
from digest.web.description import Answered, description
from digest.web.problems import RefusedError
from digest.web.turnstile import Turnstile
from digest.workflows.outcomes import Terms
from digest.workflows.submit import Caller, Outcome, Push, Pushing, caller_of, submit

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_BEARER = re.compile(r"bearer +(?P<key>dk_[A-Za-z0-9_-]{32})", re.ASCII | re.IGNORECASE)
# A string as RFC 9651 writes it, or, as most programs send it, without its quotes.
_IDEMPOTENCY_KEY = re.compile(
    rf'(?P<quote>"?)(?P<key>[!#-+\--\[\]-~]{{1,{problems.LONGEST_KEY}}})(?P=quote)'
)
_AT_ONCE = 4  # posts; a lane of their own, so that readers never wait for them
_STANDING = {
    Standing.ANOTHER: problems.ANOTHER_BODY,
    Standing.IN_PROGRESS: problems.IN_PROGRESS,
}


class Api:
    """One method per URL, and one for each way a request can fail."""

    def __init__(self, pushing: Pushing) -> None:
        self._pushing = pushing
        self._turnstile = Turnstile(problems.A_MINUTE)
        self._lane = ThreadPoolExecutor(_AT_ONCE, "takes in what is posted")

    async def submit(self, request: Request) -> Response:
        """Take one submission in. Who asks is looked at first, and only then what they send."""
        try:
            return await self._submitted(request)
        except (RefusedError, ClientDisconnect):
            raise
        except Exception as error:  # noqa: BLE001 - answered here, or its words would be logged
            _log_where(error)
            raise RefusedError(problems.UNAVAILABLE) from None  # the cause may quote the body

    def described(self) -> Response:
        """What can be posted and what is answered, for programs (OpenAPI 3.1)."""
        return JSONResponse(description())

    def refused(self, request: Request, error: Exception) -> Response:
        """A request that is not carried out."""
        del request
        if isinstance(error, RefusedError):
            return problems.response(error.problem)
        if isinstance(error, ClientDisconnect):
            return problems.response(problems.GONE_AWAY)  # nobody hears it
        if not isinstance(error, HTTPException):
            return problems.response(problems.UNAVAILABLE)
        if error.status_code == problems.NO_SUCH_METHOD.status:
            return problems.response(problems.NO_SUCH_METHOD, error.headers or {})
        return problems.response(problems.NOT_HERE)

    async def _submitted(self, request: Request) -> Response:
        caller, terms = await self._off(lambda: self._admitted(request.headers))
        idempotency_key = _idempotency_key(request.headers)
        _must_be_json(request.headers)
        body = await _body(request)
        entry = pushed(body)
        if isinstance(entry, Fault):
            raise RefusedError(problems.malformed(entry.reason))
        push = Push(idempotency_key, body, entry.fields)
        said = await self._off(lambda: submit(self._pushing, caller, terms, push, _worded))
        if isinstance(said, Standing):
            raise RefusedError(_STANDING[said])
        return _response(said)

    async def _off(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._lane, work)

    def _admitted(self, headers: Headers) -> tuple[Caller, Terms]:
        if "authorization" not in headers:
            raise RefusedError(problems.NO_KEY)
        match = _BEARER.fullmatch(headers["authorization"].strip())
        holder = self._pushing.keys.holder(match["key"]) if match else None
        if holder is None:
            raise RefusedError(problems.WRONG_KEY)
        wait = self._turnstile.wait(holder, self._pushing.clock())
        if wait is not None:  # before anything is read for them
            raise RefusedError(problems.too_often(wait))
        caller = caller_of(self._pushing, holder)
        if caller is None:
            raise RefusedError(problems.WRONG_KEY)
        terms = self._pushing.terms()
        if terms is None:
            raise RefusedError(problems.NOT_OPEN)
        return caller, terms


def _idempotency_key(headers: Headers) -> str:
    match = _IDEMPOTENCY_KEY.fullmatch(", ".join(headers.getlist("idempotency-key")).strip())
    if match is None:
        raise RefusedError(problems.NO_IDEMPOTENCY_KEY)
    return match["key"]


def _must_be_json(headers: Headers) -> None:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if media_type != "application/json" or encoding != "identity":
        raise RefusedError(problems.NOT_JSON)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > problems.LARGEST:
            raise RefusedError(problems.TOO_LARGE)
    return bytes(body)


def _worded(outcome: Outcome) -> Answer:
    """What became of a push, as it is said now and whenever the same is asked again."""
    if isinstance(outcome, Rejection):
        problem = problems.rejected(outcome.reason)
        return Answer(problem.status, problem.document.model_dump_json())
    submission = outcome.submission
    answered = Answered(
        id=submission.id,
        state=submission.state,
        issue=submission.issue,
        findings=outcome.findings,
    )
    status = HTTPStatus.CREATED if outcome.verdict is Verdict.NEW else HTTPStatus.OK
    return Answer(status, answered.model_dump_json())


def _response(answer: Answer) -> Response:
    is_problem = answer.status >= HTTPStatus.BAD_REQUEST
    return Response(
        answer.document,
        status_code=answer.status,
        media_type=problems.MEDIA_TYPE if is_problem else "application/json",
    )


def _log_where(error: Exception) -> None:
    """What failed and where; an error of the database would quote what was to be written."""
    (*_, last) = traceback.extract_tb(error.__traceback__)
    _LOG.error("A post failed: %s in %s, line %s", type(error).__name__, last.filename, last.lineno)

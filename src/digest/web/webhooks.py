"""Webhooks: what ESPs tell of messages. A call is verified, kept, answered, and then worked on."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from digest.errors import DigestError
from digest.transports.webhook import ForgedError, PasswordError, Webhook, WebhookCall
from digest.workflows.track import Clock, Tracking, receive, work

_LOG = logging.getLogger(__name__)
_ASKED = {"WWW-Authenticate": 'Basic realm="webhooks"'}
_LARGEST = 10_000_000  # bytes; ESPs pack a thousand events into one or two


class Webhooks:
    """Answers for ``/webhooks/{esp}``.

    A program reads the answer: its status is what counts. Of what failed here the ESP is told to
    call again; of what it did itself wrong nothing is said but that.

    Args:
        public_url: what ESPs call us by. A proxy in between hides it from the request, and some
            sign it.
    """

    def __init__(self, tracking: Tracking, clock: Clock, public_url: str) -> None:
        self._tracking = tracking
        self._clock = clock
        self._public_url = public_url.rstrip("/")

    async def told(self, esp: str, request: Request) -> Response:
        """A call of an ESP; some look first whether anybody is there, which says nothing."""
        try:
            webhook = self._tracking.webhooks().get(esp)
        except DigestError as error:
            _LOG.error("No webhook can be opened: %s", error.message)
            return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "call again later")
        if webhook is None:
            return _answer(HTTPStatus.NOT_FOUND, "no webhook is set up here for this ESP")
        if request.method == "HEAD":
            return _answer(HTTPStatus.OK, "")
        body = await _body(request)
        if body is None:
            return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
        return await self._received(webhook, self._call(webhook, request, body))

    def _call(self, webhook: Webhook, request: Request, body: bytes) -> WebhookCall:
        """The call as the ESP made it."""
        query = f"?{request.url.query}" if request.url.query else ""
        headers = {name.lower(): value for name, value in request.headers.items()}
        return WebhookCall(f"{self._public_url}/webhooks/{webhook.name}{query}", headers, body)

    async def _received(self, webhook: Webhook, call: WebhookCall) -> Response:
        esp = webhook.name
        try:
            now = self._clock()
            await run_in_threadpool(receive, self._tracking, webhook, call, now)
        except ForgedError as error:
            _LOG.warning("A call to /webhooks/%s was refused: %s", esp, error.message)
            return _refusal(error)
        except DigestError as error:
            _LOG.error("A call to /webhooks/%s could not be kept: %s", esp, error.message)
            return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "call again later")
        return _answer(HTTPStatus.OK, "", BackgroundTask(self._work))

    def _work(self) -> None:
        """What is kept is worked on at the next tick where this fails."""
        try:
            work(self._tracking, self._clock())
        except DigestError as error:
            _LOG.error("What an ESP told waits for the next tick: %s", error.message)


async def _body(request: Request) -> bytes | None:
    """The body; None where it is too large or breaks off."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > _LARGEST:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


def _refusal(error: ForgedError) -> Response:
    """A password may be asked for once more, a signature may not: after 403 Postmark gives up."""
    why = "the call is not shown to be the ESP's"
    if not isinstance(error, PasswordError):
        return _answer(HTTPStatus.FORBIDDEN, why)
    answer = _answer(HTTPStatus.UNAUTHORIZED, why)
    answer.headers.update(_ASKED)
    return answer


def _answer(status: HTTPStatus, why: str, after: BackgroundTask | None = None) -> Response:
    content = {"error": why} if why else {"ok": True}
    return JSONResponse(content, status_code=status, background=after)

"""The editors' preview, on this machine alone. Every URL is in `preview_app`.

It only shows. The email is members' words and somebody's template: it stands in a frame that
runs no scripts, and nothing but this machine may ask for it.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import StreamingResponse

from digest.checks.rendered import LARGE, TOO_LARGE
from digest.model.period import Period
from digest.model.picture import FOLDER as PICTURES
from digest.model.rendered import TOKEN, RenderedIssue
from digest.web.headers import SecurityHeaders, policy
from digest.web.pages import FOLDER, TEMPLATES
from digest.web.pictures import picture_response
from digest.web.schemes import Scheme, in_scheme
from digest.web.showing import Preview, Shown
from digest.web.standing import standing_of
from digest.workflows.desk import Desk
from digest.workflows.preview import newest_unsent

_HERE = ["127.0.0.1", "localhost"]  # another name leads here only by DNS rebinding
_READ = ["GET", "HEAD"]
_SAMPLE = "sample"  # stands for a reader's token; it is nobody's
_PAGE_POLICY = policy(
    script_src="'self'",
    style_src="'self'",
    connect_src="'self'",
    frame_src="'self'",
    img_src="data:",
)
# The frame is of the same origin, so that the page can keep its scroll; it runs no scripts.
SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
_MAIL_POLICY = policy(
    style_src="'unsafe-inline'",
    img_src="'self' https: http: data:",
    frame_ancestors="'self'",
    sandbox=SANDBOX,
)
_LOOK_EVERY, _STILL_HERE_EVERY = 0.01, 15.0  # seconds


def preview_app(preview: Preview, period: Period | None) -> FastAPI:
    """The preview as an ASGI application, which follows the files while it is served.

    Args:
        preview: what is shown.
        period: the issue to begin with; None: the newest that is not sent.
    """

    @asynccontextmanager
    async def following(_app: FastAPI) -> AsyncIterator[None]:
        preview.open()
        yield
        preview.close()

    here = _Answers(preview, period)
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, lifespan=following
    )
    app.add_middleware(SecurityHeaders, headers={"Content-Security-Policy": _PAGE_POLICY})
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_HERE)
    app.add_api_route("/", here.begin, methods=_READ)
    app.add_api_route("/issues/{period}", here.page, methods=_READ)
    app.add_api_route("/issues/{period}/mail", here.mail, methods=_READ)
    app.add_api_route("/images/{name}", here.picture, methods=_READ)
    app.add_api_route("/events", here.events, methods=["GET"])
    app.add_api_route("/preview.css", here.style, methods=_READ)
    app.add_api_route("/preview.js", here.script, methods=_READ)
    return app


class _Answers:
    """One method per URL."""

    def __init__(self, preview: Preview, period: Period | None) -> None:
        self._preview = preview
        self._period = period

    def begin(self) -> Response:
        """Lead to the issue to begin with; where there is none yet, say how to get one."""
        shown = self._preview.show(None)
        period = self._period or newest_unsent(shown.issues)
        if period is None:
            return _page(shown, None)
        return RedirectResponse(f"/issues/{period}")

    def page(self, period: str, language: str = "", segment: str = "") -> Response:
        """An issue with everything there is to see of it."""
        if not Period.looks_like(period):
            return _page(self._preview.show(None), None, status=404)
        shown = self._preview.show(Period(period))
        status = 200 if shown.look or shown.trouble else 404
        return _page(shown, Period(period), language, segment, status=status)

    def mail(
        self,
        period: str,
        language: str = "",
        segment: str = "",
        scheme: Annotated[Scheme, Query()] = "light",
    ) -> Response:
        """The email's HTML, in the light or in the dark."""
        shown = self._preview.show(Period(period)) if Period.looks_like(period) else None
        if shown is None or shown.look is None:
            return Response(status_code=404)
        variant = _variant(shown.look.variants, language, segment)
        return HTMLResponse(
            in_scheme(_from_here(variant.html, shown.desk).replace(TOKEN, _SAMPLE), scheme),
            headers={"Content-Security-Policy": _MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"},
        )

    def picture(self, name: str) -> Response:
        """A picture of an issue, which readers get from the public web."""
        desk = self._preview.show(None).desk
        response = picture_response(desk.album.kept, name) if desk else None
        return response or Response(status_code=404)

    def events(self) -> Response:
        """Tell the page when there may be something new.

        See https://html.spec.whatwg.org/multipage/server-sent-events.html
        """
        return StreamingResponse(_revisions(self._preview), media_type="text/event-stream")

    def style(self) -> Response:
        """How the page looks."""
        return FileResponse(FOLDER / "preview.css")

    def script(self) -> Response:
        """How the page keeps up."""
        return FileResponse(FOLDER / "preview.js")


async def _revisions(preview: Preview) -> AsyncIterator[str]:
    said, quiet = "", 0.0
    while not preview.is_closing:
        if preview.revision != said:
            said, quiet = preview.revision, 0.0
            yield f"data: {said}\n\n"
        elif quiet >= _STILL_HERE_EVERY:  # else nobody would notice a page that was closed
            quiet = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(_LOOK_EVERY)
        quiet += _LOOK_EVERY


def _page(
    shown: Shown,
    period: Period | None,
    language: str = "",
    segment: str = "",
    *,
    status: int = 200,
) -> Response:
    look = shown.look
    variant = _variant(look.variants, language, segment) if look else None
    page = TEMPLATES.get_template("preview.html.j2").render(
        shown=shown,
        period=period,
        look=look,
        variant=variant,
        text=variant.text.replace(TOKEN, _SAMPLE) if variant else "",
        html_bytes=len(variant.html.encode()) if variant else 0,
        large=LARGE,
        too_large=TOO_LARGE,
        standing=standing_of(look) if look else None,
        version=look.sha256[:12] if look else "",
        sandbox=SANDBOX,
    )
    return HTMLResponse(page, status_code=status)


def _from_here(mail: str, desk: Desk | None) -> str:
    """The email with its pictures from this machine: the public web may not be there yet."""
    if desk is None:
        return mail
    address = html.escape(f"{desk.public_url.rstrip('/')}/{PICTURES}/")
    return mail.replace(f'src="{address}', f'src="/{PICTURES}/')


def _variant(variants: tuple[RenderedIssue, ...], language: str, segment: str) -> RenderedIssue:
    """A segment's variant in a language; where there is none, the nearest that is sent."""
    its = [each for each in variants if each.segment == segment] or variants
    return next((each for each in its if each.language == language), its[0])

"""The public web: what the links in every message lead to, and where organisations push news.

Every URL is in `public_app`.

A token is a reader's key. It is in the path because RFC 8058 wants it there, and so it is never
logged, never cached and never sent on as a referrer.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp

from digest.errors import StoreError
from digest.model.settings import NewsletterSettings
from digest.store.archive_folder import ArchiveFolder
from digest.store.pictures import Pictures
from digest.web.api import Api
from digest.web.archive import ArchivePages
from digest.web.headers import SecurityHeaders, policy
from digest.web.notices import NO_SUCH_METHOD, Notices
from digest.web.pages import Notice, NoticePages
from digest.web.pictures import picture_response
from digest.web.problems import RefusedError
from digest.web.webhooks import Webhooks
from digest.workflows.submit import Pushing
from digest.workflows.subscribe import Holder, Leaving, spoken_of
from digest.workflows.track import Tracking

_LOG = logging.getLogger(__name__)
_READ = ["GET", "HEAD"]
_TOKEN = re.compile(r"[A-Za-z0-9._-]{1,1024}", re.ASCII)  # a test mail's holds an address, signed
_RETRY_AFTER = "60"  # seconds


@dataclass(frozen=True, slots=True)
class Site:
    """What the public web works with.

    Args:
        probe: any call that fails with a StoreError where the database cannot be reached.
        public_url: what the world calls this site by, whatever proxies stand before it.
    """

    newsletter: NewsletterSettings
    archive: ArchiveFolder
    leaving: Leaving
    pictures: Pictures
    pushing: Pushing
    tracking: Tracking
    probe: Callable[[], object]
    clock: Callable[[], dt.datetime]
    public_url: str = ""


def public_app(site: Site) -> ASGIApp:
    """The public web as an ASGI application.

    The headers go around the finished application: what answers for an error nobody expected
    stands outside every middleware that is added to it.
    """
    pages = NoticePages(site.newsletter)
    here = _Answers(site, pages)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_api_route("/unsubscribe/{token}", here.unsubscribe, methods=[*_READ, "POST"])
    app.add_api_route("/preferences/{token}", here.preferences, methods=[*_READ, "POST"])
    app.add_api_route("/archive", here.to_the_archive, methods=_READ)
    app.add_api_route("/archive/{path:path}", here.archive, methods=_READ)
    app.add_api_route("/images/{name}", here.picture, methods=_READ)
    told = Webhooks(site.tracking, site.clock, site.public_url).told
    app.add_api_route("/webhooks/{esp}", told, methods=["HEAD", "POST"])
    app.add_api_route("/healthz", here.health, methods=_READ)
    app.mount("/api", _api(site.pushing))
    app.add_exception_handler(HTTPException, here.refused)
    app.add_exception_handler(StoreError, here.unavailable)
    app.add_exception_handler(Exception, here.unavailable)
    own = policy(style_src=pages.style_source, form_action="'self'")
    return SecurityHeaders(app, {"Content-Security-Policy": own})


def _api(pushing: Pushing) -> ASGIApp:
    """What programs call, apart because an error is a document there and no page."""
    here = Api(pushing)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_api_route("/submissions", here.submit, methods=["POST"])
    app.add_api_route("/openapi.json", here.described, methods=_READ)
    for kind in (HTTPException, RefusedError, ClientDisconnect, Exception):
        app.add_exception_handler(kind, here.refused)
    return app


class _Answers:
    """One method per URL."""

    def __init__(self, site: Site, pages: NoticePages) -> None:
        self._site = site
        self._pages = pages
        self._archive = ArchivePages(site.archive, site.newsletter)
        self._notices = Notices(site.newsletter)

    def unsubscribe(self, token: str, request: Request) -> Response:
        """RFC 8058: a GET changes nothing, because scanners follow links; a POST is the wish.

        Its body is not read: whoever posts to this address wants to leave.
        """
        if not _TOKEN.fullmatch(token):
            return self._page(self._notices.asked(Holder.NOBODY))
        notices = self._in_the_language_of(token)
        if request.method == "POST":
            holder = self._site.leaving.unsubscribe(token, self._site.clock())
            return self._page(notices.done(holder))
        return self._page(notices.asked(self._site.leaving.holder(token)))

    def preferences(self, token: str, request: Request, language: str = "") -> Response:
        """The language the newsletter comes in: a GET shows it, a POST is the reader's choice."""
        if not _TOKEN.fullmatch(token):
            return self._page(self._notices.asked(Holder.NOBODY))
        is_choice = request.method == "POST" and language in self._site.newsletter.languages
        leaving = self._site.leaving
        holder = leaving.speak(token, language) if is_choice else leaving.holder(token)
        chosen = spoken_of(leaving.language(token), self._site.newsletter.languages)
        notices = Notices(self._site.newsletter, chosen)
        leave = f"../unsubscribe/{token}"
        return self._page(notices.preferences(holder, chosen, leave, saved=is_choice))

    def to_the_archive(self) -> Response:
        """The archive's address has a slash at its end, or its links would lead astray."""
        return RedirectResponse("archive/", status_code=308)

    def archive(self, path: str, request: Request) -> Response:
        """A file of the archive: what is out, without anybody's links."""
        return self._archive.answer(path, request) or self._page(self._notices.not_out())

    def picture(self, name: str) -> Response:
        """A picture of an issue."""
        return picture_response(self._site.pictures, name) or self._page(
            self._notices.no_such_page()
        )

    def health(self) -> Response:
        """Whether the database can be reached, for whoever watches this machine."""
        try:
            self._site.probe()
        except StoreError as error:
            _LOG.error("The health check failed: %s", error)
            return JSONResponse({"status": "unavailable"}, status_code=503)
        return JSONResponse({"status": "ok"})

    def refused(self, request: Request, error: Exception) -> Response:
        """An address there is nothing at, or a method it does not know."""
        del request
        notice, headers = self._notices.no_such_page(), None
        if isinstance(error, HTTPException):
            if error.status_code == NO_SUCH_METHOD:
                notice = self._notices.no_such_method()
            headers = error.headers
        response = self._page(notice)
        response.headers.update(headers or {})
        return response

    def unavailable(self, request: Request, error: Exception) -> Response:
        """Something failed on this side; the reader's wish was not carried out."""
        del request
        _LOG.error("A page could not be shown: %s", error)
        response = self._page(self._notices.unavailable())
        response.headers["Retry-After"] = _RETRY_AFTER
        return response

    def _in_the_language_of(self, token: str) -> Notices:
        return Notices(self._site.newsletter, self._site.leaving.language(token))

    def _page(self, notice: Notice) -> Response:
        return HTMLResponse(
            self._pages.render(notice),
            status_code=notice.status,
            headers={"X-Robots-Tag": "noindex"},
        )

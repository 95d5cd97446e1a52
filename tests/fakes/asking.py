"""A browser without a network: an ASGI application is asked directly, one request at a time."""

import asyncio
from dataclasses import dataclass

import httpx
from starlette.types import ASGIApp


@dataclass(frozen=True)
class Asking:
    """Asks an application; it keeps no cookies and follows no redirects."""

    app: ASGIApp
    base_url: str = "http://127.0.0.1"

    def request(self, method, path, **more):
        return asyncio.run(self._request(method, path, **more))

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def head(self, path, **more):
        return self.request("HEAD", path, **more)

    def post(self, path, **more):
        return self.request("POST", path, **more)

    async def _request(self, method, path, **more):
        # The application answers an error of its own with a page, and raises it for the log.
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self.base_url) as client:
            return await client.request(method, path, **more)

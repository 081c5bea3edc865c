"""Health checks: `/healthz` and `/readyz`.

Source: docs/design.md 3. `/healthz` asks nothing of the database; `/readyz` asks whether it answers and is at this version.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Health:
    """The two endpoints. `ready`: whether requests can be served; `stopping`: whether the server was told to stop."""

    def __init__(self, ready: Callable[[], Awaitable[bool]], stopping: Callable[[], bool] = lambda: False) -> None:
        self._ready = ready
        self._stopping = stopping

    async def alive(self, request: Request) -> Response:
        """Answer 200: the process runs."""
        return JSONResponse({"status": "alive"})

    async def ready(self, request: Request) -> Response:
        """Answer 200 if requests are served, else 503."""
        if self._stopping():
            return JSONResponse({"status": "stopping"}, HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "1"})
        if await self._ready():
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready"}, HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "1"})

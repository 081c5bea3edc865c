"""Whether the server lives, and whether it can serve: for whoever starts and watches it.

Source: docs/design.md 3; `/healthz` asks nothing of the database, `/readyz` whether it answers and stands at this version.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Health:
    """The two answers. `ready`: whether everything that a request needs is there; `stopping`: whether the server was told to end."""

    def __init__(self, ready: Callable[[], Awaitable[bool]], stopping: Callable[[], bool] = lambda: False) -> None:
        self._ready = ready
        self._stopping = stopping

    async def alive(self, request: Request) -> Response:
        """The process answers."""
        return JSONResponse({"status": "alive"})

    async def ready(self, request: Request) -> Response:
        """A request would be served: 200, else 503."""
        if self._stopping():
            return JSONResponse({"status": "stopping"}, HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "1"})
        if await self._ready():
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready"}, HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "1"})

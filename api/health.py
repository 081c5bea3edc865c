"""Health checks: `/healthz` and `/readyz`.

Source: docs/design.md 3. `/healthz` asks nothing of the database; `/readyz` tells everybody whether requests are served, and who watches
why not (docs/decisions/045-watching.md).
"""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.watching import Watcher

AGAIN = {"Retry-After": "1"}


class Health:
    """The two endpoints. `troubles`: what keeps requests from being served; `remarks`: what else is wrong, asked for who watches alone."""

    def __init__(
        self,
        troubles: Callable[[], Sequence[str]],
        watcher: Watcher,
        remarks: Callable[[], Awaitable[Sequence[str]]],
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """`stopping`: whether the server was told to stop."""
        self._troubles = troubles
        self._watcher = watcher
        self._remarks = remarks
        self._stopping = stopping

    async def alive(self, request: Request) -> Response:
        """Answer 200: the process runs."""
        return JSONResponse({"status": "alive"})

    async def ready(self, request: Request) -> Response:
        """Answer 200 if requests are served, else 503."""
        if self._stopping():
            return JSONResponse({"status": "stopping"}, HTTPStatus.SERVICE_UNAVAILABLE, headers=AGAIN)
        troubles = self._troubles()
        told = {} if not self._watcher.is_known(request) else {"why": [*troubles, *([] if troubles else await self._remarks())]}
        if troubles:
            return JSONResponse({"status": "not ready"} | told, HTTPStatus.SERVICE_UNAVAILABLE, headers=AGAIN)
        return JSONResponse({"status": "ready"} | {name: why for name, why in told.items() if why})

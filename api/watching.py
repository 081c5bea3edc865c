"""`/metrics`, and who may see it: whoever shows the token of who watches; in development everybody.

Source: docs/decisions/045-watching.md; docs/settings.md (LIANBANG_WATCH_TOKEN).
"""

import asyncio
import hmac
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus

from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from api.metrics import Metrics
from api.standing import Standing

BEAT_SECONDS = 1.0
Pools = Callable[[], Mapping[str, tuple[int, int]]]
Standbys = Callable[[], Mapping[str, tuple[float, bool]]]


class Watcher:
    """Whom a server tells how it fares. `token`: what they show; None: nobody, unless it is `open`."""

    def __init__(self, token: str | None, *, is_open: bool) -> None:
        self._token = token
        self._is_open = is_open

    def is_known(self, request: Request) -> bool:
        """Return whether a request comes from who watches."""
        if self._token is None:
            return self._is_open
        shown = request.headers.getlist("authorization")
        return len(shown) == 1 and hmac.compare_digest(shown[0].encode(), f"Bearer {self._token}".encode())


class Watching:
    """The endpoint for Prometheus."""

    def __init__(self, metrics: Metrics, standing: Standing, pools: Pools, watcher: Watcher, standbys: Standbys = dict) -> None:
        self._metrics = metrics
        self._standing = standing
        self._pools = pools
        self._watcher = watcher
        self._standbys = standbys

    async def keep(self, stop: asyncio.Event) -> None:
        """Tell of requests, pools and standbys every `BEAT_SECONDS` until `stop` is set: a process beside may be the one that is asked."""
        while not stop.is_set():
            self._tell()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), BEAT_SECONDS)
        self._metrics.leave()

    async def show(self, request: Request) -> Response:
        """Answer with everything in the text format of Prometheus; to others as if it were not there."""
        if not self._watcher.is_known(request):
            return Response(status_code=HTTPStatus.NOT_FOUND)
        self._tell()
        await self._standing.look()
        told = generate_latest(self._metrics.counted()) + generate_latest(self._standing)
        return Response(told, headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _tell(self) -> None:
        self._metrics.add_up()
        self._metrics.tell_pools(self._pools())
        self._metrics.tell_standbys(self._standbys())

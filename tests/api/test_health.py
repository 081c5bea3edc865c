"""What `/readyz` tells, and to whom. Source: docs/design.md 3; docs/decisions/045-watching.md."""

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from api.health import Health
from api.watching import Watcher

AWAY, SILENT = "the database does not answer", "the worker is silent"
WATCHES = {"Authorization": "Bearer secret"}


@pytest.mark.parametrize(
    ("troubles", "remarks", "stopping", "headers", "status", "told"),
    [
        ([], [], False, {}, 200, {"status": "ready"}),
        ([], [], False, WATCHES, 200, {"status": "ready"}),
        ([AWAY], [SILENT], False, {}, 503, {"status": "not ready"}),
        ([AWAY], [SILENT], False, WATCHES, 503, {"status": "not ready", "why": [AWAY]}),
        ([], [SILENT], False, {}, 200, {"status": "ready"}),
        ([], [SILENT], False, WATCHES, 200, {"status": "ready", "why": [SILENT]}),
        ([AWAY], [], True, WATCHES, 503, {"status": "stopping"}),
    ],
)
async def test_everybody_is_told_whether_requests_are_served_and_who_watches_why_not(
    troubles: list[str], remarks: list[str], stopping: bool, headers: dict[str, str], status: int, told: dict[str, object]
) -> None:
    async def remark() -> list[str]:
        return remarks

    health = Health(lambda: troubles, Watcher("secret", is_open=True), remark, lambda: stopping)
    app = Starlette(routes=[Route("/readyz", health.ready)])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://lianbang") as client:
        answer = await client.get("/readyz", headers=headers)
    assert (answer.status_code, answer.json()) == (status, told)

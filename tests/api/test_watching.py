"""What Prometheus is told, and who is. Source: docs/decisions/045-watching.md."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.routing import Route

from api.metrics import Metrics
from api.standing import SILENT_SECONDS, Numbers, Standing
from api.watching import Watcher, Watching

COUNTS = """
import sys
from pathlib import Path
from api.metrics import Metrics
metrics = Metrics(Path(sys.argv[1]))
metrics.count("/graphql", "query", 200, 0.01)
metrics.tell_pools({"reading": (4, 1)})
if sys.argv[2] == "ends":
    metrics.leave()
"""


class Asked:
    """A database that tells numbers, or fails."""

    def __init__(self, *numbers: tuple[str, str, float]) -> None:
        self.numbers: Numbers = numbers
        self.times = 0
        self.away = False

    async def read(self) -> Numbers:
        self.times += 1
        if self.away:
            raise ConnectionRefusedError
        return self.numbers


def standing_of(asked: Asked) -> Standing:
    return Standing(asked.read, lambda: not asked.away, "2026", (OSError,))


@pytest.fixture
def asked() -> Asked:
    return Asked(("waiting", "audit", 3.0), ("oldest", "audit", 2.0), ("inbox", "6f0d4c1e", 1.0), ("inbox", "6f0d4c1e", 2.0))


@pytest_asyncio.fixture
async def client(asked: Asked) -> AsyncIterator[httpx2.AsyncClient]:
    def showing(token: str | None, *, is_open: bool) -> Watching:
        return Watching(Metrics(), standing_of(asked), lambda: {"reading": (4, 1)}, Watcher(token, is_open=is_open))

    shown = {"/closed": showing(None, is_open=False), "/open": showing(None, is_open=True), "/token": showing("secret", is_open=True)}
    app = Starlette(routes=[Route(path, each.show) for path, each in shown.items()])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://lianbang") as client:
        yield client


async def test_what_waits_and_the_pools_are_told(client: httpx2.AsyncClient, asked: Asked) -> None:
    said = (await client.get("/open")).text
    assert 'lianbang_queue_waiting{queue="audit"} 3.0' in said
    assert 'lianbang_inbox{office="6f0d4c1e"} 3.0' in said
    assert 'lianbang_pool_in_use{pool="reading"} 1.0' in said
    assert 'lianbang_cipher_key{key="2026"} 1.0' in said
    await asyncio.gather(*(client.get("/open") for _ in range(20)))
    assert asked.times == 1


async def test_who_watches_is_told_that_no_worker_works(asked: Asked) -> None:
    asked.numbers = [("workers", "active", 1.0)]
    assert await standing_of(asked).remarks() == []
    asked.numbers = [("workers", "active", 0.0)]
    assert [each.partition(":")[0] for each in await standing_of(asked).remarks()] == ["no worker works"]


async def test_a_database_that_does_not_answer_is_told_and_nothing_else_of_it(client: httpx2.AsyncClient, asked: Asked) -> None:
    asked.away = True
    said = (await client.get("/open")).text
    assert "lianbang_database_up 0.0" in said
    assert "lianbang_queue_waiting{" not in said


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/closed", {}, 404),
        ("/closed", {"Authorization": "Bearer None"}, 404),
        ("/token", {}, 404),
        ("/token", {"Authorization": "Bearer secre"}, 404),
        ("/token", {"Authorization": "Bearer gehéim".encode()}, 404),
        ("/token", {"Authorization": "Bearer secret"}, 200),
    ],
)
async def test_only_who_watches_is_told(client: httpx2.AsyncClient, path: str, headers: dict[str, str], status: int) -> None:
    assert (await client.get(path, headers=headers)).status_code == status


@pytest.mark.parametrize(
    ("queue", "seconds", "silent"), [("audit", 61, True), ("feed", 61, True), ("feed", 59, False), ("proposals", 9e9, False)]
)
async def test_a_worker_that_leaves_things_waiting_is_silent(queue: str, seconds: float, silent: bool) -> None:
    assert SILENT_SECONDS == 60
    standing = standing_of(Asked(("oldest", queue, seconds)))
    await standing.look()
    assert standing.is_silent is silent


def test_servers_that_share_a_port_tell_their_counters_together(tmp_path: Path) -> None:
    """Processes, since the library decides once for each how it counts."""
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}
    for end in ("ends", "goes on"):
        subprocess.run([sys.executable, "-c", COUNTS, str(tmp_path), end], env=environment, check=True, timeout=60)
    registry = Metrics(tmp_path).counted()
    assert registry.get_sample_value("lianbang_requests_total", {"path": "/graphql", "operation": "query", "status": "200"}) == 2
    assert registry.get_sample_value("lianbang_pool_in_use", {"pool": "reading"}) == 1

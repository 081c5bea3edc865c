"""Server processes are renewed at 100 requests a second, and no request fails: `make rolling`.

Source: docs/operations.md (Several processes).
"""

import asyncio
import os
import sys
import urllib.request
from collections import Counter
from pathlib import Path

import psutil

from api.serving.counts import ENDED
from api.watching import BEAT_SECONDS
from db.server.embedded import Embedded
from db.server.login import addresses_of
from tests.conftest import quiet
from tests.deploy.installation import Caller, Installation, installed, notes
from tests.deploy.load import Load

RENEWALS = int(os.environ.get("LIANBANG_RENEWALS", "3"))


async def renewed(installation: Installation, load: Load) -> None:
    """Renew all processes so many times, while the load goes on, and then stop it."""
    try:
        for number in range(1, RENEWALS + 1):
            before = {process.pid for process in installation.servers()}
            await asyncio.sleep(1)
            installation.renew()
            while installation.log("serve").count("All processes are new.") < number:
                assert installation.running["serve"].poll() is None, installation.log("serve")
                await asyncio.sleep(0.2)
            assert before.isdisjoint(process.pid for process in installation.servers())
        await asyncio.sleep(1)
    finally:
        load.over = True


def test_processes_are_renewed_at_a_hundred_requests_a_second_without_a_failed_one(tmp_path: Path) -> None:
    with installed(tmp_path, LIANBANG_PROCESSES="2") as installation:
        installation.start("serve")
        load = Load(installation)

        async def play() -> None:
            while "2 of 2 processes serve" not in installation.log("serve"):
                assert installation.running["serve"].poll() is None, installation.log("serve")
                await asyncio.sleep(0.2)
            await asyncio.gather(load.run(), renewed(installation, load))

        asyncio.run(play())
        assert load.failed == []
        assert installation.stop("serve") == 0, installation.log("serve")
        with Embedded(tmp_path / "var" / "postgres", quiet) as server:
            kept = asyncio.run(notes(addresses_of(server, "lianbang").loader))
        assert sorted(kept) == sorted(load.written)
        assert not [each for each in psutil.process_iter(["cmdline"]) if str(tmp_path) in " ".join(each.info["cmdline"] or [])]
    sys.stdout.write(f"{RENEWALS} renewals, {load.told()}\n")


def counted(port: int) -> tuple[float, float]:
    """How many requests of `/graphql` any process tells of all, and for how many connections of reading."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    requests = [float(line.split()[-1]) for line in lines if line.startswith("lianbang_requests_total{") and 'path="/graphql"' in line]
    (readers,) = (float(line.split()[-1]) for line in lines if line.startswith('lianbang_pool_connections{pool="reading"'))
    return sum(requests), readers


def test_processes_share_an_allowance_and_their_counts_outlive_them(tmp_path: Path) -> None:
    most, folder = 20, tmp_path / "counters"
    more = {"LIANBANG_PROCESSES": "2", "LIANBANG_REQUESTS_PER_MINUTE": str(most), "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    with installed(tmp_path, **more) as installation:
        installation.start("serve")

        async def until(words: str, times: int = 1) -> None:
            while installation.log("serve").count(words) < times:
                assert installation.running["serve"].poll() is None, installation.log("serve")
                await asyncio.sleep(0.2)

        async def all_told() -> None:
            """What others counted is told at their next beat."""
            async with asyncio.timeout(5 * BEAT_SECONDS):
                while counted(installation.port) != (3 * most, 8):  # noqa: ASYNC110 -- what others do tells nobody here
                    await asyncio.sleep(0.2)

        async def play() -> None:
            await until("2 of 2 processes serve")
            callers = [Caller(installation.port, installation.bearer) for _ in range(3 * most)]
            statuses = Counter([each.status for each in await asyncio.gather(*(caller.ask("{ __typename }") for caller in callers))])
            for caller in callers:
                caller.close()
            assert most <= statuses[200] < most + 5, statuses  # what comes back while they ask
            await all_told()
            installation.renew()
            await until("All processes are new.")
            installation.servers()[0].kill()
            await until("2 of 2 processes serve", 2)
            await all_told()
            of = {each.stem.rpartition("_")[2] for each in folder.glob("*.db")}
            assert ENDED in of
            assert of <= {ENDED, *(str(process.pid) for process in installation.servers())}  # none of those that ended

        asyncio.run(play())
        assert installation.stop("serve") == 0, installation.log("serve")

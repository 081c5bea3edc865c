"""The primary is killed under load, again and again, and a standby takes its place: no acknowledged write is lost, none is done twice, the
audit trail is whole and holds whatever was shown. `make failover`; KILLS=how often.

Source: docs/operations.md (Failover); docs/decisions/067-failover.md.
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterator

import pytest

from db.server.login import Addresses, Login, create_logins
from db.session.connect import connected, meant
from terminal.audit import verify_audit
from tests.deploy.cluster import Cluster
from tests.deploy.crash import AUDITED, Writers
from tests.deploy.installation import INBOX, Caller, Installation, free_port, notes, open_folder
from tests.test_app import settings_of

KILLS = int(os.environ.get("LIANBANG_KILLS", "3"))
WRITERS = 3
SOME = 30
"""Writes that are acknowledged between two kills."""
SHOWN = "select count(distinct trace) from audit_record where kind = 'READ'"


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with open_folder("failover") as folder:
        made = Cluster(folder)
        try:
            made.start()
            yield made
        finally:
            made.end()


async def prepared(cluster: Cluster) -> None:
    await cluster.whole()
    superuser = cluster.url("postgres", "postgres")
    async with connected(superuser) as connection:
        await connection.execute("create database lianbang")
    await create_logins(cluster.url("postgres", "lianbang"), cluster.addresses)


class Reader:
    """Who reads names without a pause; `shown`: how often they were shown."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self.shown = 0

    async def read(self, writers: Writers) -> None:
        caller = Caller(self._installation.port, self._installation.bearer)
        while not writers.over:
            answer = await caller.ask(INBOX)
            if answer.status == 200:
                self.shown += 1
            await asyncio.sleep(0.05)
        caller.close()


async def played(cluster: Cluster, writers: Writers, reader: Reader) -> list[float]:
    """Kill the primary again and again. Return after how many seconds each time something was written anew."""
    tasks = [asyncio.create_task(each) for each in [*(writers.write(number) for number in range(WRITERS)), reader.read(writers)]]
    took = []
    try:
        for _ in range(KILLS):
            await writers.wrote(SOME)
            primary, standby = await cluster.whole()
            await writers.wrote(SOME)
            cluster.kill(primary)
            began, before = time.monotonic(), len(writers.acknowledged)
            while not standby.is_primary:  # noqa: ASYNC110 -- another process
                await asyncio.sleep(0.2)
            await writers.wrote(SOME)
            took.append(time.monotonic() - began)
            assert len(writers.acknowledged) > before
            cluster.run(primary)
        await cluster.whole()
        await writers.wrote(SOME)
    finally:
        writers.over = True
        await asyncio.wait_for(asyncio.gather(*tasks), 120)
    return took


def test_the_primary_is_killed_and_nothing_that_was_acknowledged_or_shown_is_lost(cluster: Cluster) -> None:
    asyncio.run(prepared(cluster))
    followed = ",".join(cluster.url(Login.APP, "lianbang", each) for each in cluster.machines)
    more = {"LIANBANG_VAR": str(cluster.folder / "var"), "LIANBANG_PORT": str(free_port()), "LIANBANG_REQUESTS_PER_MINUTE": "1000000"}
    it = Installation(cluster.folder, settings_of(cluster.addresses, LIANBANG_READ_URLS=followed, **more))
    it.prepare(Addresses(*(meant(url) for url in cluster.addresses)))
    writers, reader = Writers(it), Reader(it)
    try:
        it.start("serve")
        took = asyncio.run(played(cluster, writers, reader))
    finally:
        it.end()
    loader = cluster.addresses.loader
    kept = asyncio.run(notes(loader))
    assert len(set(kept)) == len(kept)  # none twice
    assert set(writers.acknowledged) <= set(kept)

    async def counted(statement: str) -> int:
        async with connected(loader) as connection:
            return int(await connection.fetchval(statement))

    assert asyncio.run(counted(AUDITED)) == len(kept)
    assert asyncio.run(counted(SHOWN)) >= reader.shown
    assert verify_audit(it.settings).startswith("The audit trail is whole.")
    seconds = ", ".join(f"{each:.0f}" for each in took)
    sys.stdout.write(
        f"{KILLS} primaries killed, written again after {seconds} s: {len(writers.acknowledged)} writes acknowledged, "
        f"{writers.repeated} requests repeated, names shown {reader.shown} times\n"
    )

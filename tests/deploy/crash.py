"""Servers, worker, database, or all of them are killed under load, again and again: `make crash`; KILLS=how often.

No acknowledged write is lost, none is done twice, and the audit trail is whole. Source: docs/operations.md (What to do when).
"""

import asyncio
import os
import random
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import asyncpg

from db.server.embedded import Embedded
from db.server.login import addresses_of
from terminal.audit import verify_audit
from tests.conftest import quiet
from tests.deploy.installation import PROGRESS, Answer, Caller, Installation, installed, kill, notes

KILLS = int(os.environ.get("LIANBANG_KILLS", "20"))
WRITERS = 6
SOME = 20
"""Writes that are acknowledged between two kills."""
PATIENCE = 300
"""Seconds in which what was killed serves again, also on a busy machine."""
LETTERS = "甲乙丙丁戊己庚辛壬癸"
AUDITED = "select count(*) from audit_record where kind = 'COMMAND' and action = 'referralProgress'"


def is_done(answer: Answer) -> bool:
    """Whether a write is acknowledged; else it is to be repeated: no answer came, or one that says so."""
    assert answer.status in {0, 200, 500, 503}, answer  # 500: of a server that was killed while it stopped
    done = answer.body.replace(b" ", b"")
    assert answer.status != 200 or b'"errors":[]' in done or b'"code":"BUSY"' in done, answer
    return answer.status == 200 and b'"errors":[]' in done


class Writers:
    """Clients that each write one note after the other, and repeat it with its key until it is acknowledged."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.acknowledged: list[str] = []
        self.repeated = 0
        self.over = False

    async def write(self, writer: int) -> None:
        caller, number = Caller(self.installation.port, self.installation.bearer), 0
        while not self.over:
            number += 1
            note = f"{LETTERS[writer]}{number}"
            referral = self.installation.referrals[number * WRITERS % len(self.installation.referrals)]
            asked: dict[str, object] = {"input": {"id": referral, "note": note, "idempotencyKey": note}}
            while not is_done(await caller.ask(PROGRESS, asked)):
                self.repeated += 1
                await asyncio.sleep(0.1)
            self.acknowledged.append(note)
        caller.close()

    async def wrote(self, more: int) -> None:
        """Wait until so many more writes are acknowledged."""
        until = len(self.acknowledged) + more
        for _ in range(10 * PATIENCE):
            if len(self.acknowledged) >= until:
                return
            self.installation.keep()
            await asyncio.sleep(0.1)
        raise AssertionError("nothing is acknowledged any more")


def a_server(it: Installation) -> None:
    """One of those that serve; the others go on."""
    with suppress(IndexError):
        kill(random.choice(it.servers()).pid, children=False)


def what_keeps_them(it: Installation) -> None:
    """The process that keeps the servers, which stop then."""
    it.kill("serve", children=False)


def the_worker(it: Installation) -> None:
    it.kill("worker", children=False)


def the_database(it: Installation) -> None:
    """All its processes, as where the machine loses its power; who uses it starts it again."""
    with suppress(OSError, IndexError, ValueError):
        kill(int((it.folder / "var/postgres/data/postmaster.pid").read_text().split()[0]), children=True)


def everything(it: Installation) -> None:
    for name in [*it.running]:
        it.kill(name, children=True)
    the_database(it)


WAYS: tuple[Callable[[Installation], None], ...] = (a_server, the_worker, the_database, what_keeps_them, everything)


async def play(it: Installation, writers: Writers) -> None:
    """Kill one thing after the other, start what is gone, and stop everything at the end."""
    tasks = [asyncio.create_task(writers.write(number)) for number in range(WRITERS)]
    try:
        for number in range(KILLS):
            await writers.wrote(SOME)
            WAYS[number % len(WAYS)](it)
        await writers.wrote(SOME)
    finally:
        writers.over = True
        ended = asyncio.gather(*tasks)
        await asyncio.wait_for(ended, PATIENCE)


async def audited(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(AUDITED))
    finally:
        await connection.close()


def test_nothing_that_was_acknowledged_is_lost_or_done_twice_whatever_is_killed(tmp_path: Path) -> None:
    with installed(tmp_path, LIANBANG_PROCESSES="2") as it:
        for name in ("serve", "worker"):
            it.start(name)
        writers = Writers(it)
        asyncio.run(play(it, writers))
        for name in ("serve", "worker"):
            it.stop(name)
        with Embedded(tmp_path / "var" / "postgres", quiet) as server:
            addresses = addresses_of(server, "lianbang")
            kept = asyncio.run(notes(addresses.loader))
            records = asyncio.run(audited(addresses.loader))
            verified = verify_audit(it.settings)
    assert len(set(kept)) == len(kept)  # none twice
    assert set(writers.acknowledged) == set(kept)
    assert records == len(kept)
    assert verified.startswith("The audit trail is whole.")
    sys.stdout.write(f"{KILLS} kills: {len(kept)} writes acknowledged, {writers.repeated} requests repeated\n")

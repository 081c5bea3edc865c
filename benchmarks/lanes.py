"""Whether short readings wait for costly ones: an office's inbox alone, then while others count a province without end.

`python -m benchmarks.lanes [OFFICE] [COUNTING ...]`, accounts of the database of the environment, which is only read. Source:
docs/decisions/055-nobody-waits.md, where its figures stand.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from app import executor
from db.reference.current import at_hand
from db.server.away import Busy
from db.server.login import Addresses
from db.session.connect import connected
from db.session.engine import Database
from db.session.read import find_viewer
from domain.viewer import Viewer
from schema.execute.execute import Executor, Request
from settings.read import read_settings
from settings.settings import Settings
from terminal.reach import addresses

OFFICE, COUNTING = "dispatcher.civil-affairs.330106", ("leader.federation.33", "leader.federation.3301", "monitor.federation.33")
INBOX = "{ inbox(first: 20) { nodes { number state workDueAt colour type { name } family { number displayName { value } } } } }"
GROUPS = "{ referrals(first: 0) { groups(by: [WEEK, OFFICE]) { keys count overdue } } }"
READINGS, GROUPINGS, ROUNDS = 100, 12, 2


async def viewer_of(addresses: Addresses, database: Database, account: str) -> Viewer:
    """Return a viewer of an account's membership that runs."""
    async with connected(addresses.loader) as connection:
        key = await connection.fetchval(
            "select m.id from membership m join account a on a.id = m.account_id where a.subject = $1 and m.ends_at > $2 limit 1",
            account,
            database.clock(),
        )
    found = await find_viewer(database, key, database.clock())
    assert found is not None, f"{account} has no membership that runs"
    return found


async def inboxes(executes: Executor, office: Viewer) -> list[float]:
    """Return the milliseconds of readings of an inbox, one after the other."""
    took = []
    for _ in range(READINGS):
        began = perf_counter()
        answer = await executes.execute(Request(INBOX), office, "0" * 32)
        took.append(1000 * (perf_counter() - began))
        assert answer.errors == ()
    return took


async def count(executes: Executor, viewer: Viewer, done: dict[str, int]) -> None:
    """Count without end."""
    while True:
        try:
            answer = await executes.execute(Request(GROUPS), viewer, "0" * 32)
            word = answer.errors[0]["extensions"]["code"] if answer.errors else "answered"
        except Busy:
            word = "BUSY"
        done[word] = done.get(word, 0) + 1


def told(took: list[float]) -> str:
    """Return the median and the 99th of 100."""
    return f"median {median(took):.1f} ms, p99 {p99(took):.1f} ms"


def p99(took: list[float]) -> float:
    """Return the 99th of 100."""
    return quantiles(took, n=100)[98]


async def measure(settings: Settings, addresses: Addresses, accounts: list[str]) -> None:
    """Measure in turns, alone and beside what counts."""
    ratios, done = [], dict[str, int]()
    async with at_hand(addresses.app, settings.now) as (database, references):
        executes = executor(settings, database, references)
        office, *counting = [await viewer_of(addresses, database, each) for each in accounts]
        await inboxes(executes, office)
        for _ in range(ROUNDS):
            alone = await inboxes(executes, office)
            tasks = [asyncio.create_task(count(executes, counting[place % len(counting)], done)) for place in range(GROUPINGS)]
            await asyncio.sleep(1)
            beside = await inboxes(executes, office)
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            ratios.append(p99(beside) / p99(alone))
            sys.stdout.write(f"alone {told(alone)}; beside {GROUPINGS} that count {told(beside)}; ratio of p99 {ratios[-1]:.2f}\n")
    words: Mapping[str, Any] = done
    sys.stdout.write(f"median ratio {median(ratios):.2f}; counting: {', '.join(f'{n} {word}' for word, n in words.items())}\n")


def main(accounts: list[str]) -> None:
    """Measure on the database of the environment."""
    settings = read_settings(os.environ)
    with addresses(settings) as provided, suppress(KeyboardInterrupt):
        asyncio.run(measure(settings, provided, accounts or [OFFICE, *COUNTING]))


if __name__ == "__main__":
    main(sys.argv[1:])

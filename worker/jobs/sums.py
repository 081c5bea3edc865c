"""The jobs of sums: folding what changed since the last round, comparing the sums of a county with its rows, settling what is long past.

Source: docs/decisions/056-sums.md.
"""

from collections.abc import Callable
from datetime import timedelta

import asyncpg

from db.session.engine import Clock
from db.sums.fold import FOLDED_AT_ONCE, compare, fold, settle
from worker.runner import Job

FOLDED_EVERY = timedelta(seconds=10)
"""What is counted while it waits costs a reading a microsecond; what comes and goes meanwhile is never folded."""
COMPARED_EVERY = timedelta(minutes=10)
"""Time between two comparisons, each of the county that was compared longest ago."""
SETTLED_EVERY = timedelta(days=1)
"""What is settled changes once a quarter."""


def jobs_of_sums(clock: Clock, log: Callable[[str], None]) -> tuple[Job, ...]:
    """Return the jobs. `log` is called where a sum is not what rows say."""
    return (
        Job("fold sums", FOLDED_EVERY, fold_sums),
        Job("compare sums", COMPARED_EVERY, lambda connection: compare_sums(connection, clock, log)),
        Job("settle sums", SETTLED_EVERY, lambda connection: settle(connection, clock())),
    )


async def fold_sums(connection: asyncpg.Connection) -> None:
    """Fold everything that waits."""
    while await fold(connection) == FOLDED_AT_ONCE:
        pass


async def compare_sums(connection: asyncpg.Connection, clock: Clock, log: Callable[[str], None]) -> None:
    """Compare a county's sums with its rows."""
    if differing := await compare(connection, clock()):
        log(f"sums: {differing} of a county are not what its rows say; `sum_check` tells of which")

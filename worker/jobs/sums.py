"""The job of sums: folding what changed since the last round.

Source: docs/decisions/056-sums.md.
"""

from datetime import timedelta

import asyncpg

from db.sums.fold import FOLDED_AT_ONCE, fold
from worker.runner import Job

FOLDED_EVERY = timedelta(seconds=10)
"""What is counted while it waits costs a reading a microsecond; what comes and goes meanwhile is never folded."""


def job_of_sums() -> Job:
    """Return the job."""
    return Job("fold sums", FOLDED_EVERY, fold_sums)


async def fold_sums(connection: asyncpg.Connection) -> None:
    """Fold everything that waits."""
    while await fold(connection) == FOLDED_AT_ONCE:
        pass

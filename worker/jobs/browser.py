"""The job that removes sign-ins that were begun and not finished, and sessions that ended.

Source: docs/decisions/044-browser.md (strangers). It does not wait for somebody to sign in.
"""

from datetime import timedelta

import asyncpg

from db.session.engine import Clock
from worker.runner import Job

EVERY = timedelta(minutes=10)
EXPIRE = "select browser_expire($1)"


def job_of_sign_ins(clock: Clock) -> Job:
    """Return the job."""

    async def expire(connection: asyncpg.Connection) -> None:
        await connection.execute(EXPIRE, clock())

    return Job("remove sign-ins that were not finished", EVERY, expire)

"""The job of the feed: placing the events that were committed since the last round.

Source: docs/design.md 5; docs/decisions/027-feed.md.
"""

from datetime import timedelta

import asyncpg

from db.feed.place import PLACED_AT_ONCE, place
from db.session.engine import Clock
from worker.runner import Job


def job_of_feed(clock: Clock) -> Job:
    """Return the job, due in every round."""
    return Job("place events", timedelta(0), lambda connection: place_events(connection, clock))


async def place_events(connection: asyncpg.Connection, clock: Clock) -> None:
    """Place everything that waits."""
    while await place(connection, clock()) == PLACED_AT_ONCE:
        pass

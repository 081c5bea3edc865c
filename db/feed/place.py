"""Give committed events their place in the order in which changes are told.

Source: docs/design.md 5; docs/decisions/027-feed.md. A transaction that began earlier may commit later, so that neither moments nor numbers
drawn while writing are in the order of commits. One placer at a time stamps what is committed: whoever sees a place sees all before it.
"""

from datetime import datetime

import asyncpg

from db.session.connect import alone

PLACED_AT_ONCE = 1000

PLACE = """
with waiting as (
  select id from event where subject_type = 'Referral' and placed_at is null order by at, id limit $2
), here as (
  select greatest($1, (select max(placed_at) from event) + interval '1 microsecond') place
)
update event set placed_at = here.place from waiting, here where event.id = waiting.id
"""
"""Later than every place before it, whatever the clock says. Within one place events stand by their moments: a count would tell how many
others there are."""


async def place(connection: asyncpg.Connection, now: datetime) -> int:
    """Place the oldest events that wait, as the worker's login; return how many."""
    async with alone(connection, "event places"):
        return int((await connection.execute(PLACE, now, PLACED_AT_ONCE)).rpartition(" ")[2])

"""Ask what waits in the database, and for how long, over a connection of its own: pools that are used up do not keep it from telling.

Source: docs/decisions/045-watching.md.
"""

from datetime import datetime
from typing import NamedTuple

from db.session.connect import connected

PATIENCE_SECONDS = 2.0
"""Seconds for the connection, and again for the answer."""
MOST_OFFICES = 50
"""Offices of whose inboxes is told: those with most that is late."""
ASK = "select name, label, value from platform_standing($1, $2)"


class Standing(NamedTuple):
    """A number: what it counts, of what, and how many or how many seconds."""

    name: str
    label: str
    value: float


async def standing(url: str, now: datetime) -> list[Standing]:
    """Return what waits at `now`. Raises what asyncpg raises, TimeoutError."""
    limits = {"statement_timeout": f"{PATIENCE_SECONDS * 1000:.0f}", "jit": "off"}
    async with connected(url, timeout=PATIENCE_SECONDS, command_timeout=2 * PATIENCE_SECONDS, settings=limits) as connection:
        return [Standing(*row) for row in await connection.fetch(ASK, now, MOST_OFFICES)]

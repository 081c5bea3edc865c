"""What `lianbang check` looks at of each standby: whether it answers, is one of this database, and would keep readings.

Source: docs/operations.md (Standbys), docs/decisions/066-standbys.md. One that is left out is weak, never missing: the primary answers.
"""

import asyncpg

from app import limits
from db.session.connect import connected
from db.session.pooler import fault_between
from db.standby.state import PRIMARY, STANDBY, State, no_standby
from settings.settings import Settings
from terminal.diagnosis import line_of
from terminal.upkeep.finding import WEAK, Finding

READ_URLS = "LIANBANG_READ_URLS"
QUESTIONS = 1
"""Connections of a server process that ask a standby how far it is."""
SPARE_CONNECTIONS = 10
MIGHT = "select current_user <> 'lianbang_app'"
FEEDBACK = "select current_setting('hot_standby_feedback')::bool"


async def of_standbys(settings: Settings, primary: str) -> list[Finding]:
    """Return what is weak of the standbys of the settings; `primary`: the address of the application's login there."""
    found: list[Finding] = []
    if not settings.read_urls:
        return found
    try:
        async with connected(primary) as connection:
            state = await _state(connection, PRIMARY)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # told of its own address
        return found
    for place, url in enumerate(settings.read_urls, 1):
        try:
            if (fault := await fault_between(url)) is not None:
                found.append(_of(place, fault))
                continue
            async with connected(url) as connection:
                found += [_of(place, why) for why in await _of_one(settings, connection, state)]
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            found.append(_of(place, line_of(error)))
    return found


async def _of_one(settings: Settings, connection: asyncpg.Connection, primary: State) -> list[str]:
    """Return what is to be said of a standby that answers."""
    if why := no_standby(await _state(connection, STANDBY), primary):
        return [f"{why}: the primary answers in its place."]
    found = []
    if await connection.fetchval(MIGHT):
        found.append("The login is not that of the application, lianbang_app.")
    if not await connection.fetchval(FEEDBACK):
        found.append("hot_standby_feedback is off: what the primary cleans up ends readings here, which are then repeated there.")
    most = int(await connection.fetchval("show max_connections"))
    bounds, processes = limits(settings), settings.processes + (settings.processes > 1)
    wanted = processes * (bounds.connections - bounds.writers + QUESTIONS) + SPARE_CONNECTIONS
    if wanted > most:
        found.append(f"max_connections is {most}; the server wants {wanted}.")
    return found


async def _state(connection: asyncpg.Connection, statement: str) -> State:
    told = await connection.fetchrow(statement)
    assert told is not None, "a server always has a state"
    return State(*told)


def _of(place: int, why: str) -> Finding:
    return Finding(WEAK, READ_URLS, f"Standby {place}: {why}")

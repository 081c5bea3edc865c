"""The demonstration county, put into a database that nobody uses yet.

Source: docs/decisions/007-demonstration.md.
"""

import asyncio

from sqlalchemy.exc import DBAPIError

from app import cipher_of
from demonstration.seed import seed
from settings import Settings
from terminal.database import bring_up
from terminal.reach import addresses, only_in_development, reaching, say


def demonstrate(settings: Settings, families: int) -> str:
    """Put the demonstration county into a database that nobody uses yet: so many families beside those of the special cases."""
    only_in_development(settings, "lianbang seed")
    with addresses(settings) as database, reaching(DBAPIError):
        asyncio.run(bring_up(settings, database))
        sealing = asyncio.run(cipher_of(settings, database))
        put_in = asyncio.run(seed(database.loader, settings.now(), sealing, say, families=families))
    return "The demonstration county is in the database." if put_in else "The database is in use: nothing was put in."

"""`lianbang seed`: puts the demonstration county into an empty database.

Source: docs/decisions/007-demonstration.md, docs/decisions/024-composition.md. The county is part of a checkout, not of an
installed package, and is therefore imported by name.
"""

import asyncio
from pkgutil import resolve_name
from typing import Any

from sqlalchemy.exc import DBAPIError

from api.serving.life import address
from db.protect.cipher import Cipher
from db.server.login import Addresses
from settings.keys import cipher_of
from settings.settings import Settings
from terminal.command import has_county
from terminal.database import bring_up
from terminal.reach import addresses, only_in_development, reaching, say

NO_COUNTY = "There is no demonstration county here: it is part of a checkout of the source. The database stays as it is."


def county(name: str) -> Any:
    """Return `module:name` of the folder `demonstration`."""
    return resolve_name(f"demonstration.{name}")


def demonstrate(settings: Settings, families: int) -> str:
    """Put the county into the database if it is empty: `families` ordinary ones, and the special cases. Return what was done.

    Of more families than are played, the others are copies of these in other counties.
    """
    only_in_development(settings, "lianbang seed")
    with addresses(settings) as database, reaching(DBAPIError):
        asyncio.run(bring_up(settings, database))
        sealing = asyncio.run(cipher_of(settings, database))
        drawn = min(families, county("county.size:FAMILIES"))
        put_in = asyncio.run(county("seed:seed")(database.loader, settings.now(), sealing, say, families=drawn))
        if put_in and families > drawn:
            asyncio.run(county("large.fill:fill")(database.owner, families, say))
    return "The demonstration county is in the database." if put_in else "The database is in use: nothing was put in."


async def put_in(settings: Settings, database: Addresses, sealing: Cipher) -> str:
    """Put the county, if this is a checkout, into the database, if it is empty. Return the greeting for when the server answers."""
    if not has_county():
        say(NO_COUNTY)
        return f"\nLianbang answers at {address(settings.host, settings.port)}. Ctrl-C stops server and database.\n"
    await county("seed:seed")(database.loader, settings.now(), sealing, say)
    return "\n".join(county("welcome:welcome")(settings.host, settings.port))

"""`lianbang retention`: removes what is past its time, or counts it.

Source: docs/domain.md 7 (retention), docs/operations.md.
"""

import asyncio
from collections.abc import Iterator, Mapping

from sqlalchemy.exc import DBAPIError

from db.audit.remove import counted, removed
from db.session.connect import connected
from settings.settings import Settings
from terminal.reach import addresses, reaching


def retention(settings: Settings, *, dry: bool) -> list[str]:
    """Return a line for each kind of rows: how many were removed, or would be."""
    with addresses(settings) as database, reaching(DBAPIError):
        return list(_lines(asyncio.run(_done(database.worker, settings, dry=dry)), dry=dry))


async def _done(url: str, settings: Settings, *, dry: bool) -> Mapping[str, int]:
    async with connected(url) as connection:
        return await (counted if dry else removed)(connection, settings.now())


def _lines(found: Mapping[str, int], *, dry: bool) -> Iterator[str]:
    for kind, count in found.items():
        yield f"{kind}: {count} row(s) past their time {'would be removed' if dry else 'were removed'}"

"""`lianbang retention`: removes what is past its time, and erases families, or counts them.

Source: docs/domain.md 7 (retention), docs/operations.md.
"""

import asyncio
from collections.abc import Iterator, Mapping

from sqlalchemy.exc import DBAPIError

from db.audit.remove import counted, removed
from db.erasure.families import erased, past_their_time
from db.session.connect import connected
from domain.retention import RetentionKind
from settings.settings import Settings
from terminal.reach import addresses, reaching


def retention(settings: Settings, *, dry: bool, families: bool = False) -> list[str]:
    """Return a line for each kind of rows: how many were removed, or would be; with `families` the number of each family as well."""
    with addresses(settings) as database, reaching(DBAPIError):
        found, numbers = asyncio.run(_done(database.worker, settings, dry=dry))
    return [*_lines(found, dry=dry), *(numbers if families else ())]


async def _done(url: str, settings: Settings, *, dry: bool) -> tuple[Mapping[str, int], list[str]]:
    async with connected(url) as connection:
        now = settings.now()
        found = dict(await (counted if dry else removed)(connection, now))
        numbers = await (past_their_time if dry else erased)(connection, now)
        return found | {RetentionKind.FAMILY: len(numbers)}, numbers


def _lines(found: Mapping[str, int], *, dry: bool) -> Iterator[str]:
    for kind, count in found.items():
        yield f"{kind}: {count} row(s) past their time {'would be removed' if dry else 'were removed'}"

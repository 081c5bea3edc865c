"""`lianbang issuers`: registers the issuers of others, lists and ends them.

Source: docs/decisions/035-issuers.md.
"""

from pathlib import Path

import asyncpg

from auth.others.file import wanted
from auth.others.register import end, standing, write
from settings.settings import Settings
from terminal.reach import as_loader


def issuers(settings: Settings, files: list[Path], ended: str | None) -> list[str]:
    """Make the issuers of files what these say, or end one. Return a line for each whose tokens are taken. Raises IssuersError."""
    now = settings.now()
    made = [each for path in files for each in wanted(path, settings.audience)]

    async def done(connection: asyncpg.Connection) -> list[str]:
        await write(connection, made, now)
        if ended is not None:
            await end(connection, ended, now)
        return await standing(connection, now)

    return as_loader(settings, done)

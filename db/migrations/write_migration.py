"""`make migration TITLE="..."`: write a migration from what db/tables declares beyond the newest revision.

Source: CONTRIBUTING.md.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command

from db.migrations.runner import FOLDER, as_owner, config
from db.server.embedded import Embedded
from db.server.login import provide


def say(line: str) -> None:
    """Write a line to the terminal of the developer."""
    sys.stderr.write(f"{line}\n")


async def write(owner_url: str, title: str) -> None:
    """Write the next migration, by comparing the tables with a database at the newest revision; it is to be read and mended by hand."""
    number = 1 + max(int(path.name[:4]) for path in (FOLDER / "versions").glob("[0-9]*.py"))
    await as_owner(
        owner_url, lambda connection: command.revision(config(connection), message=title, autogenerate=True, rev_id=f"{number:04}")
    )


async def write_on(server: Embedded, title: str) -> None:
    """Write the next migration on a new database, migrated without policies: a table that has no migration yet can have none."""
    addresses = await provide(server, "scratch")
    await as_owner(addresses.owner, lambda connection: command.upgrade(config(connection), "head"))
    await write(addresses.owner, title)


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory(prefix="lianbang-migration-") as scratch,
        Embedded(Path(scratch) / "postgres", say) as scratch_server,
    ):
        asyncio.run(write_on(scratch_server, sys.argv[1]))

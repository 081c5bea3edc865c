"""Backs up a database into a folder, while it is worked with: a dump of one moment, and what it must hold.

Source: docs/decisions/036-backup.md. Keys are never part of a backup.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import asyncpg

from db.audit.seal import head
from db.backup.manifest import DUMP, MANIFEST, BackupError, Manifest, digest_of, rows_of
from db.backup.program import run
from db.protect.policies import BY_FUNCTIONS
from db.session.connect import connected

REVISION = "select version_num from alembic_version"
KEYS = "select key_id from key_check where key_id <> '' and key_id not like '#%' and retired_at is null order by key_id"


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """Yield a folder to write a backup into. It becomes `folder` once all is written; a failed one leaves nothing. Raises BackupError."""
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    if folder.exists():
        raise BackupError(f"{folder} is there already: a backup is written into a new folder.")
    try:
        unfinished.mkdir(mode=0o700)
    except OSError as error:
        raise BackupError(f"{unfinished} cannot be made ({error.strerror}).") from error
    try:
        yield unfinished
        unfinished.rename(folder)
    except OSError as error:
        raise BackupError(f"{folder} cannot be written ({error.strerror}).") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


async def back_up(loader_url: str, folder: Path, now: datetime, version: str) -> Manifest:
    """Write dump and manifest of one moment into an empty folder. Return the manifest; `version`: of the platform. Raises BackupError."""
    async with connected(loader_url) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        snapshot = await connection.fetchval("select pg_export_snapshot()")
        try:
            revision = await connection.fetchval(REVISION)
        except asyncpg.UndefinedTableError as error:
            raise BackupError("The database is empty: there is nothing to back up.") from error
        rows, newest = await rows_of(connection), await head(connection)
        keys = tuple(row["key_id"] for row in await connection.fetch(KEYS))
        passing = (f"--exclude-table-data={each}" for each in BY_FUNCTIONS)  # what has ended since would stand again
        await run("pg_dump", loader_url, "--format=custom", f"--snapshot={snapshot}", f"--file={folder / DUMP}", *passing)
    made = Manifest(version, revision, now, rows, newest.text, keys, digest_of(folder / DUMP))
    with os.fdopen(os.open(folder / MANIFEST, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(made.text)
        file.flush()
        os.fsync(file.fileno())
    return made

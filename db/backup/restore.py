"""Restores a backup into an empty database, all of it or nothing, and compares what stands there with what was backed up.

Source: docs/decisions/036-backup.md.
"""

from collections.abc import Container
from pathlib import Path

from db.backup.backup import REVISION
from db.backup.manifest import DUMP, TABLES, BackupError, Manifest, read, rows_of
from db.backup.program import run
from db.server.login import Addresses
from db.session.connect import connected


async def restore(to: Addresses, folder: Path, known: Container[str]) -> Manifest:
    """Restore all of a backup or nothing, and return its manifest. `known`: the migrations that this version has. Raises BackupError."""
    manifest = read(folder)
    if manifest.revision not in known:
        raise BackupError(f"{folder} was made by a newer version ({manifest.version}, at {manifest.revision}): restore it with that one.")
    async with connected(to.owner) as connection:
        if await connection.fetchval(TABLES) is not None:
            raise BackupError("The database is not empty: a backup is restored into an empty one.")
    await run("pg_restore", to.owner, "--single-transaction", "--exit-on-error", "--no-owner", str(folder / DUMP))
    async with connected(to.owner) as connection:
        await connection.execute("analyze")
    return manifest


async def differences(loader_url: str, manifest: Manifest) -> list[str]:
    """Return a sentence for each table whose number of rows is another than was backed up, and one for another migration."""
    async with connected(loader_url) as connection:
        found, revision = await rows_of(connection), await connection.fetchval(REVISION)
    told = [
        f"{name}: {found.get(name, 0)} row(s), {manifest.rows.get(name, 0)} were backed up"
        for name in sorted(found.keys() | manifest.rows.keys())
        if found.get(name, 0) != manifest.rows.get(name, 0)
    ]
    return told if revision == manifest.revision else [f"the tables are those of {revision}, not of {manifest.revision}", *told]

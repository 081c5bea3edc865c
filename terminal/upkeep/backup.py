"""`lianbang backup` and `lianbang restore`.

Source: docs/decisions/036-backup.md, docs/operations.md.
"""

import asyncio
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from db.audit.seal import connect, head_of, holds, keep, kept, verify
from db.backup import backup, restore
from db.backup.manifest import BackupError, Manifest
from db.migrations.runner import revisions
from db.protect.keys import keys_of
from db.server.login import Addresses
from settings.keys import key_texts
from settings.settings import Settings
from terminal.reach import addresses, reaching


def back_up(settings: Settings, folder: Path) -> Iterator[str]:
    """Back up the database into a new folder. Return lines that say what it holds. Raises BackupError."""
    with addresses(settings) as database, reaching(DBAPIError), backup.whole(folder.absolute()) as unfinished:
        made = asyncio.run(backup.back_up(database.loader, unfinished, settings.now(), version("lianbang")))
    yield f"{folder}: {sum(made.rows.values())} rows of {len(made.rows)} tables, of {made.at:%Y-%m-%d %H:%M:%S} UTC, at {made.revision}."
    yield f"Keys are not in it; its numbers open with {', '.join(made.keys)}." if made.keys else "Nothing in it is sealed by a key."


def bring_back(settings: Settings, folder: Path) -> Iterator[str]:
    """Restore a backup into the empty database of the settings, and verify it. Return a line for each thing found. Raises BackupError."""
    with addresses(settings) as database, reaching(DBAPIError):
        made = asyncio.run(restore.restore(database, folder.absolute(), revisions()))
        yield f"Restored {folder} of {made.at:%Y-%m-%d %H:%M:%S} UTC, made by {made.version}."
        yield from asyncio.run(_verified(settings, database, made))


async def _verified(settings: Settings, database: Addresses, made: Manifest) -> list[str]:
    """Compare rows, audit trail and keys with the backup, and keep the head of the trail. Raises BackupError, KeysError."""
    if faults := await restore.differences(database.loader, made):
        raise BackupError("\n".join(["What stands there is not what was backed up:", *faults]))
    newest, file = head_of(made.head), settings.var / "audit-head"
    async with connect(database.worker) as connection:
        faults = await verify(connection, made.at, newest)
        before = kept(file)
        lost = before is not None and not await holds(connection, before)
    if faults:
        raise BackupError("\n".join(["The audit trail is not whole:", *faults]))
    told = [f"{sum(made.rows.values())} rows of {len(made.rows)} tables are there.", "The audit trail is whole."]
    file.parent.mkdir(parents=True, exist_ok=True)
    if lost:
        file.replace(file.with_name(f"{file.name}.before"))
        told.append(f"{file} told of a later block than the backup has: what was recorded after it is lost. Kept as {file.name}.before.")
    keep(file, newest)
    await keys_of(database.loader, *key_texts(settings), settings.var / "keys")
    return [*told, "The keys open its numbers."]

"""What a backup tells of itself: of which version and moment it is, and what must be found again after it is restored.

Source: docs/decisions/036-backup.md.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from db.protect.policies import BY_FUNCTIONS
from domain.terminal_error import TerminalError

DUMP, MANIFEST = "data.dump", "manifest.json"
"""The two files of a backup."""
TABLES = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname"


class BackupError(TerminalError):
    """A backup cannot be made or restored; the text says why, without anything of the data."""


@dataclass(frozen=True)
class Manifest:
    """Of one backup. `revision`: the migration at which the database stood; `rows`: how many each table had; `head`: `number hash` of the
    newest block of the audit trail; `keys`: the names of the cipher keys that values were written with; `digest`: SHA-256 of the dump."""

    version: str
    revision: str
    at: datetime
    rows: Mapping[str, int]
    head: str
    keys: tuple[str, ...]
    digest: str

    @property
    def text(self) -> str:
        """Return it as it stands in its file."""
        said = {**vars(self), "at": self.at.astimezone(UTC).isoformat(timespec="seconds")}
        return json.dumps(said, indent=1) + "\n"


def read(folder: Path) -> Manifest:
    """Return the manifest of a backup. Raises BackupError where there is none, or where the dump is not the one that it tells of."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = Manifest(**{**said, "at": datetime.fromisoformat(said["at"]), "keys": tuple(said["keys"])})
        digest = digest_of(folder / DUMP)
    except OSError as error:
        raise BackupError(f"{folder} is no backup: {error.filename} cannot be read ({error.strerror}).") from error
    except (ValueError, TypeError, KeyError) as error:
        raise BackupError(f"{folder} is no backup: its {MANIFEST} is damaged.") from error
    if digest != found.digest:
        raise BackupError(f"{folder} is damaged: {DUMP} is not what was written.")
    return found


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def rows_of(connection: asyncpg.Connection) -> dict[str, int]:
    """Return how many rows each table has that a backup holds, as a login that sees all of them."""
    names = [row["relname"] for row in await connection.fetch(TABLES) if row["relname"] not in BY_FUNCTIONS]
    return {name: await connection.fetchval(f'select count(*) from "{name}"') for name in names}

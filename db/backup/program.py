"""Runs the programs of PostgreSQL that dump and restore a database.

Source: docs/decisions/036-backup.md; PostgreSQL 18, pg_dump and pg_restore.
"""

import asyncio
import os
import re
from asyncio.subprocess import DEVNULL, PIPE
from urllib.parse import unquote, urlsplit, urlunsplit

from db.backup.manifest import BackupError
from db.server.embedded import programs
from db.session.connect import meant

ERROR = re.compile(r"^pg_\w+: error: (.*)$", re.MULTILINE)


async def run(program: str, url: str, *arguments: str) -> None:
    """Run a program over the database of an address; its password is told where no other user can read it. What the program writes is
    for our user alone. Raises BackupError with the first error of the program."""
    parts = urlsplit(meant(url))
    place = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")))
    secret = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    inherited = {name: value for name, value in os.environ.items() if name.startswith("PGSSL")}
    process = await asyncio.create_subprocess_exec(
        str(programs() / program),
        *arguments,
        f"--dbname={place}",
        env={"PATH": os.defpath, "LC_ALL": "C", **inherited, **secret},
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
        umask=0o077,
    )
    try:
        _, said = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        found = ERROR.search(said.decode(errors="replace"))
        raise BackupError(f"{program} failed: {found[1] if found else f'it ended with {process.returncode}'}")

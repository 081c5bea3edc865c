"""`make migration TITLE="..."`: write a new migration on a scratch database that has gone through all the migrations before.

Source: CONTRIBUTING.md.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from db.migrations import runner
from db.server.embedded import Embedded
from db.server.login import provide


def say(line: str) -> None:
    """Tell the developer at the terminal."""
    sys.stderr.write(f"{line}\n")


async def write(server: Embedded, title: str) -> None:
    """Bring the scratch database to the newest revision, then write down what the tables have beyond it."""
    addresses = await provide(server, "draft")
    if runner.newest() is not None:
        await runner.lay_out(addresses.owner)
    await runner.draft(addresses.owner, title)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="lianbang-draft-") as scratch, Embedded(Path(scratch) / "postgres", say) as scratch_server:
        asyncio.run(write(scratch_server, sys.argv[1]))

"""Each block of docs/recovery.md is played as it stands: back to a moment, and a standby that is promoted. `make recovery`."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from app import worker
from db.server.embedded import Embedded, programs
from db.server.login import Addresses, Login, provide
from settings.keys import cipher_of
from settings.read import read_settings
from settings.settings import Settings
from terminal.database import bring_up
from tests.builders.case import a_family
from tests.builders.world import World
from tests.conftest import quiet
from tests.deploy.installation import kill, server_on_disk
from tests.test_app import settings_of

PAGE = (Path(__file__).parents[2] / "docs" / "recovery.md").read_text()
NAMES = "select display_name from family order by 1"
CALL = "from terminal.command import main; raise SystemExit(main())"


@dataclass(frozen=True)
class Machine:
    """A database of the platform in a folder, in whose place the page names /var/lib/lianbang and /backups."""

    folder: Path
    server: Embedded
    addresses: Addresses
    world: World

    def play(self, title: str, **more: str) -> str:
        """Play the block below a heading of the page, as the user to whom the database belongs; `more` is put in the place of words."""
        runner = self.server.runner
        script = f"set -e\ncd {self.folder}\n{self._first()}\n{self._block(title, more)}"
        as_them = () if runner is None else ("setpriv", f"--reuid={runner.uid}", f"--regid={runner.gid}", "--clear-groups")
        done = subprocess.run([*as_them, "sh", "-c", script], capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, (title, done.stderr)
        return str(done.stdout)

    def verify(self, place: Path) -> str:
        """Play the last block over what came, as who serves."""
        environment = {**os.environ, **settings_of(self.at(place), LIANBANG_VAR=str(self.folder / "other"))}
        script = self._block("Verify what came", {}).replace("lianbang", f"'{sys.executable}' -P -c '{CALL}'")
        done = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=300)
        assert "missing" not in done.stdout, done.stdout
        return done.stdout

    def at(self, place: Path) -> Addresses:
        return Addresses(*(f"postgresql://{login}@/lianbang?host={place}&port=5432" for login in Login))

    def _first(self) -> str:
        return re.sub(r"\$\([^)]*\)", str(programs()), self._block("A moment before the accident, and a standby", {}))

    def _block(self, title: str, more: dict[str, str]) -> str:
        found = re.search(rf"^##? {title}\n.*?```\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)
        assert found, title
        said = found[1].replace("/var/lib/lianbang", str(self.folder)).replace("/backups", f"{self.folder}/backups")
        for word, instead in more.items():
            assert word in said
            said = said.replace(word, instead)
        return said.replace(f"{self.folder}/postgres/socket", str(self.server.socket))


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """A machine with a database in which one family is registered."""
    with server_on_disk("recovery") as (folder, server):
        made = Machine(folder, server, asyncio.run(provide(server, "lianbang")), World())
        asyncio.run(prepared(made))
        yield made
        for place in ("restored", "standby"):
            if (pid := folder / place / "postmaster.pid").exists():
                kill(int(pid.read_text().split()[0]), children=True)


def settings(machine: Machine) -> Settings:
    return read_settings(settings_of(machine.addresses, LIANBANG_VAR=str(machine.folder / "var")))


async def prepared(machine: Machine) -> None:
    await bring_up(settings(machine), machine.addresses)
    await cipher_of(settings(machine), machine.addresses)


async def registered(machine: Machine, name: str) -> None:
    """A family comes, and the worker seals what waits."""
    a_family(machine.world, head=name)
    await machine.world.insert(machine.addresses.loader)
    made = worker(settings(machine), machine.addresses, quiet)
    await made.round()
    assert made.turn is not None
    made.turn.give_up()


async def told(url: str, statement: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        return [str(row[0]) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


def test_a_moment_before_the_accident_comes_back_and_is_whole(machine: Machine) -> None:
    machine.play("Keep every change")
    asyncio.run(registered(machine, "王秀英"))
    machine.play("A base to begin from")
    asyncio.run(registered(machine, "李建国"))
    (moment,) = asyncio.run(told(machine.addresses.loader, "select clock_timestamp()"))
    asyncio.run(registered(machine, "赵误登"))
    asyncio.run(told(machine.server.url("postgres", "postgres"), "select pg_switch_wal()"))
    machine.play("Back to a moment", **{"2026-11-28 09:30:00+08": moment})
    restored = machine.folder / "restored"
    assert asyncio.run(told(machine.at(restored).loader, NAMES)) == ["李建国", "王秀英"]
    assert "The audit trail is whole." in machine.verify(restored)
    assert asyncio.run(told(machine.addresses.loader, NAMES)) == ["李建国", "王秀英", "赵误登"]


def test_a_standby_follows_and_is_promoted_when_the_first_one_is_gone(machine: Machine) -> None:
    assert "walreceiver" in machine.play("A standby")
    standby = machine.at(machine.folder / "standby")
    asyncio.run(registered(machine, "周后来"))

    async def follows() -> None:
        for _ in range(600):
            if "周后来" in await told(standby.loader, NAMES):
                return
            await asyncio.sleep(0.1)
        raise AssertionError("the standby does not follow")

    asyncio.run(follows())
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        asyncio.run(told(standby.loader, "delete from family returning 1"))
    machine.play("When the first one is gone")
    asyncio.run(told(standby.loader, "update family set address = '2号' returning 1"))
    assert "The audit trail is whole." in machine.verify(machine.folder / "standby")

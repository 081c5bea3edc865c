"""Two machines of Patroni with an etcd, by the sample for it, on the loopback. Source: docs/operations.md (Failover)."""

import asyncio
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from db.server.embedded import programs
from db.server.login import Addresses, Login
from db.server.system_user import open_path, runner_of
from tests.deploy.installation import free_port, kill

SAMPLE = (Path(__file__).parents[2] / "deploy" / "patroni.yml").read_text()
PATIENCE = 180
"""Seconds in which a cluster is whole again."""


def tools() -> tuple[str, str]:
    """etcd and Patroni of this machine; whoever asks is skipped where one is absent."""
    etcd, patroni = shutil.which("etcd"), Path(os.environ.get("LIANBANG_PATRONI", "")) / "bin" / "patroni"
    if etcd is None:
        pytest.skip("etcd is absent: install Debian's etcd-server")
    if not patroni.exists():
        pytest.skip("Patroni is absent: call make failover")
    return etcd, str(patroni)


@dataclass
class Machine:
    """One of them: its name, folder and ports, and what runs of it."""

    name: str
    folder: Path
    port: int = field(default_factory=free_port)
    told_at: int = field(default_factory=free_port)
    running: subprocess.Popen[bytes] | None = None

    def says(self, path: str = "patroni") -> dict[str, object]:
        """What Patroni says of it; nothing where it does not answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.told_at}/{path}", timeout=5) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                return dict(json.load(error))
        except OSError:
            return {}

    @property
    def is_primary(self) -> bool:
        said = self.says()
        return (said.get("role"), said.get("state")) == ("primary", "running")

    @property
    def is_level(self) -> bool:
        """Whether it is the standby that has what is acknowledged."""
        said = self.says()
        return said.get("role") == "replica" and said.get("sync_standby") is True and said.get("replication_state") == "streaming"


class Cluster:
    """The machines, and the etcd that they share."""

    def __init__(self, folder: Path) -> None:
        self._etcd_program, self._patroni = tools()
        self.folder = folder
        self.machines = [Machine(name, folder / name) for name in ("one", "two")]
        self._runner = runner_of(folder)
        self._client, self._peer = free_port(), free_port()
        self._etcd: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start etcd, then each machine."""
        client, peer = f"http://127.0.0.1:{self._client}", f"http://127.0.0.1:{self._peer}"
        where = ("--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer)
        alone = ("--initial-advertise-peer-urls", peer, "--initial-cluster", f"default={peer}", "--data-dir", str(self.folder / "etcd"))
        with (self.folder / "etcd.log").open("ab") as log:
            self._etcd = subprocess.Popen([self._etcd_program, *where, *alone], stdout=log, stderr=log)
        for machine in self.machines:
            machine.folder.mkdir()
            (machine.folder / "patroni.yml").write_text(self._configured(machine))
            if self._runner is not None:
                os.chown(machine.folder, self._runner.uid, self._runner.gid)
                list(open_path(self._runner, [machine.folder / "patroni.yml", programs() / "postgres", Path(self._patroni)]))
            self.run(machine)

    def run(self, machine: Machine) -> None:
        """Start Patroni of a machine."""
        as_them = (
            () if self._runner is None else ("setpriv", f"--reuid={self._runner.uid}", f"--regid={self._runner.gid}", "--clear-groups")
        )
        with (machine.folder.parent / f"{machine.name}.log").open("ab") as log:
            command = [*as_them, self._patroni, str(machine.folder / "patroni.yml")]
            machine.running = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", env={"PATH": os.defpath, "LC_ALL": "C"})

    def kill(self, machine: Machine) -> None:
        """Kill everything of a machine at once, as where it loses its power: PostgreSQL first, which goes on without Patroni."""
        assert machine.running is not None
        found = [psutil.Process(machine.running.pid)]
        with suppress(OSError, psutil.NoSuchProcess):
            found.insert(0, psutil.Process(int((machine.folder / "data" / "postmaster.pid").read_text().split()[0])))
        for each in found:
            kill(each.pid, children=True)
        machine.running.wait(60)
        machine.running = None

    def end(self) -> None:
        """Kill whatever is left."""
        for machine in self.machines:
            if machine.running is not None:
                self.kill(machine)
        if self._etcd is not None:
            kill(self._etcd.pid, children=True)
            self._etcd.wait(60)

    async def whole(self) -> tuple[Machine, Machine]:
        """Wait until there is a primary and a standby that has what is acknowledged. Return both."""
        for _ in range(2 * PATIENCE):
            primaries = [each for each in self.machines if await asyncio.to_thread(lambda each: each.is_primary, each)]
            level = [each for each in self.machines if await asyncio.to_thread(lambda each: each.is_level, each)]
            if primaries and level:
                return primaries[0], level[0]
            await asyncio.sleep(0.5)
        raise AssertionError({each.name: each.says() for each in self.machines})

    def url(self, login: str, database: str, *machines: Machine) -> str:
        """The address of a login: of these machines, or of all."""
        hosts = ",".join(f"127.0.0.1:{each.port}" for each in machines or self.machines)
        return f"postgresql://{login}:{login}-password@{hosts}/{database}"

    @property
    def addresses(self) -> Addresses:
        return Addresses(*(self.url(login, "lianbang") for login in Login))

    def _configured(self, machine: Machine) -> str:
        """The sample, for this machine."""
        hosts = '["10.0.0.4:2379", "10.0.0.5:2379", "10.0.0.6:2379"]'
        words = {
            "name: one": f"name: {machine.name}",
            hosts: f'["127.0.0.1:{self._client}"]',
            "10.0.0.4:8008": f"127.0.0.1:{machine.told_at}",
            "10.0.0.4:5432": f"127.0.0.1:{machine.port}",
            "/var/lib/lianbang/patroni": str(machine.folder),
            "/opt/lianbang/programs": str(programs()),
            "hostssl": "host",
            "10.0.0.0/24": "127.0.0.1/32",
            "superuser-password": "postgres-password",
        }
        told = SAMPLE
        for word, instead in words.items():
            assert word in told, word
            told = told.replace(word, instead)
        return told

"""A whole installation of processes of its own: database, servers, worker. Each can be stopped, killed, renewed."""

import asyncio
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from db.server.embedded import Embedded
from db.server.login import Addresses, provide
from domain.value.node_id import global_id
from settings.keys import cipher_of
from settings.read import read_settings
from settings.settings import Settings
from terminal.database import bring_up
from terminal.token import token
from tests.builders.case import a_family
from tests.builders.world import World
from tests.conftest import quiet

OFFICE = "civil-affairs.330110"
DISPATCHER = f"dispatcher.{OFFICE}"
NAME = "lianbang.example.gov.cn"
CASES = 12
"""Referrals that are worked on."""
PROGRESS = "mutation($input: ReferralProgressInput!) { referralProgress(input: $input) { referral { version } errors { code } } }"
INBOX = "{ referrals(first: 20) { nodes { number state version workDueOn family { displayName { value } } } } }"
NOTES = "select t.body note from event e join event_text t on t.event_id = e.id where e.action = 'referralProgress'"


@contextmanager
def open_folder(name: str) -> Iterator[Path]:
    """Yield a folder that other users can pass through, and remove it."""
    folder = Path(tempfile.mkdtemp(prefix=f"lianbang-{name}-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server_on_disk(name: str) -> Iterator[tuple[Path, Embedded]]:
    """Yield a folder of PostgreSQL's own user, and a server whose data are in it."""
    with open_folder(name) as folder, Embedded(folder / "postgres", quiet) as server:
        if server.runner is not None:
            os.chown(folder, server.runner.uid, server.runner.gid)
        yield folder, server


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@dataclass
class Installation:
    """Its folder, its settings, what runs of it by name, and the referrals in it."""

    folder: Path
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    referrals: list[str] = field(default_factory=list)
    bearer: str = ""
    program: tuple[str, ...] = (sys.executable, "-P", "-m", "terminal.command")

    @property
    def settings(self) -> Settings:
        return read_settings(self.environment)

    @property
    def port(self) -> int:
        return self.settings.port

    def prepare(self, addresses: Addresses) -> None:
        """A migrated database with referrals that one office works on, and the token of its dispatcher."""
        world = World()
        world.viewer(DISPATCHER)
        cases = [a_family(world, head="王秀英").with_need("LIVING_ASSISTANCE").referred_to(OFFICE) for _ in range(CASES)]

        async def fill() -> None:
            await bring_up(self.settings, addresses)
            await cipher_of(self.settings, addresses)
            await world.insert(addresses.loader)

        asyncio.run(fill())
        self.referrals = [global_id("Referral", case.referral.id) for case in cases]
        self.bearer = token(self.settings, DISPATCHER, None)

    def start(self, name: str) -> None:
        """Start `serve` or `worker`."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*self.program, name],
                cwd=self.folder,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self, name: str) -> int:
        """Stop it as an operator does. Return how it ended."""
        self.running[name].terminate()
        return self.running.pop(name).wait(60)

    def kill(self, name: str, *, children: bool) -> None:
        """Kill it at once, and with `children` all that it has started."""
        process = self.running.pop(name)
        kill(process.pid, children=children)
        process.wait(60)

    def keep(self) -> None:
        """Start what has ended by itself or was killed, as the machine of an operator does."""
        self.running = {name: process for name, process in self.running.items() if process.poll() is None}
        for name in {"serve", "worker"} - {*self.running}:
            self.start(name)

    def renew(self) -> None:
        """Have the server processes renewed."""
        self.running["serve"].send_signal(signal.SIGUSR1)

    def servers(self) -> list[psutil.Process]:
        """The processes that serve."""
        return psutil.Process(self.running["serve"].pid).children()

    def log(self, name: str) -> str:
        """What it has written."""
        path = self.folder / f"{name}.log"
        return path.read_text() if path.exists() else ""

    def end(self) -> None:
        """Kill whatever is left."""
        for name in [*self.running]:
            self.kill(name, children=True)


def kill(pid: int, *, children: bool) -> None:
    """Kill a process, with its children all at once, and wait until they have let go of what they held."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        processes = [process, *(process.children(recursive=True) if children else [])]
        for each in processes:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        for each in processes:
            with suppress(psutil.NoSuchProcess):
                for _ in range(6000):
                    if each.status() == psutil.STATUS_ZOMBIE:
                        break
                    time.sleep(0.01)


@contextmanager
def installed(folder: Path, **more: str) -> Iterator[Installation]:
    """An installation whose database is its own, under `folder`; everything of it is gone at the end."""
    environment = {"LIANBANG_VAR": str(folder / "var"), "LIANBANG_PORT": str(free_port()), "LIANBANG_REQUESTS_PER_MINUTE": "1000000"}
    made = Installation(folder, environment | more)
    with Embedded(folder / "var" / "postgres", quiet) as server:
        made.prepare(asyncio.run(provide(server, "lianbang")))
    try:
        yield made
    finally:
        made.end()
        with Embedded(folder / "var" / "postgres", quiet):  # adopts what a killed process left running, and stops it
            pass


@dataclass
class Answer:
    """What came for a request: no status where the connection was lost."""

    status: int
    body: bytes

    @property
    def data(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)["data"]
        return found


class Caller:
    """A client with one connection, which it keeps as long as the server does; it repeats nothing by itself."""

    def __init__(self, port: int, bearer: str, tls: ssl.SSLContext | None = None) -> None:
        """`tls`: how a proxy is spoken to, known by `NAME`."""
        self.port = port
        self.bearer = bearer
        self._known: dict[str, Any] = {} if tls is None else {"ssl": tls, "server_hostname": NAME}
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, document: str, variables: dict[str, object] | None = None) -> Answer:
        """Ask once. An answer with status 0 is none."""
        body = json.dumps({"query": document, "variables": variables or {}}).encode()
        head = f"POST /graphql HTTP/1.1\r\nHost: {NAME}\r\nAuthorization: Bearer {self.bearer}\r\nContent-Type: application/json\r\n"
        try:
            async with asyncio.timeout(60):
                if self._reader is None or self._reader.at_eof():
                    self.close()
                    self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port, **self._known)
                assert self._writer is not None
                self._writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
                return await self._answer(self._reader)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.close()
            return Answer(0, repr(error).encode())

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if line)
        answer = Answer(int(lines[0].split()[1]), await reader.readexactly(int(headers["content-length"])))
        if headers.get("connection") == "close":
            self.close()
        return answer

    def close(self) -> None:
        """Give the connection up."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def notes(url: str) -> list[str]:
    """The notes of all progress in the database."""
    connection = await asyncpg.connect(url)
    try:
        return [row["note"] for row in await connection.fetch(NOTES)]
    finally:
        await connection.close()

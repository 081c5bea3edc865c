"""A worker as a process of its own, as in production: in development it runs within the server, whose time its work would be.

Source: docs/benchmarks.md; docs/decisions/024-composition.md.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

PROGRAM = (sys.executable, "-P", "-m", "terminal.command")
"""`lianbang`, of the environment that runs the benchmark."""
WORKS = "worker: works"
PATIENCE, STOPPED = 60.0, 60.0
"""Seconds in which it must have taken its turn, and in which it must have ended."""


@contextmanager
def working(environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """Have a worker that has taken its turn while the block runs: a server that is started within has none to do, whatever it notes.

    Raises AssertionError if it does not take it, for instance since another works on this database.
    """
    with log.open("wb") as lines:
        running = subprocess.Popen([*PROGRAM, "worker"], env=environment, stdout=lines, stderr=lines)
    try:
        until = monotonic() + PATIENCE
        while WORKS not in (told := log.read_text("utf-8", "replace")):
            assert running.poll() is None, f"the worker ended: {told}"
            assert monotonic() < until, f"the worker has no turn: {told}"
            sleep(0.1)
        yield
    finally:
        running.terminate()
        running.wait(STOPPED)

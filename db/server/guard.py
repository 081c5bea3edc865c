"""Restart our own PostgreSQL when it dies, after a pause that doubles while it keeps dying.

Source: docs/decisions/013-failures.md; docs/decisions/001-embedded-database.md (who starts and stops it).
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from db.server.embedded import Embedded, EmbeddedError

BEAT_SECONDS, PAUSE_SECONDS = 1.0, 60.0
"""The shortest and the longest pause between two checks."""


@contextmanager
def guarded(server: Embedded, say: Callable[[str], None]) -> Iterator[None]:
    """Check the server in a thread while the block runs, and restart it when it has died; `say` gets a line about each restart."""
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(server, stop, say), name="guard", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()


def _watch(server: Embedded, stop: threading.Event, say: Callable[[str], None]) -> None:
    pause, revived = BEAT_SECONDS, 0.0
    while not stop.wait(pause):
        if server.lives():
            pause = BEAT_SECONDS if time.monotonic() - revived > PAUSE_SECONDS else pause
            continue
        say("PostgreSQL has died; it is started again ...")
        pause, revived = min(2 * pause, PAUSE_SECONDS), time.monotonic()
        try:
            server.revive()
        except (EmbeddedError, OSError) as error:
            say(f"PostgreSQL did not start ({str(error).splitlines()[0]}); the next try is in {pause:.0f} s")

"""Work for the processor that is done behind everybody on the machine: in a thread that runs where nothing else wants to.

Source: docs/decisions/055-nobody-waits.md. Nothing that others may wait for is done there, such as a transaction: while others work, a
thread of this kind may stand still in its middle. A lower priority alone is not enough: whoever is woken to answer waits until such a
process has had its slice, 2-4 ms each time, and a request is handed on ten times.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


def behind(work: Callable[[], T]) -> T:
    """Return what `work` returns, or raise what it raises, once it is done behind everybody; whatever it starts is behind everybody too."""
    with ThreadPoolExecutor(1, "behind", _stand_back) as thread:
        return thread.submit(work).result()


def _stand_back() -> None:
    """Let this thread have a processor only where nothing else wants it; where the system knows no such thing it goes on as it is."""
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))

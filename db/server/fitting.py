"""PostgreSQL's settings for a machine: how much memory it takes, and what a page costs that is read out of order.

Source: docs/settings.md (PostgreSQL's own settings), whose table a test holds equal; the manual of PostgreSQL 18, 19.4, 19.5, 19.7.
"""

from collections.abc import Mapping
from pathlib import Path

import psutil

MEGABYTE = 2**20
SHARE = 8
"""Of a machine that does other things too the embedded database takes an eighth."""
LEAST, MOST = 512 * MEGABYTE, 2**40
"""Bytes of memory that are reckoned with."""
LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where Linux tells how much memory a container or unit may have: cgroup v2, v1."""


def fitting(memory: int) -> Mapping[str, str]:
    """Return the settings of a server that may use so many bytes of memory, on a solid-state disk.

    A quarter is PostgreSQL's own cache, half is the system's. What one sort or hash may take is bounded so that sixteen connections with
    four of them each use a quarter. A vacuum or a new index may take a sixteenth.
    """
    of = max(LEAST, min(MOST, memory)) // MEGABYTE
    return {
        "shared_buffers": f"{of // 4}MB",
        "effective_cache_size": f"{of * 3 // 4}MB",
        "work_mem": f"{min(128, max(4, of // 256))}MB",
        "maintenance_work_mem": f"{min(2048, max(64, of // 16))}MB",
        "max_wal_size": f"{min(16384, max(1024, of // 4))}MB",
        "random_page_cost": "1.1",
    }


def of_this_machine() -> Mapping[str, str]:
    """Return the settings of a database that has its share of this machine, or of what the container may use of it."""
    return fitting(memory() // SHARE)


def memory(limits: tuple[Path, ...] = LIMITS) -> int:
    """Return the bytes of memory that a process may use here."""
    told = [path.read_text(encoding="ascii").strip() for path in limits if path.exists()]
    return min(psutil.virtual_memory().total, *(int(each) for each in told if each.isdigit()), MOST)

"""What whichever process of a run comes first makes for all of them."""

import fcntl
from collections.abc import Callable
from pathlib import Path


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder as `make` fills it. Whoever comes meanwhile waits; a process that breaks off leaves nothing that looks whole."""
    with folder.with_suffix(".door").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not folder.exists():
            make(unfinished := folder.with_suffix(".new"))
            unfinished.rename(folder)
    return folder

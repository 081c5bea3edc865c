"""What the server processes of a machine have counted, in files of one folder: two for each that runs, two for all that have ended.

Source: docs/decisions/052-gateway.md. prometheus_client makes those of its process, and reads whichever there are.
"""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from typing_extensions import override

ENDED = "ended"
"""In a file's name, in the place of the number of a process: all that have ended."""
LOCK = "lock"


class Counts(MultiProcessCollector):
    """Tells what all of them have counted, and never while what one has counted is added to that of others."""

    def __init__(self, folder: Path) -> None:
        super().__init__(None, str(folder))  # type: ignore[no-untyped-call]
        self._folder = folder

    @override
    def collect(self) -> Iterable[Metric]:
        """Return the sums."""
        with _locked(self._folder, fcntl.LOCK_SH):
            return list(super().collect())  # type: ignore[no-untyped-call]


def forget(folder: Path, process: int) -> None:
    """Take away what is true of a running process alone; what it has counted stays."""
    mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]


def fold(folder: Path, process: int) -> None:
    """Add what a process that has ended counted to what others did before, so that no file of it is left."""
    forget(folder, process)
    with _locked(folder, fcntl.LOCK_EX):
        for file in folder.glob(f"*_{process}.db"):
            _add(file, file.with_name(f"{file.name.partition('_')[0]}_{ENDED}.db"))


def _add(file: Path, to: Path) -> None:
    if not to.exists():
        file.rename(to)
        return
    sums: dict[str, float] = {}
    for each in (to, file):
        for key, value, *_ in MmapedDict.read_all_values_from_file(str(each)):  # type: ignore[no-untyped-call]
            sums[key] = sums.get(key, 0.0) + value
    new = to.with_suffix(".new")
    new.unlink(missing_ok=True)
    written = MmapedDict(str(new))  # type: ignore[no-untyped-call]
    for key, value in sums.items():
        written.write_value(key, value, 0.0)  # type: ignore[no-untyped-call]
    written.close()  # type: ignore[no-untyped-call]
    file.unlink()
    new.replace(to)


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    with (folder / LOCK).open("ab") as lock:
        fcntl.flock(lock, how)
        yield

"""Where the processes of one port keep together how many requests each of many may still make: a file that all have in their memory.

Source: docs/decisions/052-gateway.md. It outlives each of them and goes with the one that keeps them. What stands in it names nobody: of
whom something is kept is a digest, by a key that stands in the file alone.
"""

import fcntl
import mmap
import os
import struct
import tempfile
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from typing import IO

Bucket = tuple[float, float]
"""How many requests are left, and since when, in seconds."""
Spend = Callable[[Bucket | None], tuple[Bucket, bool]]
"""Returns what a bucket becomes, None for a new one, and whether there was a request in it."""

KEY = 16
HEAD = 32
"""Bytes before the rows: `MARK` and the key of the digests."""
MARK = b"lianbang board 1"
SLOT = struct.Struct(f"<{KEY}sdd")
ROW = 8 * SLOT.size
"""Bytes of the eight buckets among which one is looked for; the oldest of them makes room, and begins anew when it is asked for."""
ROWS = 1 << 14
SIZE = HEAD + ROWS * ROW
TRIES, PAUSE_SECONDS = 9, 0.0001
"""How often a row is asked for that another process has, and the first pause between: each is twice as long as that before, 0.05 s in all.

It has it for some microseconds, for longer where others have its processor, and is not waited for if it was stopped.
"""


def new_board() -> IO[bytes]:
    """Return the file of a new board, which has no name."""
    file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 -- whoever keeps the processes closes it
    file.truncate(SIZE)
    file.write(MARK + os.urandom(KEY))
    return file


class Board:
    """A board, by the number of its file."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._memory = mmap.mmap(file, SIZE)
        self._key = self._memory[len(MARK) : HEAD]

    def exchange(self, whose: Hashable, spend: Spend) -> tuple[Bucket, bool]:
        """Let a bucket become what `spend` makes of it, which no other process does meanwhile. Return it, and whether there was a request
        in it.
        """
        key, row = self._place(whose)
        with self._locked(row):
            at, kept = self._found(key, row)
            bucket, taken = spend(kept)
            SLOT.pack_into(self._memory, at, key, *bucket)
        return bucket, taken

    def look(self, whose: Hashable) -> Bucket | None:
        """Return a bucket, None where none is kept."""
        return self._found(*self._place(whose))[1]

    def _place(self, whose: Hashable) -> tuple[bytes, int]:
        key = blake2b(repr(whose).encode(), key=self._key, digest_size=KEY).digest()
        return key, HEAD + int.from_bytes(key) % ROWS * ROW

    def _found(self, key: bytes, row: int) -> tuple[int, Bucket | None]:
        """Return where a bucket stands in its row, or else where a new one takes the oldest one's place."""
        slots = [*SLOT.iter_unpack(self._memory[row : row + ROW])]
        for number, (other, left, since) in enumerate(slots):
            if other == key:
                return row + number * SLOT.size, (left, since)
        oldest = min(range(len(slots)), key=lambda number: float(slots[number][2]))
        return row + oldest * SLOT.size, None

    @contextmanager
    def _locked(self, row: int) -> Iterator[None]:
        """Keep others from a row; a lock goes with its process."""
        for tried in range(TRIES):
            with suppress(BlockingIOError):
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, ROW, row)
                break
            time.sleep(PAUSE_SECONDS * 2**tried)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, ROW, row)

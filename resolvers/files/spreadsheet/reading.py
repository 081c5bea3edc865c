"""A spreadsheet is read in a process of its own (program.py), which may run out of memory or time without harm to this one.

Source: docs/decisions/009-import.md.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from domain.message.refusal import Refusal
from resolvers.files.spreadsheet import program
from resolvers.files.spreadsheet.sheet import Sheet, SheetCell, SheetLine
from resolvers.files.spreadsheet.unpack import FILE_BYTES, too_large
from resolvers.files.spreadsheet.unreadable import Unreadable

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 30
WALL_SECONDS = 2 * CPU_SECONDS
"""Seconds after which the process is ended, whether it works or waits."""
OUT_OF_MEMORY = MemoryError.__name__.encode()
HOUSE = Path(__file__).parents[3]
"""The folder of our packages."""
START = f"import sys; sys.path.append(sys.argv.pop(1)); from {program.__name__} import main; main()"
"""What the process begins with: with no module of `site`, which looks for packages that it does not use."""


def read_sheets(path: Path, memory: int = MEMORY_BYTES, seconds: int = CPU_SECONDS) -> list[Sheet]:
    """Return the sheets of an xlsx with the rows that are not empty; a csv is one sheet. `memory`: bytes; `seconds`: of processor time.

    Raises FILE_UNREADABLE, FILE_TOO_LARGE, ROWS_TOO_MANY.
    """
    started = [sys.executable, "-I", "-S", "-c", START, str(HOUSE), str(memory), str(seconds)]
    try:
        if path.stat().st_size > FILE_BYTES:
            raise refused(too_large())
        with path.open("rb") as file:
            done = subprocess.run(started, stdin=file, capture_output=True, timeout=WALL_SECONDS, env={}, check=False)
    except OSError:
        raise Refusal("FILE_UNREADABLE") from None
    except subprocess.TimeoutExpired:
        raise refused(too_large()) from None
    if done.returncode < 0 or OUT_OF_MEMORY in done.stderr:  # ended by a limit
        raise refused(too_large())
    if done.returncode > 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    answer = map(json.loads, done.stdout.splitlines())
    return [_sheet(head, answer) for head in answer]


def _sheet(head: Any, answer: Iterator[Any]) -> Sheet:
    """Return the sheet that is told of by a head and the rows after it. Raises the refusal that stands in its place."""
    if isinstance(head, dict):
        raise refused(Unreadable(head["refused"], **head["facts"]))
    rows, from_1904, name, hidden, columns = head
    lines = [
        SheetLine(number, [None if cell is None else SheetCell(*cell) for cell in row], away) for number, row, away in islice(answer, rows)
    ]
    return Sheet(lines, from_1904, name, hidden, tuple(columns))


def read(data: bytes) -> list[Sheet]:
    """Return the sheets of a file, which is read in this process. Raises as `read_sheets`."""
    try:
        return program.read(data)
    except Unreadable as unreadable:
        raise refused(unreadable) from None


def refused(by: Unreadable) -> Refusal:
    """Return the refusal of a file that cannot be read."""
    return Refusal(by.code, **by.facts)

"""A spreadsheet read in a process of its own, which may run out of memory or time without harm to this one.

Source: docs/decisions/009-import.md; the program is resolvers/files/spreadsheet/program.py.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from domain.message.refusal import Refusal
from resolvers.files.spreadsheet.program import MEMORY, SECONDS
from resolvers.files.spreadsheet.sheet import Cell, Line, Sheet
from resolvers.files.spreadsheet.unpack import FILE_BYTES, too_large

OUT_OF_MEMORY = MemoryError.__name__.encode()
PATIENCE = 2 * SECONDS
"""Seconds by the clock on the wall: the program's own limit counts those of the processor."""


def read_sheets(path: Path, memory: int = MEMORY, seconds: int = SECONDS) -> list[Sheet]:
    """The sheets of an xlsx with their filled rows; a csv is one. Raises FILE_UNREADABLE, FILE_TOO_LARGE, ROWS_TOO_MANY.

    The limits of the reading: bytes of memory, seconds of a processor.
    """
    program = [sys.executable, "-m", "resolvers.files.spreadsheet.program", str(memory), str(seconds)]
    try:
        if path.stat().st_size > FILE_BYTES:
            raise too_large()
        with path.open("rb") as file:
            done = subprocess.run(program, stdin=file, capture_output=True, timeout=PATIENCE, env={}, check=False)
    except OSError:
        raise Refusal("FILE_UNREADABLE") from None
    except subprocess.TimeoutExpired:
        raise too_large() from None
    if done.returncode < 0 or OUT_OF_MEMORY in done.stderr:  # ended by a limit
        raise too_large()
    if done.returncode > 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    answer = json.loads(done.stdout)
    if refused := answer.get("refused"):
        raise Refusal(refused, **answer["facts"])
    return [_sheet(each) for each in answer["sheets"]]


def _sheet(told: list[Any]) -> Sheet:
    lines, from_1904, name, hidden, columns = told
    cells = [Line(number, [None if cell is None else Cell(*cell) for cell in row], away) for number, row, away in lines]
    return Sheet(cells, from_1904, name, hidden, tuple(columns))

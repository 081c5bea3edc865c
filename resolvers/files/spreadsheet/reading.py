"""A spreadsheet read in a process of its own, which may run out of memory or time without harm to this one.

Source: docs/decisions/009-import.md; the program is resolvers/files/spreadsheet/program.py.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from domain.message.refusal import Refusal
from resolvers.files.spreadsheet.program import CPU_SECONDS, MEMORY_BYTES
from resolvers.files.spreadsheet.sheet import Cell, Line, Sheet
from resolvers.files.spreadsheet.unpack import FILE_BYTES, too_large

OUT_OF_MEMORY = MemoryError.__name__.encode()
WALL_SECONDS = 2 * CPU_SECONDS
"""Seconds after which the program is ended, whether it works or waits."""


def read_sheets(path: Path, memory: int = MEMORY_BYTES, seconds: int = CPU_SECONDS) -> list[Sheet]:
    """Return the sheets of an xlsx with the rows that are not empty; a csv is one sheet. `memory`: bytes; `seconds`: of processor time.

    Raises FILE_UNREADABLE, FILE_TOO_LARGE, ROWS_TOO_MANY.
    """
    program = [sys.executable, "-m", "resolvers.files.spreadsheet.program", str(memory), str(seconds)]
    try:
        if path.stat().st_size > FILE_BYTES:
            raise too_large()
        with path.open("rb") as file:
            done = subprocess.run(program, stdin=file, capture_output=True, timeout=WALL_SECONDS, env={}, check=False)
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

"""A spreadsheet is read in a process of its own, which may run out of memory or time without harm to this one.

Source: docs/decisions/009-import.md. The process runs `main`: the file on standard input, its sheets as JSON on standard output.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from domain.message.refusal import Refusal
from resolvers.files.spreadsheet.sheet import Sheet, SheetCell, SheetLine
from resolvers.files.spreadsheet.text import of_text
from resolvers.files.spreadsheet.unpack import FILE_BYTES, too_large, unpacked
from resolvers.files.spreadsheet.workbook import of_workbook

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 30
WALL_SECONDS = 2 * CPU_SECONDS
"""Seconds after which the process is ended, whether it works or waits."""
OUT_OF_MEMORY = MemoryError.__name__.encode()
ZIP = b"PK\x03\x04"


def read_sheets(path: Path, memory: int = MEMORY_BYTES, seconds: int = CPU_SECONDS) -> list[Sheet]:
    """Return the sheets of an xlsx with the rows that are not empty; a csv is one sheet. `memory`: bytes; `seconds`: of processor time.

    Raises FILE_UNREADABLE, FILE_TOO_LARGE, ROWS_TOO_MANY.
    """
    program = [sys.executable, "-m", "resolvers.files.spreadsheet.reading", str(memory), str(seconds)]
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
    """Return the sheet that its JSON describes."""
    lines, from_1904, name, hidden, columns = told
    cells = [SheetLine(number, [None if cell is None else SheetCell(*cell) for cell in row], away) for number, row, away in lines]
    return Sheet(cells, from_1904, name, hidden, tuple(columns))


def main() -> None:
    """Read the file, write the answer (its sheets, or a refusal), and exit. Arguments: bytes of memory, seconds of processor time."""
    memory, seconds = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        answer: dict[str, Any] = {"sheets": read(sys.stdin.buffer.read(FILE_BYTES + 1))}
    except Refusal as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        answer = {"refused": "FILE_TOO_LARGE", "facts": too_large().facts}
    json.dump(answer, sys.stdout, ensure_ascii=True)
    sys.stdout.flush()
    os._exit(0)  # freeing what fills the memory may need more of it


def read(data: bytes) -> list[Sheet]:
    """Return the sheets of an xlsx in their order; a csv is one. Raises FILE_UNREADABLE, FILE_TOO_LARGE, ROWS_TOO_MANY."""
    if len(data) > FILE_BYTES:
        raise too_large()
    return of_workbook(unpacked(data)) if data.startswith(ZIP) else [of_text(data)]


if __name__ == "__main__":
    main()

"""The program that reads one spreadsheet: the file on standard input, its sheets as JSON on standard output, in a process of its own.

Source: docs/decisions/009-import.md. Memory and time are limited from the start, whatever the file holds.
"""

import json
import os
import resource
import sys
from typing import Any

from domain.message.refusal import Refusal
from resolvers.files.spreadsheet.sheet import Sheet
from resolvers.files.spreadsheet.text import of_text
from resolvers.files.spreadsheet.unpack import FILE_BYTES, too_large, unpacked
from resolvers.files.spreadsheet.workbook import of_workbook

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 30
ZIP = b"PK\x03\x04"


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
    os._exit(0)  # taking apart what fills the memory may need more of it


def read(data: bytes) -> list[Sheet]:
    """Return the sheets of an xlsx in their order; a csv is one. Raises FILE_UNREADABLE, FILE_TOO_LARGE, ROWS_TOO_MANY."""
    if len(data) > FILE_BYTES:
        raise too_large()
    if not data.startswith(ZIP):
        return [of_text(data)]
    return of_workbook(unpacked(data))


if __name__ == "__main__":
    main()

"""The process that reads a spreadsheet: the file on standard input; on standard output JSON, a line each for a sheet and each of its rows.

Source: docs/decisions/009-import.md. It loads what reading needs and nothing else, so that it is there in a third of the time.
"""

import json
import os
import resource
import sys
from collections.abc import Iterator

from resolvers.files.spreadsheet.sheet import Sheet
from resolvers.files.spreadsheet.text import of_text
from resolvers.files.spreadsheet.unpack import FILE_BYTES, too_large, unpacked
from resolvers.files.spreadsheet.unreadable import Unreadable
from resolvers.files.spreadsheet.workbook import of_workbook

ZIP = b"PK\x03\x04"
AS_JSON = json.JSONEncoder(ensure_ascii=True)


def main() -> None:
    """Read the file, write the answer (its sheets, or a refusal), and exit. Arguments: bytes of memory, seconds of processor time."""
    memory, seconds = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        sheets = read(sys.stdin.buffer.read(FILE_BYTES + 1))
    except Unreadable as refusal:
        sys.stdout.write(AS_JSON.encode({"refused": refusal.code, "facts": refusal.facts}))
    except MemoryError:
        sys.stdout.write(AS_JSON.encode({"refused": "FILE_TOO_LARGE", "facts": too_large().facts}))
    else:
        sys.stdout.writelines(lines_of(sheets))
    sys.stdout.flush()
    os._exit(0)  # freeing what fills the memory may need more of it


def lines_of(sheets: list[Sheet]) -> Iterator[str]:
    """Yield what is written of sheets: of each how many rows it has, and what else is told of it; then its rows."""
    for lines, *told in sheets:
        yield AS_JSON.encode([len(lines), *told]) + "\n"
        for line in lines:
            yield AS_JSON.encode(line) + "\n"


def read(data: bytes) -> list[Sheet]:
    """Return the sheets of an xlsx in their order; a csv is one. Raises FILE_UNREADABLE, FILE_TOO_LARGE, ROWS_TOO_MANY."""
    if len(data) > FILE_BYTES:
        raise too_large()
    return of_workbook(unpacked(data)) if data.startswith(ZIP) else [of_text(data)]

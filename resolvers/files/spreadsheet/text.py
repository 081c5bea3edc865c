"""A csv, or what Excel calls "Unicode text": its encoding, its delimiter, and the kinds of its cells.

Source: docs/decisions/009-import.md.
"""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from functools import lru_cache

from resolvers.files.spreadsheet.sheet import SHEET_COLUMNS, Sheet, SheetCell, SheetLine, filled, text_cell
from resolvers.files.spreadsheet.unreadable import Unreadable

MARKED = {BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
"""Byte order mark of Excel's "Unicode text" -> encoding."""
UNMARKED_WIDE = ("utf-16-le", "utf-16-be")
BYTES_A_NULL = 10
"""A text with more than one null byte in so many has two bytes a character; with fewer, some of its cells are damaged."""
ENCODINGS = ("utf-8-sig", "gb18030")
"""UTF-8 with or without its mark, or what Chinese Excel writes: GBK (of GB 18030, which holds it)."""
DELIMITERS = ",\t;"
DELIMITER_LINES = 10
"""Lines at the top in which the delimiter is looked for: one of them may be a title without any."""
SEPARATOR = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
"""A first line that tells Excel the delimiter."""
AS_TEXT = re.compile(r'="([^"]*)"')
"""A formula that is nothing but a text: how a number is kept from being rounded in a csv."""
QUOTED = re.compile(r"'(?=[=+\-@\t＝])")
"""The quote by which `neutral` keeps a text from being a formula."""
ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"})
CELLS = 10_000
"""Cells of which it is kept what they hold: most columns say one of a few things."""
TOO_NARROW = re.compile(r"#{3,}")
"""A number or a day that did not fit into its column when Excel saved it."""


def of_text(data: bytes) -> Sheet:
    """Return the lines of a csv as a sheet. Raises FILE_UNREADABLE, ROWS_TOO_MANY."""
    return Sheet(filled(_lines(_decoded(data))))


def _lines(text: str) -> Iterator[SheetLine]:
    told = SEPARATOR.match(text)
    delimiter = told[1] if told else max(DELIMITERS, key="\n".join(text[:100_000].splitlines()[:DELIMITER_LINES]).count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(rows, 1):
            if number > 1 or not told:
                yield SheetLine(number, [_cell(value) for value in row[:SHEET_COLUMNS]])
    except csv.Error:
        raise Unreadable("FILE_UNREADABLE") from None


def _decoded(data: bytes) -> str:
    """Return the text in the first encoding that fits. Raises FILE_UNREADABLE."""
    if encoding := MARKED.get(data[:2]):
        encodings: tuple[str, ...] = (encoding,)
    elif data.startswith(BOM_UTF8) or data.count(0) * BYTES_A_NULL <= len(data):
        encodings = ENCODINGS
    else:
        encodings = UNMARKED_WIDE
    for each in encodings:
        try:
            text = data.decode(each)
        except UnicodeDecodeError:
            continue
        if each in ENCODINGS or ("\0" not in text and (each in MARKED.values() or any(sign in text for sign in DELIMITERS))):
            return text
    raise Unreadable("FILE_UNREADABLE")


@lru_cache(maxsize=CELLS)
def _cell(value: str) -> SheetCell | None:
    bare = QUOTED.sub("", value, count=1) if value.startswith("'") else value
    bare = bare.strip()
    if match := AS_TEXT.fullmatch(bare):
        bare = match[1].strip()
    if bare[:1] in ("=", "＝"):
        return SheetCell("formula", bare)
    if bare in ERRORS or TOO_NARROW.fullmatch(bare):
        return SheetCell("broken", bare)
    return text_cell(bare)

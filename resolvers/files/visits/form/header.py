"""Finds the headers of a sheet, in one row or below merged ones of groups, and the column that each of them names.

Source: docs/decisions/009-import.md; the columns stand in resolvers/files/visits/form/columns.py.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.message.text import Text
from resolvers.files.spreadsheet.cells import letters_of
from resolvers.files.spreadsheet.sheet import SheetCell, SheetLine
from resolvers.files.visits.form.column import FormColumn
from resolvers.files.visits.form.columns import COLUMNS

REASON = Text("未通过原因", "Why not taken")
"""The header of the reasons in a file of refused rows; it is passed over when the file comes back."""
PASSED_OVER = frozenset({"序号", "编号", "no", "no.", REASON.zh, REASON.en.casefold()})
FIRST_ROWS = 10
"""Rows from the top among which the headers begin: titles and notes may stand above them."""
HEADER_ROWS = 3
"""Most rows that headers take: groups, groups within them, the headers themselves."""
KNOWN_HEADERS = 3
"""Fewest known headers that make a row the one of the headers."""
OF_GROUP = re.compile(r"(?:基本)?(?:情况|信息|资料)$")
"""End of a group's name that is left out where it is joined with a header below: 监护人情况 over 姓名 is 监护人姓名."""
OTHERS = ("监护人", "户主", "走访人", "访视人", "工作人员", "填表", "联系人", "帮扶", "包联", "责任人", "村干部", "陪同")
"""Beginnings of groups about others than the person visited: a header below one of them is not that person's."""

Meanings = Mapping[str, FormColumn | None]
"""Headers, as they are compared (`comparable`) -> column; None: passed over."""


class Headers(NamedTuple):
    """The headers of a sheet: one line of names, the known columns by their places, and `until`: how many lines end with the headers."""

    line: SheetLine
    columns: dict[int, FormColumn]
    until: int


def find_headers(lines: Sequence[SheetLine], meanings: Meanings) -> Headers | None:
    """Return the headers of a sheet: those of its first lines that hold most known headers. None: fewer than three are known."""
    best, most = None, KNOWN_HEADERS - 1
    for first in range(min(len(lines), FIRST_ROWS)):
        for until in range(first + 1, min(first + (HEADER_ROWS if _may_group(lines[first]) else 1), len(lines)) + 1):
            found, known = _headers(lines[first:until], until, meanings)
            if known > most:
                best, most = found, known
    return best


def _may_group(line: SheetLine) -> bool:
    """Whether a line may stand over others: no title, which is one text, and no note, which has a colon."""
    texts = {cell.text for cell in line.cells if cell}
    return len(texts) > 1 and not any(colon in text for text in texts for colon in ":：")


def comparable(header: str) -> str:
    """Return a header for comparison: its letters and digits, without (必填) or (选填) at its end."""
    plain = unicodedata.normalize("NFKC", header)
    return letters_of(plain.removesuffix("(必填)").removesuffix("(选填)"))


def is_repeated(line: SheetLine, headers: Headers) -> bool:
    """Whether a line repeats the headers, as at the top of every printed page."""
    texts = [(headers.line.cells[place], cell) for place in headers.columns if (cell := line.at(place))]
    return len(texts) >= KNOWN_HEADERS and all(header and comparable(header.text) == comparable(cell.text) for header, cell in texts)


def _headers(lines: Sequence[SheetLine], until: int, meanings: Meanings) -> tuple[Headers, int]:
    """Return the headers that some lines make, which end with line `until`, and how many of their places have a known header."""
    cells: list[SheetCell | None] = []
    columns: dict[int, FormColumn] = {}
    known = 0
    for place in range(max(len(line.cells) for line in lines)):
        texts = _texts(lines, place)
        name, column = _named(texts, meanings) if texts else (None, None)
        if column is not None and column not in columns.values():
            columns[place] = column
        known += column is not None or (bool(texts) and comparable(texts[-1]) in meanings)
        cells.append(None if name is None else SheetCell("text", name))
    return Headers(SheetLine(lines[-1].number, cells), columns, until), known


def _texts(lines: Sequence[SheetLine], place: int) -> list[str]:
    """Return the texts of a place, from the widest group above it to its own header; that of a merged cell once."""
    texts: list[str] = []
    for above, line in enumerate(lines):
        below = lines[above + 1] if above + 1 < len(lines) else None
        text = _text(line, place) or (_group(line, below, place) if below is not None and _text(below, place) else None)
        if text is not None and text not in texts:
            texts.append(text)
    return texts


def _group(line: SheetLine, below: SheetLine, place: int) -> str | None:
    """Return the group that begins left of a place and reaches it, if it has other headers of its own below."""
    start = next((left for left in range(place - 1, -1, -1) if _text(line, left)), None)
    return _text(line, start) if start is not None and _text(below, start) not in (None, _text(line, start)) else None


def _text(line: SheetLine, place: int) -> str | None:
    cell = line.at(place)
    return None if cell is None else cell.text


def _named(texts: list[str], meanings: Meanings) -> tuple[str, FormColumn | None]:
    """Return the name of a place and its column, None if unknown: by the words of its groups and its header, else by the header alone."""
    *groups, own = texts
    for group in reversed(groups):
        for name in (group + own, OF_GROUP.sub("", group) + own):
            if column := meanings.get(comparable(name)):
                return name, column
    if any(comparable(group).startswith(OTHERS) for group in groups):
        return "".join(texts), None
    return own, meanings.get(comparable(own))


BY_HEADER: Mapping[str, FormColumn] = {
    comparable(header): column for column in reversed(COLUMNS) for header in (*column.also, column.title.en, column.title.zh)
}
"""The headers that name each of our columns in any file."""

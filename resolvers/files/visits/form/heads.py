"""Where the heads of a sheet stand, in one row or under merged ones of groups, and which column each of them names.

Source: docs/decisions/009-import.md; the columns stand in resolvers/files/visits/form/columns.py.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.message.text import Text
from resolvers.files.spreadsheet.sheet import Cell, Line
from resolvers.files.visits.form.column import Column
from resolvers.files.visits.form.columns import COLUMNS

REASON = Text("未通过原因", "Why not taken")
"""The column that a file of refused rows adds; it is passed over when the file comes back."""
PASSED_OVER = frozenset({"序号", "编号", "no", "no.", REASON.zh, REASON.en.casefold()})
TITLES_LOOKED_FOR = 10
"""Rows from the top among which the heads are: above them stand titles and notes."""
DEPTH = 3
"""Rows that heads may take: groups, groups within them, the heads themselves."""
HEADS = 3
"""Known heads that make a row the one of the heads."""
OF_GROUP = re.compile(r"(?:基本)?(?:情况|信息|资料)$")
"""What a group of heads adds to the word that belongs before each of them: 监护人情况 over 姓名 is 监护人姓名."""
OTHERS = ("监护人", "户主", "走访人", "访视人", "工作人员", "填表", "联系人", "帮扶", "包联", "责任人", "村干部", "陪同")
"""Groups of somebody else than the person who was visited: a head below one of them means that one's, or is not known."""


Names = Mapping[str, Column | None]
"""What heads mean, as they are compared (`folded`); None: passed over."""


class Heads(NamedTuple):
    """The heads of a sheet: as one line of what each place is called, the columns that are known, and how many lines end with them."""

    line: Line
    columns: dict[int, Column]
    until: int


def find_heads(lines: Sequence[Line], names: Names) -> Heads | None:
    """Return the heads among the first lines of a sheet: the lines with most known heads; of several the upper, then the fewer."""
    best, most = None, HEADS - 1
    for first in range(min(len(lines), TITLES_LOOKED_FOR)):
        for until in range(first + 1, min(first + (DEPTH if _may_group(lines[first]) else 1), len(lines)) + 1):
            found, known = _heads(lines[first:until], until, names)
            if known > most:
                best, most = found, known
    return best


def _may_group(line: Line) -> bool:
    """Whether a line may stand over others: no title, which is one text, and no note, which has a colon."""
    texts = {cell.text for cell in line.cells if cell}
    return len(texts) > 1 and not any(colon in text for text in texts for colon in ":：")


def folded(head: str) -> str:
    """Return a head for comparison: without gaps, brackets, stars and colons; the text in brackets stays."""
    plain = unicodedata.normalize("NFKC", head).casefold().removesuffix("(必填)").removesuffix("(选填)")
    return "".join(each for each in plain if each.isalnum())


def is_repeated(line: Line, heads: Heads) -> bool:
    """Whether a line is the heads once more, as at the top of every printed page."""
    texts = [(heads.line.cells[place], line.cells[place]) for place in heads.columns if place < len(line.cells) and line.cells[place]]
    return len(texts) >= HEADS and all(head and cell and folded(head.text) == folded(cell.text) for head, cell in texts)


def _heads(lines: Sequence[Line], until: int, names: Names) -> tuple[Heads, int]:
    """Return what some lines say as heads, and how many of their places have a known head."""
    cells: list[Cell | None] = []
    columns: dict[int, Column] = {}
    known = 0
    for place in range(max(len(line.cells) for line in lines)):
        texts = _texts(lines, place)
        name, column = _named(texts, names) if texts else (None, None)
        if column is not None and column not in columns.values():
            columns[place] = column
        known += column is not None or (bool(texts) and folded(texts[-1]) in names)
        cells.append(None if name is None else Cell("text", name))
    return Heads(Line(lines[-1].number, cells), columns, until), known


def _texts(lines: Sequence[Line], place: int) -> list[str]:
    """Return the texts over a place, from the widest group to its own head; a merged cell once."""
    texts: list[str] = []
    for above, line in enumerate(lines):
        below = lines[above + 1] if above + 1 < len(lines) else None
        text = _text(line, place) or (_group(line, below, place) if below is not None and _text(below, place) else None)
        if text is not None and text not in texts:
            texts.append(text)
    return texts


def _group(line: Line, below: Line, place: int) -> str | None:
    """Return the group that reaches to a place from its left and has heads of its own below it."""
    start = next((left for left in range(place - 1, -1, -1) if _text(line, left)), None)
    return _text(line, start) if start is not None and _text(below, start) not in (None, _text(line, start)) else None


def _text(line: Line, place: int) -> str | None:
    cell = line.cells[place] if place < len(line.cells) else None
    return None if cell is None else cell.text


def _named(texts: list[str], names: Names) -> tuple[str, Column | None]:
    """Return a place's head and the column of that name: with the words of its groups before it, else alone."""
    *groups, own = texts
    for group in reversed(groups):
        for name in (group + own, OF_GROUP.sub("", group) + own):
            if column := names.get(folded(name)):
                return name, column
    if any(folded(group).startswith(OTHERS) for group in groups):
        return "".join(texts), None
    return own, names.get(folded(own))


BY_HEAD: Mapping[str, Column] = {
    folded(head): column for column in reversed(COLUMNS) for head in (*column.also, column.title.en, column.title.zh)
}

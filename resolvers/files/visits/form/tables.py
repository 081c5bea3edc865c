"""The sheets of a file as tables of visits: which are read, where their heads stand, and what is told of those that are not.

Source: docs/decisions/009-import.md. What somebody has hidden in a sheet is not taken unless it is asked
for: it may be left over, or another's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.value.values import is_refused
from resolvers.files.spreadsheet.sheet import Line, Sheet
from resolvers.files.visits.form.column import Column
from resolvers.files.visits.form.columns import COLUMNS
from resolvers.files.visits.form.heads import BY_HEAD, PASSED_OVER, Heads, Names, find_heads, folded, is_repeated

MOST_ROWS = 5_000
LISTS = Text("可选项", "Choices")
"""The sheet of a template that holds what may be chosen: nobody expects it to be read."""


@dataclass(frozen=True)
class Table:
    """The rows of a sheet below its heads. `ignored`: heads that are not known; `hidden_*`: what was passed over as hidden."""

    head: Line
    columns: Mapping[int, Column]
    ignored: tuple[str, ...]
    lines: tuple[Line, ...]
    from_1904: bool
    name: str = ""
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()


@dataclass
class File:
    """What a file holds: the tables that are read, and the names of sheets that are not, each with the reason; empty ones are not named."""

    digest: str = ""
    """The SHA-256 of its bytes, in hexadecimal; empty for tables that come from no file."""
    tables: list[Table] = field(default_factory=list)
    unread: list[tuple[str, Refusal]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Return the number of rows of all tables."""
        return sum(len(table.lines) for table in self.tables)


def file_of(sheets: Sequence[Sheet], names: Names = BY_HEAD, *, hidden: bool = False) -> File:
    """Return the tables of a file; `names`: what their heads mean; `hidden`: hidden parts are read too. Raises ROWS_TOO_MANY."""
    file = File()
    for sheet in sheets:
        if not sheet.lines or sheet.name in LISTS:
            continue
        try:
            if sheet.hidden and not hidden:
                raise Refusal("SHEET_HIDDEN")
            file.tables.append(table_of(sheet, names, hidden=hidden))
        except Refusal as refusal:
            file.unread.append((shown(sheet.name), refusal))
    if file.rows > MOST_ROWS:
        raise Refusal("ROWS_TOO_MANY", most=MOST_ROWS)
    return file


def table_of(sheet: Sheet, names: Names = BY_HEAD, *, hidden: bool = False) -> Table:
    """Return the rows below the heads of a sheet. Raises HEADS_MISSING, COLUMN_MISSING, COLUMN_HIDDEN."""
    concealed = () if hidden else sheet.hidden_columns
    lines = [_without(line, concealed) for line in sheet.lines]
    heads = find_heads(lines, names)
    if heads is None:
        raise Refusal("HEADS_MISSING")
    whole = find_heads(sheet.lines, names) or heads
    _check(heads, whole)
    below = [each for each in lines[heads.until :] if any(_holds(each, at) for at in heads.columns) and not is_repeated(each, heads)]
    return Table(
        head=heads.line,
        columns=heads.columns,
        ignored=_ignored(heads, names),
        lines=tuple(each for each in below if hidden or not each.hidden),
        from_1904=sheet.from_1904,
        name=shown(sheet.name),
        hidden_rows=() if hidden else tuple(each.number for each in below if each.hidden),
        hidden_columns=_named(whole.line, concealed),
    )


def shown(text: str) -> str:
    """Return a text of a file in one line without control characters, safe for a terminal."""
    return " ".join("".join(each for each in text if each in "\n\t" or not is_refused(each)).split())


def _check(heads: Heads, whole: Heads) -> None:
    """Check that every required column is there. `whole`: the heads with those that are hidden."""
    for column in COLUMNS:
        if column.needed and column not in heads.columns.values():
            raise Refusal("COLUMN_HIDDEN" if column in whole.columns.values() else "COLUMN_MISSING", column=column.title)


def _without(line: Line, places: Iterable[int]) -> Line:
    cells = list(line.cells)
    for place in places:
        if place < len(cells):
            cells[place] = None
    return line._replace(cells=cells)


def _holds(line: Line, place: int) -> bool:
    return place < len(line.cells) and line.cells[place] is not None


def _named(line: Line, places: Iterable[int]) -> tuple[str, ...]:
    cells = (line.cells[place] for place in places if place < len(line.cells))
    return tuple(filter(None, (shown(cell.text) for cell in cells if cell is not None)))


def _ignored(heads: Heads, names: Names) -> tuple[str, ...]:
    """Return the unknown heads, but for those that every form has, such as a running number."""
    passed_over = {folded(each) for each in PASSED_OVER} | {head for head, column in names.items() if column is None}
    unknown = (cell.text for place, cell in enumerate(heads.line.cells) if cell is not None and place not in heads.columns)
    return tuple(filter(None, (shown(text) for text in unknown if folded(text) not in passed_over)))

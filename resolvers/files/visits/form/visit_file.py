"""The sheets of a file as tables of visits: which sheets, rows and columns are read, and what is told of those that are not.

Source: docs/decisions/009-import.md. Hidden sheets, rows and columns are not taken unless it is asked for: they may be left over, or
another village's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.value.values import is_refused
from resolvers.files.spreadsheet.sheet import Sheet, SheetLine
from resolvers.files.visits.form.column import FormColumn
from resolvers.files.visits.form.columns import COLUMNS
from resolvers.files.visits.form.header import BY_HEADER, PASSED_OVER, Headers, Meanings, comparable, find_headers, is_repeated

FILE_ROWS = 5_000
"""Most rows of all tables of a file together."""
LISTS = Text("可选项", "Choices")
"""The sheet of a template that holds what may be chosen; it is passed over without a word."""


@dataclass(frozen=True)
class VisitTable:
    """The rows of a sheet below its headers. `ignored`: unknown headers; `hidden_*`: hidden rows and columns that are not read."""

    header: SheetLine
    columns: Mapping[int, FormColumn]
    """Place, counted from 0 -> column."""
    ignored: tuple[str, ...]
    lines: tuple[SheetLine, ...]
    from_1904: bool
    name: str = ""
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    form: Sequence[FormColumn] = COLUMNS
    """The columns that it may have."""


@dataclass
class VisitFile:
    """The tables of a file, and the names of sheets that are not read, each with the reason; empty sheets are not named."""

    digest: str = ""
    """The SHA-256 of its bytes, in hexadecimal; empty for tables that come from no file."""
    tables: list[VisitTable] = field(default_factory=list)
    unread: list[tuple[str, Refusal]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Return the number of rows of all tables."""
        return sum(len(table.lines) for table in self.tables)


def file_of(
    sheets: Sequence[Sheet], meanings: Meanings = BY_HEADER, form: Sequence[FormColumn] = COLUMNS, *, hidden: bool = False
) -> VisitFile:
    """Return the tables of a file of some `form`; `meanings`: which columns its headers name; `hidden`: read hidden parts too.

    Raises ROWS_TOO_MANY.
    """
    file = VisitFile()
    for sheet in sheets:
        if not sheet.lines or sheet.name in LISTS:
            continue
        try:
            if sheet.hidden and not hidden:
                raise Refusal("SHEET_HIDDEN")
            file.tables.append(table_of(sheet, meanings, form, hidden=hidden))
        except Refusal as refusal:
            file.unread.append((shown(sheet.name), refusal))
    if file.rows > FILE_ROWS:
        raise Refusal("ROWS_TOO_MANY", most=FILE_ROWS)
    return file


def table_of(sheet: Sheet, meanings: Meanings = BY_HEADER, form: Sequence[FormColumn] = COLUMNS, *, hidden: bool = False) -> VisitTable:
    """Return the table of a sheet; arguments as of `file_of`. Raises HEADS_MISSING, COLUMN_MISSING, COLUMN_HIDDEN."""
    concealed = () if hidden else sheet.hidden_columns
    lines = [_without(line, concealed) for line in sheet.lines]
    headers = find_headers(lines, meanings)
    if headers is None:
        raise Refusal("HEADS_MISSING")
    whole = find_headers(sheet.lines, meanings) or headers
    for column in form:
        if column.needed and column not in headers.columns.values():
            raise Refusal("COLUMN_HIDDEN" if column in whole.columns.values() else "COLUMN_MISSING", column=column.title)
    below = [each for each in lines[headers.until :] if any(map(each.at, headers.columns)) and not is_repeated(each, headers)]
    return VisitTable(
        header=headers.line,
        columns=headers.columns,
        ignored=_ignored(headers, meanings),
        lines=tuple(each for each in below if hidden or not each.hidden),
        from_1904=sheet.from_1904,
        name=shown(sheet.name),
        hidden_rows=() if hidden else tuple(each.number for each in below if each.hidden),
        hidden_columns=tuple(filter(None, (shown(cell.text) for cell in map(whole.line.at, concealed) if cell is not None))),
        form=form,
    )


def shown(text: str) -> str:
    """Return a text of a file in one line without control characters, safe for a terminal."""
    return " ".join("".join(each for each in text if each in "\n\t" or not is_refused(each)).split())


def _without(line: SheetLine, places: Iterable[int]) -> SheetLine:
    return line._replace(cells=[None if place in places else cell for place, cell in enumerate(line.cells)])


def _ignored(headers: Headers, meanings: Meanings) -> tuple[str, ...]:
    """Return the unknown headers, but for those of `PASSED_OVER` and those that were mapped to nothing."""
    passed_over = {comparable(each) for each in PASSED_OVER} | {header for header, column in meanings.items() if column is None}
    unknown = (cell.text for place, cell in enumerate(headers.line.cells) if cell is not None and place not in headers.columns)
    return tuple(filter(None, (shown(text) for text in unknown if comparable(text) not in passed_over)))

"""The report of an import: what became of each row, in lines by row and column.

Source: docs/decisions/009-import.md. No line repeats a value of a row: it may end up in a log.
"""

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from domain.message.refusal import Path, Refusal
from domain.message.text import Text
from domain.viewer import Language
from resolvers.files.visits.form.column import FormColumn
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.form.visit_file import VisitFile, VisitTable
from resolvers.files.visits.form.visit_input import column_of
from resolvers.files.visits.recording import Became, Judged

BETWEEN = {Language.ZH: "", Language.EN: " "}
"""Language -> what stands between two texts, each of which ends with a full stop."""
ROW = Text("第{row}行", "Row {row}")
OF_SHEET = Text("工作表“{sheet}”第{row}行", "Sheet {sheet}, row {row}")
WHERE = Text("{row}：{reasons}", "{row}: {reasons}")
OF_COLUMN = Text("{column}：{text}", "{column}: {text}")
IGNORED = Text("未识别的列，已忽略：{heads}", "Columns that are not known and were passed over: {heads}")
UNREAD = Text("未读取工作表“{sheet}”：{reason}", "Sheet {sheet} was not read: {reason}")
HIDDEN_ROWS = Text(
    "有{count}个隐藏行未读取（{rows}）；如需读取，请加 --hidden。",
    "{count} hidden rows were passed over ({rows}); --hidden takes them too.",
)
HIDDEN_COLUMNS = Text(
    "隐藏的列未读取：{heads}；如需读取，请加 --hidden。", "Hidden columns were passed over: {heads}; --hidden takes them too."
)
SHEET = Text("工作表“{sheet}”：{text}", "Sheet {sheet}: {text}")
NAMED_ROWS = 20
"""Most hidden rows that are named by their numbers."""
ALIKE = Text("与第{row}行内容完全相同，只登记一次。", "It says the same as row {row} and was taken once.")
TOTALS = Text(
    "共{rows}行：登记{recorded}行，此前已登记{known}行，{alike}未通过{refused}行。",
    "{rows} rows: {recorded} recorded, {known} recorded before, {alike}{refused} refused.",
)
REHEARSED = Text(
    "试运行，未作任何登记。共{rows}行：可登记{recorded}行，此前已登记{known}行，{alike}未通过{refused}行。",
    "A dry run: nothing was recorded. {rows} rows: {recorded} would be recorded, {known} recorded before, {alike}{refused} refused.",
)
OF_ALIKE = Text("文件内重复{count}行，", "{count} alike within the file, ")


@dataclass(repr=False)
class Report:
    """What became of each row of a file. It is not written out: it holds people's data, and takes minutes of a large file.

    asyncio would do that with whatever a program's main task returns, as it gives Ctrl-C back.
    """

    file: VisitFile
    dry_run: bool
    number: str | None = None
    """The number of the import; None for a dry run."""
    broken_off: bool = False
    """Whether the import ended before its last row, or before it was written down what became of all."""
    recorded: int = 0
    known: int = 0
    alike: list[tuple[VisitRow, VisitRow]] = field(default_factory=list)
    """Rows that say the same as an earlier row of the file, each with that row."""
    kept: list[tuple[VisitRow, tuple[Path, ...]]] = field(default_factory=list)
    """Rows that were recorded, each with the paths of its values that differ from what is registered."""
    refused: list[VisitRow] = field(default_factory=list)

    def add(self, row: VisitRow, judged: Judged) -> None:
        """Count a row by what became of it, and keep it in the order of the file if anything is told of it."""
        self.recorded += judged.became is Became.RECORDED
        self.known += judged.became is Became.KNOWN
        if judged.earlier is not None:
            insort(self.alike, (row, judged.earlier), key=lambda pair: pair[0].place)
        if judged.kept:
            insort(self.kept, (row, judged.kept), key=lambda pair: pair[0].place)
        if judged.became is Became.REFUSED:
            row.blame(*judged.refusals)
            insort(self.refused, row, key=attrgetter("place"))

    def lines(self, language: Language) -> Iterator[str]:
        """Yield the lines for the terminal: parts of the file that were not read, what is told of each row, then the numbers of rows."""
        for sheet, refusal in self.file.unread:
            yield UNREAD.in_language(language).format(sheet=sheet, reason=refusal.text(language))
        for table in self.file.tables:
            yield from (self._of(table, text, language) for text in _passed_over(table, language))
        for row, earlier in self.alike:
            yield self._where(row, ALIKE.in_language(language).format(row=earlier.line.number), language)
        for row, paths in self.kept:
            blamed = ((column_of(path, row.values, row.table.form), Refusal("KEPT_AS_REGISTERED")) for path in paths)
            yield self._where(row, _joined((each for each in blamed if each[0] is not None), language), language)
        for row in self.refused:
            yield self._where(row, reasons(row, language), language)
        totals = REHEARSED if self.dry_run else TOTALS
        alike = OF_ALIKE.in_language(language).format(count=len(self.alike)) if self.alike else ""
        yield totals.in_language(language).format(
            rows=self.file.rows, recorded=self.recorded, known=self.known, alike=alike, refused=len(self.refused)
        )

    def _of(self, table: VisitTable, text: str, language: Language) -> str:
        """Return a line about a table, with its name where there are several."""
        return SHEET.in_language(language).format(sheet=table.name, text=text) if len(self.file.tables) > 1 else text

    def _where(self, row: VisitRow, reasons: str, language: Language) -> str:
        """Return a line about a row, with the name of its sheet where there are several."""
        several = len(self.file.tables) > 1
        place = (OF_SHEET if several else ROW).in_language(language).format(sheet=row.table.name, row=row.line.number)
        return WHERE.in_language(language).format(row=place, reasons=reasons)


def _passed_over(table: VisitTable, language: Language) -> Iterator[str]:
    """Yield a line for each kind of thing in a table that was not read: unknown headers, hidden columns, hidden rows."""
    if table.ignored:
        yield IGNORED.in_language(language).format(heads="、".join(table.ignored))
    if table.hidden_columns:
        yield HIDDEN_COLUMNS.in_language(language).format(heads="、".join(table.hidden_columns))
    if table.hidden_rows:
        numbers = ", ".join(map(str, table.hidden_rows[:NAMED_ROWS])) + ("…" if len(table.hidden_rows) > NAMED_ROWS else "")
        yield HIDDEN_ROWS.in_language(language).format(count=len(table.hidden_rows), rows=numbers)


def reasons(row: VisitRow, language: Language) -> str:
    """Return the refusals of a row in one line, in the order of the columns; those of the whole row come last."""
    places: dict[FormColumn | None, int] = {column: place for place, column in enumerate(row.table.form)}
    return _joined(sorted(row.refusals, key=lambda blamed: places.get(blamed[0], len(places))), language)


def _joined(blamed: Iterable[tuple[FormColumn | None, Refusal]], language: Language) -> str:
    texts = (
        refusal.text(language)
        if column is None
        else OF_COLUMN.in_language(language).format(column=column.title.in_language(language), text=refusal.text(language))
        for column, refusal in blamed
    )
    return BETWEEN[language].join(texts)

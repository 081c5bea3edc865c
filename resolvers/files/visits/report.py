"""What became of the rows of a file, told row by row and column by column.

Source: docs/decisions/009-import.md. No value of a row is repeated: what is told may end up in a log.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.message import Text
from domain.viewer import Language
from resolvers.files.visits.columns import COLUMNS, Column
from resolvers.files.visits.rows import Row, Table

BETWEEN = {Language.ZH: "", Language.EN: " "}
"""Every text ends with a full stop of its own."""
ORDER: dict[Column | None, int] = {column: place for place, column in enumerate(COLUMNS)}
"""Of the whole row last."""
WHERE = Text("第{row}行：{reasons}", "Row {row}: {reasons}")
OF_COLUMN = Text("{column}：{text}", "{column}: {text}")
IGNORED = Text("未识别的列，已忽略：{heads}", "Columns that are not known and were passed over: {heads}")
TOTALS = Text(
    "共{rows}行：登记{recorded}行，此前已登记{known}行，未通过{refused}行。",
    "{rows} rows: {recorded} recorded, {known} recorded before, {refused} refused.",
)
REHEARSED = Text(
    "试运行，未作任何登记。共{rows}行：可登记{recorded}行，此前已登记{known}行，未通过{refused}行。",
    "A dry run: nothing was recorded. {rows} rows: {recorded} would be recorded, {known} recorded before, {refused} refused.",
)


@dataclass
class Report:
    """What became of each row of a table."""

    table: Table
    dry_run: bool
    recorded: int = 0
    known: int = 0
    refused: list[Row] = field(default_factory=list)

    def lines(self, language: Language) -> Iterator[str]:
        """What the person at the terminal reads: each refusal by row and column, then the sums."""
        if self.table.ignored:
            yield IGNORED.in_language(language).format(heads="、".join(self.table.ignored))
        for row in self.refused:
            yield WHERE.in_language(language).format(row=row.line.number, reasons=reasons(row, language))
        totals = REHEARSED if self.dry_run else TOTALS
        yield totals.in_language(language).format(
            rows=len(self.table.lines), recorded=self.recorded, known=self.known, refused=len(self.refused)
        )


def reasons(row: Row, language: Language) -> str:
    """What is wrong with a row, in one line."""
    return BETWEEN[language].join(_reasons(row, language))


def _reasons(row: Row, language: Language) -> Iterator[str]:
    for column, refusal in sorted(row.refusals, key=lambda blamed: ORDER.get(blamed[0], len(ORDER))):
        text = refusal.text(language)
        yield text if column is None else OF_COLUMN.in_language(language).format(column=column.title.in_language(language), text=text)

"""The columns of a department's list, and its rows: whose ID number, what they receive, from when and until when.

Source: docs/domain.md 2 (Entitlement); docs/decisions/009-import.md (how spreadsheets are read).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.reference.read import Reference
from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.text.folding import folded
from domain.text.letters import with_one_dot
from domain.time.calendar import day_of
from domain.value.citizen import IdNumber
from domain.value.values import Context, PersonName
from resolvers.files.registers.kind import Register
from resolvers.files.spreadsheet.cells import letters_of
from resolvers.files.spreadsheet.sheet import Sheet
from resolvers.files.visits.form.column import Book, FormColumn
from resolvers.files.visits.form.header import Meanings, comparable
from resolvers.files.visits.form.rows import VisitRow, row_of
from resolvers.files.visits.form.visit_file import VisitFile, file_of

COLUMNS = (
    FormColumn("id_number", (), Text("身份证号", "ID number"), "identity", ("身份证号码", "公民身份号码", "身份证"), needed=True),
    FormColumn("name", (), Text("姓名", "Name"), "text", ("残疾人姓名", "享受人姓名", "保障对象姓名", "申请人姓名"), needed=True),
    FormColumn(
        *("since", (), Text("享受起始日期", "From"), "moment"),
        ("起始日期", "开始日期", "享受时间", "享受待遇时间", "发放起始时间", "批准日期", "认定日期", "识别时间"),
        needed=True,
    ),
    FormColumn(
        "until",
        (),
        Text("享受截止日期", "Until"),
        "moment",
        ("截止日期", "终止日期", "结束日期", "有效期至", "风险消除日期", "风险消除时间"),
    ),
    FormColumn(
        *("kind", (), Text("待遇类别", "Kind"), "text"),
        ("补贴类别", "补贴类型", "补贴种类", "监测对象类别", "监测对象类型", "监测类别", "对象类别", "户类型", "类别"),
    ),
    FormColumn(
        *("risk", (), Text("风险原因", "Risk cause"), "text"),
        ("风险类型", "风险类别", "主要风险", "致贫返贫风险", "返贫致贫风险", "致贫返贫原因", "返贫致贫原因", "主要致贫原因", "致贫原因"),
    ),
)
BY_HEADER: Meanings = {
    comparable(header): column for column in reversed(COLUMNS) for header in (*column.also, column.title.en, column.title.zh)
}
"""The headers that name each of the columns in any list."""
Words = Mapping[str, Mapping[str, str]]
"""Column -> what its cells may say -> the code."""


@dataclass(frozen=True)
class Entry:
    """A row that could be read. `name`: as names are compared; `kind`, `risk_cause`: of a monitored household, where the list says them."""

    number: str
    name: str
    type_code: str
    since: date
    until: date | None
    kind: str | None = None
    risk_cause: str | None = None


def list_of(sheets: Sequence[Sheet], *, hidden: bool) -> VisitFile:
    """Return the tables of a list; `hidden`: as of `file_of`. Raises ROWS_TOO_MANY."""
    return file_of(sheets, BY_HEADER, COLUMNS, hidden=hidden)


def entries(file: VisitFile, register: Register, book: Book, context: Context) -> Iterator[Entry | None]:
    """Yield what each row says, in their order; None for one that cannot be read."""
    words = _words(register, book.reference)
    for table in file.tables:
        of_table = Book(book.reference, book.places, table.from_1904)
        above = None
        for line in table.lines:
            row = row_of(line, above, table, of_table)
            above = row.line
            yield _entry(row, words, register, context)


def compared(name: str) -> str:
    """Return a name for comparison."""
    return folded(with_one_dot(name))


def _words(register: Register, reference: Reference) -> Words:
    """Return what the cells of a list may say: of the type, or of a monitored household its kind, and what its risk comes from."""

    def of(code_list: str) -> Mapping[str, str]:
        names, facts = reference.names[code_list], reference.facts[code_list]
        return _called({code: (name.zh, name.en, code, *facts[code].get("also", ())) for code, name in names.items()})

    if register.monitored:
        return {"kind": of("MONITORED_KIND"), "risk": of("RISK_CAUSE")}
    return {"kind": _called({code: (title.zh, title.en, code) for code, title in register.types.items()})}


def _called(names: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    return {letters_of(name): code for code, several in names.items() for name in several}


def _entry(row: VisitRow, words: Words, register: Register, context: Context) -> Entry | None:
    values = row.values
    if row.refusals:
        return None
    try:
        number, name = IdNumber().check(values["id_number"], context), PersonName().check(values["name"], context)
    except Refusal:
        return None
    only = next(iter(register.types)) if len(register.types) == 1 else None
    said = {name: _named(values[name], called) for name, called in words.items() if values.get(name)}
    if register.monitored and None in said.values():
        return None
    type_code = only or said.get("kind")
    since, until = day_of(values["since"]), None if "until" not in values else day_of(values["until"])
    if type_code is None or (until is not None and until < since):
        return None
    monitored = (said.get("kind"), said.get("risk")) if register.monitored else ()
    return Entry(number, compared(name), type_code, since, until, *monitored)


def _named(said: str, called: Mapping[str, str]) -> str | None:
    """Return what a text names, in which the name may stand between other words; None for nothing, and for more than one thing."""
    found = {code for name, code in called.items() if name in letters_of(said)}
    return found.pop() if len(found) == 1 else None

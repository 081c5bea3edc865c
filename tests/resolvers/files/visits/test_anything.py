"""Whatever stands in a file: every row is accounted for, the refused ones can be written and read again, and nothing fails."""

import io
import unicodedata
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from db.reference.read import Reference
from domain.message.refusal import Refusal
from domain.viewer import Language
from resolvers.files.spreadsheet.reading import read
from resolvers.files.spreadsheet.sheet import Sheet, SheetCell, SheetLine
from resolvers.files.visits.form.column import Book
from resolvers.files.visits.form.columns import COLUMNS
from resolvers.files.visits.form.places import DivisionsByName
from resolvers.files.visits.form.rows import VisitRow, row_of
from resolvers.files.visits.form.visit_file import file_of
from resolvers.files.visits.mending import write_refused
from tests.resolvers.files.conftest import Desk
from tests.resolvers.files.visits.test_recording import a_row

ODD = (
    *(
        "\0",
        "\x1b[2J",
        "\ufffd",
        "\uffff",
        "\U000e0001",
        "\u202e王",
        "\u0301",
        "½",
        "①",
        "٣٤",
        "👨‍👩‍👧",
        "\U0002ebf0",
        "\U0010ffff",
        " ",
        "\u2028",
    ),
    *(
        "=1+1",
        "'",
        "''",
        '"',
        "〃",
        "同上",
        "新",
        ";;",
        "，、",
        "\r\n",
        "\t=1",
        "-",
        "-1",
        "0",
        "nan",
        "inf",
        "1e999",
        "1E+17",
        "9.9E+17",
        "True",
    ),
    *(
        "9" * 19,
        "9" * 400,
        "王" * 5000,
        "990150197001020000",
        "99015019700102001x",
        "２０２６－１１－０３",
        "2026-02-30",
        "46331.99999",
        "1/2/2026",
    ),
    *(
        "F2026-00000000-0",
        "F2026-\0",
        "330110",
        "330104",
        "江干区",
        "县",
        "省" * 40,
        "见到",
        "是",
        "子女",
        "16000009100",
        "0571-88881234",
        "\\N",
        "{0}",
        "%s",
    ),
)
KINDS = ("text", "number", "day", "formula", "broken")
TEXTS = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
CELLS = st.one_of(st.none(), st.builds(SheetCell, st.sampled_from(KINDS), TEXTS))
HEADS = [SheetCell("text", column.title.zh) for column in COLUMNS]


def test_no_cells_whatever_make_a_row_fail(reference: Reference) -> None:
    book = Book(reference, DivisionsByName(reference.divisions, ("330110000000",)))

    @settings(max_examples=60)
    @given(st.lists(st.lists(CELLS, max_size=len(COLUMNS)), max_size=2))
    def check(cells: list[list[SheetCell | None]]) -> None:
        lines = [SheetLine(number, row) for number, row in enumerate(cells, 2)]
        for table in file_of([Sheet([SheetLine(1, [*HEADS]), *lines])]).tables:
            above = None
            for line in table.lines:
                row = row_of(line, above, table, book)
                above = row.line
                assert row.digest_text().encode()

    check()


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, max_size=8), max_size=6))
def test_no_lines_whatever_make_the_looking_for_heads_fail(lines: list[list[SheetCell | None]]) -> None:
    file = file_of([Sheet([SheetLine(number, cells) for number, cells in enumerate(lines, 1)])])
    assert file.rows == 0 or file.tables


@settings(max_examples=30)
@example(texts=["\0"] * 4, suffix=".csv")
@given(texts=st.lists(TEXTS, min_size=1, max_size=4), suffix=st.sampled_from([".csv", ".xlsx"]))
def test_refused_rows_with_any_text_can_be_written_and_read_again(tmp_path_factory: Any, texts: list[str], suffix: str) -> None:
    lines = [SheetLine(1, [*HEADS]), *(SheetLine(number, [SheetCell("text", text)] * len(HEADS)) for number, text in enumerate(texts, 2))]
    (table,) = file_of([Sheet(lines)]).tables
    rows = [VisitRow(line, table, refusals=[(None, Refusal("CONFLICT"))]) for line in table.lines]
    path = write_refused(tmp_path_factory.mktemp("refused") / f"rows{suffix}", rows, Language.EN)
    (sheet,) = read(path.read_bytes())
    assert len(sheet.lines) >= 1
    if suffix == ".xlsx":
        load_workbook(io.BytesIO(path.read_bytes()))


@pytest.mark.parametrize("seed", range(2))
async def test_no_values_whatever_end_an_import(desk: Desk, seed: int) -> None:
    random = Random(seed)
    rows = [a_row() for _ in range(40)]
    for row in rows:
        for head in random.sample([*row, "家庭编号", "户籍地", "出生年份", "残疾人证号", "监护人姓名", "月人均收入（元）"], 2):
            row[head] = random.choice(ODD)
    told = await desk.told(*rows)
    assert told[-1].startswith(f"{len(rows)} rows: ")
    assert all(unicodedata.category(each) != "Cc" for line in told for each in line)
    rehearsed = await desk.told(*rows, dry_run=True)
    assert rehearsed[-1].startswith("A dry run")

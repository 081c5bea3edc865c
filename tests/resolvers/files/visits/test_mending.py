"""The file of refused rows: what was written, as texts, with the reasons; and nothing that a program for tables would carry out."""

import stat
from pathlib import Path

from openpyxl import load_workbook

from domain.message.refusal import Refusal
from domain.viewer import Language
from resolvers.files.spreadsheet.reading import read
from resolvers.files.spreadsheet.sheet import Sheet, SheetCell, SheetLine
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.form.visit_file import table_of
from resolvers.files.visits.mending import write_refused

HEADS = ("姓名", "走访时间", "走访方式", "走访结果", "意见建议", "未通过原因")
EVIL = ("=1+1", "+1", "-1", "@A1", "＝1", "\t=1")


def line(number: int, *texts: str) -> SheetLine:
    return SheetLine(number, [SheetCell("text", text) if text else None for text in texts])


def refused_with(texts: tuple[str, ...], *, from_1904: bool = False) -> list[VisitRow]:
    head, rows = line(1, *HEADS), [line(2 + place, "王伟", "2026-11-20", "", "见到", text, "旧的原因") for place, text in enumerate(texts)]
    table = table_of(Sheet([head, *rows], from_1904))
    return [VisitRow(each, table, refusals=[(None, Refusal("CONFLICT"))]) for each in table.lines]


def test_an_xlsx_holds_texts_alone(tmp_path: Path) -> None:
    path = write_refused(tmp_path / "rows.xlsx", refused_with(EVIL[:-1]), Language.EN)
    sheet = load_workbook(path).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert [row[4].value for row in sheet.iter_rows(min_row=2)] == list(EVIL[:-1])
    assert {cell.kind for each in read(path.read_bytes())[0].lines for cell in each.cells if cell} == {"text"}


def test_a_csv_quotes_what_might_be_taken_for_a_formula_and_the_quote_is_taken_off_again(tmp_path: Path) -> None:
    path = write_refused(tmp_path / "rows.csv", refused_with(EVIL), Language.ZH)
    lines = path.read_text("utf-8-sig").splitlines()
    assert all(",'" in each for each in lines[1:])
    kinds = [each.cells[4] and each.cells[4].kind for each in read(path.read_bytes())[0].lines[1:]]
    assert kinds == ["formula", "text", "text", "text", "formula", "formula"]


def test_the_reasons_of_an_earlier_time_make_room_for_those_of_this_one(tmp_path: Path) -> None:
    path = write_refused(tmp_path / "rows.csv", refused_with(("无",)), Language.EN)
    head, row = (each.cells for each in read(path.read_bytes())[0].lines)
    assert [cell and cell.text for cell in head] == [*HEADS[:-1], "Why not taken"]
    assert row[-1] == SheetCell("text", "Somebody changed this since you read it; read it again and retry.")
    assert len(table_of(read(path.read_bytes())[0]).columns) == len(HEADS) - 1


def test_no_file_is_overwritten_and_nobody_else_reads_it(tmp_path: Path) -> None:
    paths = [write_refused(tmp_path / "rows.csv", refused_with(("无",)), Language.ZH) for _ in range(3)]
    assert [path.name for path in paths] == ["rows-refused.csv", "rows-refused-2.csv", "rows-refused-3.csv"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}


def test_days_go_on_being_counted_from_where_the_file_counts_them(tmp_path: Path) -> None:
    path = write_refused(tmp_path / "rows.xlsx", refused_with(("无",), from_1904=True), Language.ZH)
    assert read(path.read_bytes())[0].from_1904

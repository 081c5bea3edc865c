"""Where heads stand: in one row, under merged ones of groups, below titles, and once more on every printed page."""

from domain.message.refusal import Refusal
from resolvers.files.spreadsheet.sheet import Sheet, SheetCell, SheetLine
from resolvers.files.visits.form.header import BY_HEADER, find_headers
from resolvers.files.visits.form.visit_file import VisitTable, file_of, table_of

NEEDED = ("走访时间", "走访方式", "走访结果")
SAID = ("2026-11-20", "入户访视", "见到")


def line(number: int, *texts: str | None, hidden: bool = False) -> SheetLine:
    return SheetLine(number, [None if text is None else SheetCell("text", text) for text in texts], hidden)


def columns(*lines: SheetLine) -> dict[int, str]:
    heads = find_headers(lines, BY_HEADER)
    return {} if heads is None else {place: column.key for place, column in heads.columns.items()}


def table(*lines: SheetLine) -> VisitTable:
    return table_of(Sheet(list(lines)))


def test_heads_in_two_rows_are_known_by_the_lower_one_under_its_group() -> None:
    upper = line(2, "村（社区）", "残疾人基本情况", None, "走访情况", None, None, "告知方式")
    lower = line(3, None, "姓名", "身份证号", *NEEDED, None)
    read = table(line(1, "走访登记表"), upper, lower, line(4, "顾家桥社区", "王伟", "1", *SAID, "口头告知"))
    assert [column.key for column in read.columns.values()] == ["village", "name", "id_number", "at", "mode", "result", "notice"]
    assert [each.number for each in read.lines] == [4]


def test_a_merged_head_that_is_filled_in_below_is_one_head() -> None:
    upper, lower = line(1, "村（社区）", "走访情况", "走访情况", "走访情况"), line(2, "村（社区）", *NEEDED)
    assert columns(upper, lower, line(3, "顾家桥社区", *SAID)) == {0: "village", 1: "at", 2: "mode", 3: "result"}


def test_a_head_below_the_group_of_somebody_else_is_not_the_persons() -> None:
    upper = line(1, "监护人情况", None, None, "残疾人", None, "走访", None, None)
    lower = line(2, "姓名", "电话", "身份证号", "姓名", "身份证号", *NEEDED)
    found = columns(upper, lower, line(3, *"abcde", *SAID))
    assert found == {0: "guardian", 1: "guardian_phone", 3: "name", 4: "id_number", 5: "at", 6: "mode", 7: "result"}
    visitor = line(1, "走访人员情况", None, "走访", None, None)
    assert columns(visitor, line(2, "姓名", "电话", *NEEDED)) == {2: "at", 3: "mode", 4: "result"}


def test_heads_in_three_rows_are_found() -> None:
    rows = (
        line(1, "村（社区）", "家庭情况", None, None, None),
        line(2, None, "残疾人", "走访", None, None),
        line(3, None, "姓名", *NEEDED),
    )
    assert columns(*rows) == {0: "village", 1: "name", 2: "at", 3: "mode", 4: "result"}


def test_a_row_that_is_almost_empty_below_the_heads_is_no_head() -> None:
    read = table(line(1, "序号", "姓名", *NEEDED), line(2, "1", None, None, None, None), line(3, "2", "王伟", *SAID))
    assert [each.number for each in read.lines] == [3]


def test_a_note_above_the_heads_names_no_column() -> None:
    assert columns(line(1, "填表单位：", "日期"), line(2, "签字", "备注", *NEEDED)) == {2: "at", 3: "mode", 4: "result"}


def test_heads_that_stand_there_once_more_are_no_row() -> None:
    heads = line(1, "姓名", *NEEDED)
    assert [each.number for each in table(heads, line(2, "王伟", *SAID), heads._replace(number=3), line(4, "李明", *SAID)).lines] == [2, 4]


def test_hidden_rows_and_columns_are_passed_over_and_named_unless_they_are_asked_for() -> None:
    lines = [line(1, "姓名", "电话", *NEEDED), line(2, "王伟", "1", *SAID), line(3, "李明", "2", *SAID, hidden=True)]
    sheet = Sheet(lines, hidden_columns=(1,))
    read = table_of(sheet)
    assert ([each.number for each in read.lines], read.hidden_rows, read.hidden_columns) == ([2], (3,), ("电话",))
    assert [each.number for each in table_of(sheet, hidden=True).lines] == [2, 3]
    assert "phone" in [column.key for column in table_of(sheet, hidden=True).columns.values()]


def test_a_needed_column_that_is_hidden_is_told_as_hidden() -> None:
    lines = [line(1, "姓名", "电话", *NEEDED), line(2, "王伟", "1", *SAID)]
    (_, refusal), *_ = file_of([Sheet(lines, hidden_columns=(4,))]).unread
    assert refusal.code == "COLUMN_HIDDEN"


def test_every_sheet_with_heads_is_read_and_the_others_are_named() -> None:
    lines = [line(1, "姓名", *NEEDED), line(2, "王伟", *SAID)]
    sheets = [
        Sheet([line(1, "填表说明")], name="说明\x1b[2J"),
        Sheet(lines, name="一村"),
        Sheet([], name="Sheet3"),
        Sheet(lines, name="二村"),
        Sheet(lines, name="旧", hidden=True),
        Sheet([line(1, "姓名", "电话", "村")], name="汇总"),
    ]
    file = file_of(sheets)
    assert [each.name for each in file.tables] == ["一村", "二村"]
    assert [(name, refusal.code) for name, refusal in file.unread] == [
        ("说明[2J", "HEADS_MISSING"),
        ("旧", "SHEET_HIDDEN"),
        ("汇总", "COLUMN_MISSING"),
    ]
    assert [each.name for each in file_of(sheets, hidden=True).tables] == ["一村", "二村", "旧"]


def test_no_head_is_found_where_there_is_none() -> None:
    assert find_headers([], BY_HEADER) is None
    assert find_headers([line(1, "甲", "乙")], BY_HEADER) is None
    assert isinstance(file_of([Sheet([line(1, "甲")])]).unread[0][1], Refusal)

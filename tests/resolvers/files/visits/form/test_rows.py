"""Where the heads of a sheet stand, what a row says, and by what it is known again."""

import pytest

from db.reference.read import Reference
from domain.message.refusal import Refusal
from domain.viewer import Language
from resolvers.files.spreadsheet.sheet import Sheet, SheetCell, SheetLine
from resolvers.files.visits.form.column import Book
from resolvers.files.visits.form.columns import COLUMNS
from resolvers.files.visits.form.header import BY_HEADER, comparable
from resolvers.files.visits.form.places import DivisionsByName
from resolvers.files.visits.form.rows import VisitRow, row_of
from resolvers.files.visits.form.visit_file import FILE_ROWS, VisitTable, file_of, table_of

HEADS = ("姓名", "走访时间", "走访方式", "走访结果")
SAID = ("王伟", "2026-11-20", "入户访视", "见到")


def line(number: int, *texts: str | None) -> SheetLine:
    return SheetLine(number, [None if text is None else SheetCell("text", text) for text in texts])


def table(*lines: SheetLine) -> VisitTable:
    return table_of(Sheet(list(lines)))


def row(reference: Reference, heads: tuple[str, ...], *texts: str | None, above: SheetLine | None = None) -> VisitRow:
    read = table(line(1, *heads), line(2, *texts))
    return row_of(read.lines[0], above, read, Book(reference, DivisionsByName(reference.divisions, ("330110000000",))))


def refused(*lines: SheetLine) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        table(*lines)
    return refusal.value


def test_no_two_columns_share_a_head() -> None:
    heads = [comparable(head) for column in COLUMNS for head in {*column.also, column.title.zh, column.title.en}]
    assert len(heads) == len(BY_HEADER)
    assert len({column.key for column in COLUMNS}) == len(COLUMNS)


def test_the_heads_stand_below_titles_and_notes() -> None:
    read = table(line(1, "走访登记表"), line(2, "填表单位：", None, "日期"), line(3, *HEADS), line(7, *SAID))
    assert [each.number for each in read.lines] == [7]


@pytest.mark.parametrize("head", ["走访时间", "走访日期", " 走访 时间 ", "走访时间（必填）", "*走访时间：", "Visited at", "VISITED AT"])
def test_a_head_is_known_by_any_of_its_names(head: str) -> None:
    assert BY_HEADER[comparable(head)].key == "at"


def test_heads_that_are_not_known_are_named_but_for_those_that_every_form_has() -> None:
    assert table(line(1, "序号", *HEADS, "签字", "未通过原因", "Why not taken"), line(2, *SAID)).ignored == ("签字",)


def test_heads_that_are_not_known_control_no_terminal() -> None:
    assert table(line(1, *HEADS, "\x1b]0;甲\x07签字\u202e", "\x1b"), line(2, *SAID)).ignored == ("]0;甲签字",)


def test_a_sheet_without_heads_or_without_a_needed_column_is_refused() -> None:
    assert refused(line(1, "甲", "乙")).code == "HEADS_MISSING"
    missing = refused(line(1, "姓名", "户主", "走访时间", "走访方式"), line(2, *SAID))
    assert (missing.code, missing.text(Language.EN)) == ("COLUMN_MISSING", 'The column "Result" is missing.')


def test_rows_that_only_a_number_stands_in_are_no_rows() -> None:
    assert len(table(line(1, "序号", *HEADS), line(2, "1", *SAID), line(3, "2", None, None, None, None)).lines) == 1


def test_more_than_five_thousand_rows_are_refused() -> None:
    lines = [line(number, *SAID) for number in range(2, FILE_ROWS + 3)]
    with pytest.raises(Refusal, match="ROWS_TOO_MANY"):
        file_of([Sheet([line(1, *HEADS), *lines])])
    with pytest.raises(Refusal, match="ROWS_TOO_MANY"):
        file_of([Sheet([line(1, *HEADS), *lines[2:]]), Sheet([line(1, *HEADS), *lines[:2]])])
    assert len(table(line(1, *HEADS), *lines[1:]).lines) == FILE_ROWS


def test_a_ditto_mark_repeats_the_cell_above(reference: Reference) -> None:
    above = line(1, "李秀英", *SAID[1:])
    assert row(reference, HEADS, "同上", "〃", *SAID[2:], above=above).values["name"] == "李秀英"
    assert row(reference, HEADS, "同上", *SAID[1:]).values["name"] == "同上"


def test_every_cell_that_cannot_be_read_is_blamed_on_its_column(reference: Reference) -> None:
    read = row(reference, HEADS, "王伟", "昨天", None, "见着")
    assert [(column and column.key, refusal.code) for column, refusal in read.refusals] == [
        ("at", "NOT_A_DATE"),
        ("result", "NOT_IN_LIST"),
        ("mode", "REQUIRED"),
    ]


def test_a_row_is_known_again_whatever_its_order_widths_gaps_and_language(reference: Reference) -> None:
    first = row(reference, (*HEADS, "联系电话", "村（社区）"), *SAID, "160 0000 1234", "顾家桥社区")
    again = row(
        reference,
        ("Village", "Telephone", "Result", "Way of visiting", "Visited at", "Name"),
        *("330110005001", "１６０００００１２３４", "Met", "home visit", "2026年11月20日", "王 伟"),
    )
    assert first.digest_text() == again.digest_text()
    assert first.digest_text() != row(reference, HEADS, *SAID).digest_text()


def test_what_is_said_in_two_columns_is_understood_by_the_choices_of_each(reference: Reference) -> None:
    read = row(
        reference,
        ("姓名", "希望的联系方式", "走访方式", "无困难", "走访时间", "走访结果"),
        "王伟",
        "电话",
        "电话",
        "是",
        "2026-11-20",
        "见到",
    )
    assert (read.values["wish_by"], read.values["no_difficulty"]) == ("PHONE", True)
    assert [(column.key, refusal.code) for column, refusal in read.refusals if column and column.choices] == [("mode", "NOT_IN_LIST")]

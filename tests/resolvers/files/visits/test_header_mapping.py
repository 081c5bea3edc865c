"""Heads that are not called as ours are mapped by hand. Source: docs/decisions/009-import.md."""

import pytest

from domain.message.refusal import Refusal
from resolvers.files.spreadsheet.sheet import Sheet, SheetCell, SheetLine
from resolvers.files.visits.form.visit_file import VisitTable, table_of
from resolvers.files.visits.header_mapping import mapped, meanings_of


def read(heads: list[str], *said: str) -> VisitTable:
    lines = [SheetLine(1, [SheetCell("text", head) for head in heads]), SheetLine(2, [SheetCell("text", "x") for _ in heads])]
    return table_of(Sheet(lines), meanings_of(mapped(said)))


def called(table: VisitTable) -> list[str | None]:
    return [None if (column := table.columns.get(place)) is None else column.key for place in range(len(table.header.cells))]


def test_a_head_means_what_it_was_mapped_to_by_any_name_of_ours_or_its_key() -> None:
    heads = ["受访者", "到访日", "怎么去的", "走访结果", "Klient"]
    table = read(heads, "受访者=姓名", "到访日 = Visited at", "怎么去的=mode", "klient=户主")
    assert called(table) == ["name", "at", "mode", "result", "head"]
    assert table.ignored == ()


def test_a_head_that_holds_the_sign_itself_is_mapped() -> None:
    assert called(read(["A=B", "走访时间", "走访方式", "走访结果"], "A=B=姓名")) == ["name", "at", "mode", "result"]


def test_a_column_that_was_mapped_is_not_taken_from_our_own_head_too() -> None:
    table = read(["姓名", "本人", "走访时间", "走访方式", "走访结果"], "本人=姓名")
    assert called(table) == [None, "name", "at", "mode", "result"]
    assert table.ignored == ("姓名",)


def test_a_head_that_was_mapped_to_nothing_is_passed_over_in_silence() -> None:
    table = read(["姓名", "地址", "走访时间", "走访方式", "走访结果"], "地址=")
    assert called(table) == ["name", None, "at", "mode", "result"]
    assert table.ignored == ()


@pytest.mark.parametrize(
    ("said", "code"),
    [("受访者", "MAPPING_SHAPE"), ("=姓名", "MAPPING_SHAPE"), ("**=姓名", "MAPPING_SHAPE"), ("受访者=客户", "UNKNOWN_COLUMN")],
)
def test_a_mapping_that_is_none_is_refused(said: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        mapped([said])
    assert refusal.value.code == code

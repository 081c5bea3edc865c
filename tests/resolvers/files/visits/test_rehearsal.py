"""Which rows of a dry run are judged together: those that may find what the others record."""

from hypothesis import given
from hypothesis import strategies as st

from resolvers.files.spreadsheet.sheet import Sheet, SheetCell, SheetLine
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.form.visit_file import table_of
from resolvers.files.visits.rehearsal import grouped

HEADS = SheetLine(1, [SheetCell("text", text) for text in ("姓名", "走访时间", "走访方式", "走访结果")])
TABLE = table_of(Sheet([HEADS]))


def rows(count: int) -> list[VisitRow]:
    return [VisitRow(SheetLine(place, []), TABLE) for place in range(count)]


@given(st.lists(st.sets(st.integers(0, 6), max_size=3), max_size=12))
def test_rows_that_share_anything_also_by_way_of_others_are_in_one_group_in_their_order(keys: list[set[int]]) -> None:
    keyed = [(row, [(str(key),) for key in each]) for row, each in zip(rows(len(keys)), keys, strict=True)]
    groups = [[row.line.number for row in group] for group in grouped(keyed)]
    assert sorted(place for group in groups for place in group) == list(range(len(keys)))
    assert all(group == sorted(group) for group in groups)
    assert groups == sorted(groups)
    for number, group in enumerate(groups):
        own = set().union(*(keys[place] for place in group))
        assert all(not own & keys[place] for other in groups[number + 1 :] for place in other)
        reached = {group[0]}
        for _ in group:
            reached |= {place for place in group if any(keys[place] & keys[other] for other in reached)}
        assert reached == set(group)

"""Rows that share nothing are written together, the others one after the other: what becomes of a row does not depend on it.

Source: docs/decisions/009-import.md.
"""

from typing import Any

import pytest

from db.tables.family import Family
from db.tables.person import Person
from resolvers.files.spreadsheet.sheet import SheetLine
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.form.visit_file import VisitTable
from resolvers.files.visits.importing import TRANSACTION_ROWS, apart
from tests.builders.spreadsheet import number
from tests.builders.statements import statements
from tests.resolvers.files.conftest import Desk
from tests.resolvers.files.visits.test_recording import SERIAL, a_row

VILLAGE = "330110005001"


def row(place: int, **values: Any) -> VisitRow:
    made = VisitRow(SheetLine(place, []), VisitTable(SheetLine(1, []), {}, (), (), from_1904=False))
    made.values.update({"village": VILLAGE, "head": f"王{place}", **values})
    return made


def parts(*rows: VisitRow) -> list[list[int]]:
    return [[each.line.number for each in part] for part, _ in apart(rows)]


def test_rows_that_share_nothing_are_written_together_up_to_a_bound() -> None:
    rows = [row(place) for place in range(2 * TRANSACTION_ROWS + 1)]
    assert [len(part) for part in parts(*rows)] == [TRANSACTION_ROWS, TRANSACTION_ROWS, 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"head": "买买提·艾力"}, {"head": "买买提 • 艾力"}),
        ({"family": "F2026-00000001-2"}, {"family": "F2026-00000001-2"}),
        ({"id_number": "990001196805200011"}, {"certificate": "99000119680520001141"}),
        ({"id_number": "99000119680520001x"}, {"member2_id_number": "９90001 19680520001X"}),
    ],
)
def test_rows_that_may_mean_the_same_are_written_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert parts(row(2), row(3, **one), row(4), row(5, **other), row(6)) == [[2, 3, 4], [5, 6]]


async def test_a_row_that_is_refused_at_the_very_end_keeps_none_of_the_others_from_being_recorded(desk: Desk) -> None:
    known = number(f"99880219400520{next(SERIAL):03d}")
    await desk.told(a_row(姓名="李大山", 户主姓名="李大山", 身份证号=known))
    rows = [a_row(姓名=f"赵{name}", 户主姓名=f"赵{name}") for name in "甲乙丙丁"]
    rows[2] |= {"成员1姓名": "李大山", "成员1身份证号": known}
    (refused, totals) = await desk.told(*rows)
    assert refused.startswith("Row 4: Member 1 ID number: ")
    assert totals == "4 rows: 3 recorded, 0 recorded before, 1 refused."
    homes = [each.address or "" for each in await desk.rows(Family, Family.display_name.in_(["赵甲", "赵乙", "赵丙", "赵丁"]))]
    assert sorted(homes) == sorted(each["详细地址"] for each in rows if each is not rows[2])


async def test_more_rows_in_one_transaction_make_no_more_statements(desk: Desk) -> None:
    counts = []
    for names in ("甲乙", "丙丁戊己庚辛"):
        with statements(desk.database) as made:
            await desk.told(*(a_row(姓名=f"吴{name}", 户主姓名=f"吴{name}") for name in names))
        counts.append(len(made))
    assert counts[0] == counts[1]


async def test_members_of_one_household_on_rows_of_their_own_come_into_one_family(desk: Desk) -> None:
    first = a_row(姓名="钱一", 户主姓名="钱一")
    second = a_row(姓名="钱二", 户主姓名="钱一", 详细地址=first["详细地址"], 联系电话=first["联系电话"])
    other = a_row(姓名="孙一", 户主姓名="孙一")
    assert await desk.told(first, other, second) == ["3 rows: 3 recorded, 0 recorded before, 0 refused."]
    one, two = await desk.rows(Person, Person.name.in_(["钱一", "钱二"]))
    assert one.family_id == two.family_id

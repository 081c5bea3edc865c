"""When a row means a family that is registered: never two families for one, never one for two; in doubt the row is refused."""

from typing import Any

import pytest

from db.tables.family import Family
from db.tables.person import Person
from tests.builders.spreadsheet import number
from tests.resolvers.files.conftest import ELSEWHERE, Desk
from tests.resolvers.files.visits.test_recording import a_row, families_of

UNSURE = "Row 2: Head of household: A family of this head is registered in the village"
HEADS = iter(f"张秀{each}" for each in "兰英芳珍梅霞云萍玲娟红琴")


def unnumbered(name: str, birth_year: int, head: str | None = None, **said: Any) -> dict[str, Any]:
    """A row of somebody without an ID number."""
    named = {"姓名": name, "户主姓名": head or name, "身份证号": None, "无身份证号原因": "无户口", "出生年份": birth_year}
    return a_row(**named, 详细地址=None) | said


async def recorded(desk: Desk, *rows: dict[str, Any]) -> list[Family]:
    """Families of the head after the rows, each of which is taken."""
    for row in rows:
        assert (await desk.told(row))[-1] == "1 rows: 1 recorded, 0 recorded before, 0 refused."
    return list(await desk.rows(Family, Family.display_name == rows[-1]["户主姓名"]))


@pytest.mark.parametrize("address", [None, "3组"])
async def test_another_number_of_a_head_is_another_family(desk: Desk, address: str | None) -> None:
    name = next(HEADS)
    first, second = (a_row(姓名=name, 户主姓名=name, 详细地址=address, 联系电话=f"1600000911{place}") for place in range(2))
    families = await recorded(desk, first, second)
    assert {each.phone for each in families} == {"16000009110", "16000009111"}
    assert len(await families_of(desk, name)) == 2


async def test_two_families_of_one_head_and_address_are_told_apart_by_telephone_or_asked_for(desk: Desk) -> None:
    name = next(HEADS)
    one, other = (a_row(姓名=name, 户主姓名=name, 详细地址="3组", 联系电话=f"1600000912{place}") for place in range(2))
    await recorded(desk, one, other)
    child = unnumbered("小明", 2001, name, 详细地址="3组")
    (told, _) = await desk.told(child | {"联系电话": "16000009125"})
    assert told.startswith(UNSURE)
    await recorded(desk, child | {"联系电话": "16000009121"})
    (mother,) = await desk.rows(Person, Person.name == name, Person.family_id.in_(await families_of(desk, "小明")))
    (family,) = await desk.rows(Family, Family.id == mother.family_id)
    assert family.phone == "16000009121"


async def test_without_address_the_telephone_decides_and_otherwise_it_is_asked(desk: Desk) -> None:
    name = next(HEADS)
    first = unnumbered(name, 1950, 联系电话="16000009131")
    assert len(await recorded(desk, first, first | {"走访时间": "2026-11-21"})) == 1
    (told, _) = await desk.told(first | {"走访时间": "2026-11-22", "联系电话": "16000009132"})
    assert told.startswith(UNSURE)
    assert len(await recorded(desk, first | {"走访时间": "2026-11-22", "出生年份": 1971, "联系电话": "16000009132"})) == 2
    assert len(await desk.rows(Person, Person.name == name)) == 2


async def test_what_is_asked_is_answered_by_the_familys_number_or_by_new(desk: Desk) -> None:
    name = next(HEADS)
    first = unnumbered(name, 1950, 联系电话="16000009141")
    (family,) = await recorded(desk, first)
    other = first | {"走访时间": "2026-11-22", "联系电话": "16000009142"}
    assert family.number in (await desk.told(other))[0]
    assert len(await recorded(desk, other | {"家庭编号": family.number})) == 1
    assert len(await recorded(desk, other | {"家庭编号": "新"})) == 2


async def test_who_moved_within_the_village_without_a_number_is_asked_for(desk: Desk) -> None:
    name = next(HEADS)
    row = unnumbered("小红", 2015, name, 详细地址="老路1号", 监护人="李四", 监护人电话="16000009150")
    await recorded(desk, row)
    moved = row | {"走访时间": "2026-11-21", "详细地址": "新路2号"}
    assert (await desk.told(moved))[0].startswith(UNSURE)
    assert len(await recorded(desk, moved | {"姓名": "小兰"})) == 2


async def test_a_family_that_was_registered_otherwise_than_by_a_file_is_found_too(desk: Desk) -> None:
    name = next(HEADS)
    row = a_row(姓名=name, 户主姓名=name, 详细地址="顾家桥路 ９９号")
    await recorded(desk, row)
    child = a_row(姓名="小强", 户主姓名=name, 详细地址="顾家桥路99号", **{"村（社区）": "330110005001"})
    await recorded(desk, child)
    assert await families_of(desk, "小强") == await families_of(desk, name)


async def test_a_member_of_the_same_name_is_the_same_or_asked_for(desk: Desk) -> None:
    name, home = next(HEADS), {"详细地址": "示范路7号"}
    child = unnumbered("小刚", 2001, name, **home)
    await recorded(desk, child, child | {"走访时间": "2026-11-21"}, child | {"走访时间": "2026-11-22", "出生年份": None})
    (told, _) = await desk.told(child | {"走访时间": "2026-11-23", "出生年份": 2003})
    assert told.startswith("Row 2: Year of birth: Is this the one who is registered? The family has a member of this name")
    numbered = child | {"身份证号": number("99880220010520888"), "无身份证号原因": None, "出生年份": None}
    (told, _) = await desk.told(numbered)
    assert told.startswith("Row 2: ID number: The family has a member of this name without an ID number")
    assert len(await desk.rows(Person, Person.name == "小刚")) == 1
    await recorded(desk, numbered | {"姓名": "小军", "走访时间": "2026-11-23"})
    (told, _) = await desk.told(numbered | {"姓名": "小军", "身份证号": number("99880220010521888")})
    assert told.startswith("Row 2: ID number: The family has a member of this name with another ID number")


async def test_what_a_row_says_otherwise_of_a_registered_family_is_told_and_left_as_it_is(desk: Desk) -> None:
    name = next(HEADS)
    row = a_row(姓名=name, 户主姓名=name, 详细地址="示范路8号")
    await recorded(desk, row)
    told = await desk.told(row | {"走访时间": "2026-11-21", "详细地址": "示范路9号", "与户主关系": "配偶"})
    differs = "It differs from what is registered, which was left as it is."
    assert told == [f"Row 2: Address: {differs} Relation to the head: {differs}", "1 rows: 1 recorded, 0 recorded before, 0 refused."]


async def test_a_family_named_by_its_number_is_visited_where_it_is_registered(desk: Desk) -> None:
    name = next(HEADS)
    (family,) = await recorded(desk, a_row(姓名=name, 户主姓名=name))
    named = a_row(姓名="小燕", 户主姓名=name, 家庭编号=family.number)
    (told, _) = await desk.told(named | {"村（社区）": "友谊社区"})
    assert told.startswith("Row 2: Village: The family is registered in another village")
    (told, _) = await desk.told(named | {"村（社区）": "330110005999"})
    assert told == "Row 2: Village: There is no such region code."


async def test_who_moved_to_another_village_without_a_number_is_told_under_village(desk: Desk) -> None:
    name = next(HEADS)
    row = unnumbered(name, 1950, 联系电话="16000009161")
    await recorded(desk, row)
    moved = row | {"走访时间": "2026-11-21", "村（社区）": "友谊社区"}
    (told, _) = await desk.told(moved)
    assert told.startswith("Row 2: Village: The family is registered in another village")
    (rehearsed, _) = await desk.told(moved, dry_run=True)
    assert rehearsed == told
    assert len(await recorded(desk, moved | {"出生年份": 1951})) == 2


async def test_another_county_is_told_of_no_family(desk: Desk) -> None:
    name = next(HEADS)
    row = unnumbered(name, 1950)
    await recorded(desk, row)
    (told, _) = await desk.told(row | {"联系电话": "16000009199"}, by=ELSEWHERE)
    assert told == "Row 2: Village: There is no such region code."

"""Importing visits: the sample with the dirt of real files, what is known already, what is refused and mended, dry runs."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from db.session.transaction import transaction
from db.tables.family import Family
from db.tables.import_row import ImportRow
from db.tables.need import Need
from db.tables.person import Person
from db.tables.visit import Visit
from domain.viewer import Language
from resolvers.files.visits.mending import write_refused
from tests.builders.spreadsheet import GOOD, MOTHER, ROWS, number
from tests.resolvers.files.conftest import CADRE, COMMISSIONER, ELSEWHERE, Desk

SAMPLES = Path(__file__).parents[4] / "docs" / "samples"
SERIAL = iter(range(1, 1000))


def a_row(**said: Any) -> dict[str, Any]:
    """Somebody who was met at home and has no difficulty, another one each time."""
    place = next(SERIAL)
    return {
        "姓名": "王小明",
        "户主姓名": "王小明",
        "详细地址": f"顾家桥路{place}号",
        "村（社区）": "顾家桥社区",
        "联系电话": "16000009100",
        "身份证号": number(f"99{place:04d}19680520021"),
        "走访时间": "2026-11-20",
        "走访方式": "入户访视",
        "走访结果": "见到",
        "走访对象类别": "有致贫返贫风险",
        "无困难": "是",
        "告知方式": "口头告知",
    } | said


async def count(desk: Desk, of: Any) -> int:
    async with desk.loader.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(of)) or 0)


async def counts(desk: Desk) -> list[int]:
    return [await count(desk, of) for of in (Visit, Family, Person, Need, ImportRow)]


async def families_of(desk: Desk, *names: str) -> set[UUID]:
    return {person.family_id for person in await desk.rows(Person, Person.name.in_(names))}


async def test_the_sample_is_recorded_but_for_its_mistakes_and_a_second_time_changes_nothing(desk: Desk) -> None:
    first = await desk.take(SAMPLES / "visits.xlsx")
    assert list(first.lines(Language.ZH)) == [
        "未识别的列，已忽略：村干部签字",
        "第12行：身份证号：身份证号校验码不符，请核对。",
        "第13行：需求内容：单元格含有公式，请改为数值。",
        "第14行：身份证号：号码被存成数字，后几位已丢失，请把单元格设为文本后重新填写。走访时间：不是日期，请写作 2026-11-24。",
        f"共{len(ROWS)}行：登记{GOOD}行，此前已登记0行，未通过{len(ROWS) - GOOD}行。",
    ]
    assert len(await families_of(desk, "李秀英", "李明")) == 1
    (hand,) = await desk.rows(Person, Person.name == "沈阿毛")
    assert (hand.no_id_reason, hand.birth_year) == ("NOT_AT_HAND", 1951)
    (home,) = await desk.rows(Family, Family.display_name == "赵根宝")
    assert (home.phone, home.region_code) == ("16000009003", "330110005003")
    (visit,) = await desk.rows(Visit, Visit.family_id == home.id)
    assert visit.at.isoformat() == "2026-11-04T16:00:00+00:00"
    before = await counts(desk)
    again = await desk.take(SAMPLES / "visits.xlsx")
    assert (again.recorded, again.known, len(again.refused)) == (0, GOOD, len(ROWS) - GOOD)
    assert await counts(desk) == before


async def test_the_csv_in_gbk_says_the_same_rows(desk: Desk) -> None:
    await desk.take(SAMPLES / "visits.xlsx")
    report = await desk.take(SAMPLES / "visits-gbk.csv")
    assert (report.recorded, report.known, report.refused) == (0, GOOD, [])


async def test_refused_rows_are_mended_in_their_own_file_and_imported_again(desk: Desk) -> None:
    wrong = a_row(身份证号=number("99880219680520888")[:-1] + "?", 备注="另一列")
    file = desk.folder / "rows.csv"
    assert (await desk.told(a_row(), wrong))[1:] == [
        "Row 3: ID number: An ID number has 18 characters: 17 digits and a check character.",
        "2 rows: 1 recorded, 0 recorded before, 1 refused.",
    ]
    report = await desk.take(file)
    mended = write_refused(file, report.refused, Language.ZH)
    text = mended.read_text("utf-8-sig")
    assert "未通过原因" in text.splitlines()[0]
    mended.write_text(text.replace(wrong["身份证号"], number("99880219680520888")), "utf-8-sig")
    after = await desk.take(mended)
    assert (after.recorded, after.known, after.refused) == (1, 0, [])


async def test_a_dry_run_says_the_same_and_leaves_nothing(desk: Desk) -> None:
    rows = (a_row(), a_row(走访结果="见过"))
    before = await counts(desk)
    rehearsed = await desk.told(*rows, dry_run=True)
    assert await counts(desk) == before
    assert rehearsed[-1] == "A dry run: nothing was recorded. 2 rows: 1 would be recorded, 0 recorded before, 1 refused."
    assert (await desk.told(*rows))[:-1] == rehearsed[:-1]


async def test_the_same_row_twice_in_a_file_is_one_visit(desk: Desk) -> None:
    row = a_row()
    alike = "Row 3: It says the same as row 2 and was taken once."
    rehearsed = await desk.told(row, row, dry_run=True)
    assert rehearsed[0] == alike
    assert rehearsed[1].endswith("2 rows: 1 would be recorded, 0 recorded before, 1 alike within the file, 0 refused.")
    assert await desk.told(row, row) == [alike, "2 rows: 1 recorded, 0 recorded before, 1 alike within the file, 0 refused."]
    assert (await desk.told(row, row))[-1] == "2 rows: 0 recorded, 2 recorded before, 0 refused."


async def test_a_person_who_is_registered_is_visited_and_not_registered_again(desk: Desk) -> None:
    row = a_row()
    await desk.told(row)
    people = await count(desk, Person)
    assert await desk.told(row | {"走访时间": "2026-11-21"}) == ["1 rows: 1 recorded, 0 recorded before, 0 refused."]
    assert await count(desk, Person) == people


async def test_a_number_that_is_registered_under_another_name_is_refused(desk: Desk) -> None:
    row = a_row()
    await desk.told(row)
    assert (await desk.told(row | {"姓名": "王大明"}))[0] == (
        "Row 2: Name: This ID number is registered under another name; look for a slip in either."
    )
    assert (await desk.told(row | {"姓名": "王小明1"}))[0].startswith("Row 2: Name: A name holds letters")


async def test_a_further_member_of_a_household_comes_on_a_row_of_his_own_also_in_a_later_file(desk: Desk) -> None:
    head = a_row(户主姓名="方大山", 姓名="方大山")
    child = a_row(户主姓名="方大山", 姓名="方小山", 详细地址=head["详细地址"])
    namesake = a_row(户主姓名="方大山", 姓名="方大山", 详细地址="村西头")
    await desk.told(head)
    assert (await desk.told(child, namesake))[-1] == "2 rows: 2 recorded, 0 recorded before, 0 refused."
    assert len(await families_of(desk, "方大山", "方小山")) == 2
    assert len(await families_of(desk, "方小山") & await families_of(desk, "方大山")) == 1


async def test_a_family_is_named_by_its_number(desk: Desk) -> None:
    row = a_row(姓名="何山", 户主姓名="何山")
    await desk.told(row)
    (family,) = await desk.rows(Family, Family.display_name == "何山")
    member = a_row(姓名="何水", 家庭编号=family.number) | {"户主姓名": None, "村（社区）": None}
    assert (await desk.told(member))[-1] == "1 rows: 1 recorded, 0 recorded before, 0 refused."
    assert await families_of(desk, "何水") == {family.id}
    assert (await desk.told(member | {"家庭编号": "F2026-00000000-0"}))[0] == "Row 2: Family number: Not found."


async def test_another_county_knows_nothing_of_a_row_and_cannot_record_it(desk: Desk) -> None:
    row = a_row()
    await desk.told(row)
    elsewhere = await desk.told(row | {"村（社区）": "330110005001"}, by=ELSEWHERE)
    assert elsewhere == [
        "Row 2: Village: This region is outside your scope.",
        "1 rows: 0 recorded, 0 recorded before, 1 refused.",
    ]


async def test_an_office_sees_the_marks_of_its_own_rows_alone(desk: Desk) -> None:
    await desk.told(a_row(), by=COMMISSIONER)
    for name in (CADRE, ELSEWHERE):
        desk.world.viewer(name)
    await desk.world.insert(desk.addresses.loader)
    for name, seen in ((CADRE, True), (COMMISSIONER, True), (ELSEWHERE, False)):
        async with transaction(desk.database, desk.world.viewer(name)) as tx:
            assert bool((await tx.session.scalars(select(ImportRow.digest))).all()) is seen, name


async def test_a_mark_tells_nothing_without_the_key(desk: Desk) -> None:
    await desk.take(SAMPLES / "visits.xlsx")
    marks = await desk.rows(ImportRow)
    assert {len(mark.digest) for mark in marks} == {32}
    assert all(MOTHER.encode() not in mark.digest + mark.household for mark in marks)


async def test_two_imports_of_one_row_at_once_record_it_once(desk: Desk) -> None:
    file = desk.folder / "rows.csv"
    await desk.told(a_row(), dry_run=True)
    reports = await asyncio.gather(desk.take(file), desk.take(file))
    assert sum(report.recorded for report in reports) == 1


async def test_everything_that_is_wrong_with_a_row_is_told_at_once(desk: Desk) -> None:
    row = a_row(走访方式="步行", 联系电话="123", 姓名="=王", 走访对象类别="有困难")
    (told, _) = await desk.told(row)
    assert told.startswith("Row 2: Name: The cell holds a formula; put its value instead. Way of visiting: Not one of: Home visit;")
    assert "Categories: Not one of:" in told
    told, _ = await desk.told(a_row(联系电话="123", 身份证号="990001680520001", 走访时间="2026-12-24", 走访结果=None))
    assert told == "Row 2: Result: This is required."
    told, _ = await desk.told(a_row(联系电话="123", 身份证号="990001680520001", 走访时间="2026-12-24"))
    assert told == (
        "Row 2: Telephone: Not a phone number: 11 digits, or a landline with its area code."
        " ID number: The old 15-digit number is not accepted; give the 18-digit one. Visited at: It must not lie in the future."
    )


async def test_what_is_missing_is_told_by_its_column(desk: Desk) -> None:
    told, _ = await desk.told(a_row(无困难=None, 告知方式=None, 走访对象类别=None))
    assert told == "Row 2: Categories: This is required. Need's domain: This is required. Notice given: This is required."
    told, _ = await desk.told(a_row(需求领域2="医疗", 无困难=None))
    assert told == "Row 2: What is asked 2: This is required."
    told, _ = await desk.told(a_row(需求领域2="医疗", 需求内容2="请打16000001234", 无困难=None))
    assert told == "Row 2: What is asked 2: The text must not hold a phone number."

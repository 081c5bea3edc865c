"""Spreadsheets as people really send them: the files in cases/, each with what becomes of it."""

import asyncio
from pathlib import Path

import pytest

from db.tables.family import Family
from db.tables.need import Need
from db.tables.person import Person
from db.tables.visit import Visit
from domain.time.calendar import SHANGHAI
from domain.viewer import Language
from resolvers.files.visits.report import Report
from tests.resolvers.files.conftest import Desk

CASES = Path(__file__).parent / "cases"


async def take(desk: Desk, name: str, *, hidden: bool = False) -> Report:
    """Import one of the files."""
    return await desk.take(CASES / name, hidden=hidden)


def told(report: Report) -> list[str]:
    return list(report.lines(Language.EN))


def sums(report: Report) -> tuple[int, int, int]:
    return report.recorded, report.known, len(report.refused)


async def test_a_number_that_excel_has_saved_rounded_refuses_its_row_alone(desk: Desk) -> None:
    report = await take(desk, "excel-saved.csv")
    assert [column and column.key for column, _ in report.refused[0].refusals] == ["id_number"]
    assert told(report) == [
        "Row 3: ID number: The number was stored rounded and its last digits are lost: make the cell a text and enter it again.",
        "3 rows: 2 recorded, 0 recorded before, 1 refused.",
    ]


@pytest.mark.parametrize("name", ["empty-fill.xlsx", "strict.xlsx", "two-level-heads.xlsx", "unicode-text.csv"])
async def test_a_file_that_another_program_wrote_is_read(desk: Desk, name: str) -> None:
    assert sums(await take(desk, name)) == (1, 0, 0)


async def test_every_sheet_of_a_file_is_read(desk: Desk) -> None:
    assert sums(await take(desk, "sheet-per-village.xlsx")) == (2, 0, 0)


async def test_a_sheet_without_heads_is_told_of_by_its_name(desk: Desk) -> None:
    lines = told(await take(desk, "instructions-first-sheet.xlsx"))
    assert lines[0].startswith("Sheet 填表说明 was not read: No heads were found")
    assert lines[1:] == ["1 rows: 1 recorded, 0 recorded before, 0 refused."]


async def test_a_hidden_row_is_told_of_and_taken_only_on_demand(desk: Desk) -> None:
    assert told(await take(desk, "hidden-rows.xlsx")) == [
        "1 hidden rows were passed over (3); --hidden takes them too.",
        "2 rows: 2 recorded, 0 recorded before, 0 refused.",
    ]
    assert sums(await take(desk, "hidden-rows.xlsx", hidden=True)) == (1, 2, 0)


async def test_a_line_that_ends_as_excel_writes_it_ends_as_any_other(desk: Desk) -> None:
    await take(desk, "carriage-return.xlsx")
    assert (await desk.rows(Need, Need.request_text.contains("屋顶漏雨")))[0].request_text == "屋顶漏雨\n被褥受潮"


async def test_twins_who_are_written_alike_are_told_as_alike_within_the_file(desk: Desk) -> None:
    assert told(await take(desk, "twins-alike.xlsx")) == [
        "Row 3: It says the same as row 2 and was taken once.",
        "2 rows: 1 recorded, 0 recorded before, 1 alike within the file, 0 refused.",
    ]


async def test_two_women_of_one_name_without_address_are_two_families_each_with_her_telephone(desk: Desk) -> None:
    assert sums(await take(desk, "two-people-no-address.xlsx")) == (2, 0, 0)
    families = await desk.rows(Family, Family.display_name == "张秀兰")
    assert {each.phone for each in families} == {"16000500013", "16000500014"}


async def test_somebody_without_a_number_is_one_person_at_every_visit(desk: Desk) -> None:
    assert sums(await take(desk, "no-id-visited-twice.xlsx")) == (2, 0, 0)
    (child,) = await desk.rows(Person, Person.name == "钱小")
    assert len(await desk.rows(Visit, Visit.person_id == child.id)) == 2


async def test_a_household_that_is_registered_in_another_village_is_told_under_village(desk: Desk) -> None:
    report = await take(desk, "moved.xlsx")
    assert [column and column.key for column, _ in report.refused[0].refusals] == ["village"]
    assert told(report)[0].startswith("Row 3: Village: The family is registered in another village")
    assert sums(report) == (1, 0, 1)


async def test_a_dry_run_refuses_what_another_row_of_the_file_stands_against(desk: Desk) -> None:
    report = await desk.take(CASES / "dry-run-differs.xlsx", dry_run=True)
    assert told(report)[0] == "Row 3: Name: This ID number is registered under another name; look for a slip in either."
    assert sums(report) == (1, 0, 1)


async def test_a_dry_run_judges_every_file_as_the_import_does(own_desk: Desk) -> None:
    for file in sorted(CASES.iterdir()):
        before = len(await own_desk.rows(Visit))
        rehearsed = await own_desk.take(file, dry_run=True)
        assert len(await own_desk.rows(Visit)) == before, file.name
        imported = await own_desk.take(file)
        assert told(rehearsed)[:-1] == told(imported)[:-1], file.name
        assert (sums(rehearsed), len(rehearsed.alike)) == (sums(imported), len(imported.alike)), file.name
        again = await own_desk.take(file, dry_run=True)
        assert (again.recorded, again.known) == (0, imported.recorded + len(imported.alike)), file.name


async def test_one_file_imported_twice_at_once_is_recorded_once_and_refuses_nothing(own_desk: Desk) -> None:
    file = CASES / "twice-at-once.xlsx"
    await own_desk.take(file, dry_run=True)
    reports = await asyncio.gather(*(own_desk.take(file) for _ in range(3)))
    assert [report.refused for report in reports] == [[], [], []]
    assert (sum(report.recorded for report in reports), sum(report.known for report in reports)) == (10, 20)
    assert len(await own_desk.rows(Visit)) == len(await own_desk.rows(Person)) == 10


async def test_days_are_those_that_people_write(desk: Desk) -> None:
    assert sums(await take(desk, "dates-people-write.xlsx")) == (4, 0, 0)
    families = [each.id for each in await desk.rows(Family, Family.display_name == "日期人")]
    moments = sorted(each.at.astimezone(SHANGHAI).isoformat() for each in await desk.rows(Visit, Visit.family_id.in_(families)))
    assert moments == ["2026-04-22T00:00:00+08:00"] * 2 + ["2026-04-22T09:30:00+08:00"] * 2


@pytest.mark.parametrize(("name", "rows"), [("id-apostrophe.csv", 2), ("pandas-floats.csv", 1)])
async def test_what_a_program_adds_to_a_number_is_no_part_of_it(desk: Desk, name: str, rows: int) -> None:
    assert sums(await take(desk, name)) == (rows, 0, 0)


async def test_a_program_that_reckons_changes_no_number(desk: Desk) -> None:
    await take(desk, "pandas-floats.csv")
    (family,) = await desk.rows(Family, Family.display_name == "浮点人")
    (person,) = await desk.rows(Person, Person.name == "浮点人")
    assert (family.region_code, family.phone, person.birth_year) == ("330110005001", "16000500021", 1985)


async def test_an_income_that_was_divided_is_rounded_to_the_fen(desk: Desk) -> None:
    assert sums(await take(desk, "income-a-third.xlsx")) == (1, 0, 0)
    assert (await desk.rows(Family, Family.display_name == "均分人"))[0].income_per_head == 226667


async def test_sums_in_a_text_are_no_numbers_of_persons(desk: Desk) -> None:
    assert sums(await take(desk, "figures-in-text.xlsx")) == (2, 0, 0)


async def test_names_of_later_unicode_are_names(desk: Desk) -> None:
    assert sums(await take(desk, "names-new-han.xlsx")) == (2, 0, 0)


async def test_a_name_is_one_whatever_dot_is_typed_between_its_parts(desk: Desk) -> None:
    assert sums(await take(desk, "name-dots.xlsx")) == (4, 0, 0)
    (person,) = await desk.rows(Person, Person.name == "买买提·艾力")
    assert len(await desk.rows(Visit, Visit.person_id == person.id)) == 4


async def test_where_somebody_is_registered_is_known_in_any_province_and_asked_for_where_it_is_no_more(desk: Desk) -> None:
    report = await take(desk, "registered-elsewhere.xlsx")
    assert told(report)[:2] == [f"Row {row}: Registered in: This division was abolished in 2021: give its successor." for row in (4, 5)]
    codes = {each.registration_region_code for each in await desk.rows(Family, Family.display_name == "户籍人")}
    assert codes == {"341226000000", "330110000000"}


async def test_a_visit_before_the_birth_date_of_the_number_is_refused(desk: Desk) -> None:
    report = await take(desk, "visited-before-birth.xlsx")
    assert [(column and column.key, refusal.code) for column, refusal in report.refused[0].refusals] == [("at", "BEFORE_BIRTH")]

"""A roster of certificate holders: who is not registered is, without a visit; else the certificate is written. Source: docs/domain.md 2."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db.protect.cipher import Secret
from db.tables.audit import AuditRecord
from db.tables.event import Event
from db.tables.family import Family
from db.tables.import_file import Import
from db.tables.import_row import ImportRow
from db.tables.person import CertificateRecord, Person
from db.tables.visit import Visit
from domain.value.citizen import DisabilityCategory
from domain.viewer import Language
from resolvers.commands.context import Done, Envelope
from resolvers.commands.imports.undo import ImportUndo, ImportUndoInput
from resolvers.files.rosters.form import BY_HEADER, COLUMNS
from resolvers.files.rosters.recording import ROSTERS, RosterRecording
from resolvers.files.spreadsheet.reading import read
from resolvers.files.visits.desk import FileRefused, Options, open_file, record, take_in
from resolvers.files.visits.form.visit_file import file_of
from resolvers.files.visits.header_mapping import mapped, meanings_of
from resolvers.files.visits.importing import VisitImport
from resolvers.files.visits.report import Report
from tests.builders.roster import GOOD, MAPPED, MOTHER, ROWS, SON, sample
from tests.builders.spreadsheet import csv_of
from tests.builders.visit import a_certificate, an_id_number
from tests.resolvers.files.conftest import CADRE, CIPHER, COMMISSIONER, ELSEWHERE, Desk
from tests.resolvers.files.visits.test_recording import SAMPLES, a_row

SERIAL = iter(range(1, 1000))
PHYSICAL, VISUAL = DisabilityCategory.PHYSICAL, DisabilityCategory.VISUAL


def a_line(number: str, category: DisabilityCategory = PHYSICAL, level: int = 2, **said: Any) -> dict[str, Any]:
    """A holder of a certificate, in a household of their own unless it says another."""
    return {
        "姓名": "王小明",
        "户主姓名": "王小明",
        "村（社区）": "顾家桥社区",
        "详细地址": f"花名册路{next(SERIAL)}号",
        "联系电话": "16000009300",
        "残疾人证号": a_certificate(number, category, level),
        "发证日期": "2019-05-06",
    } | said


async def take(desk: Desk, *rows: dict[str, Any], by: str = CADRE, dry_run: bool = False) -> Report:
    """Take a roster in."""
    viewer = desk.world.viewer(by)
    await desk.world.insert(desk.addresses.loader)
    desk.now += timedelta(minutes=1)
    file = file_of(read(csv_of(rows)), BY_HEADER, COLUMNS)
    return await VisitImport(desk.commands, viewer, dry_run=dry_run, records=RosterRecording).run(file, lambda: None)


def told(report: Report) -> tuple[int, int, list[tuple[str | None, str]]]:
    """How many rows were recorded and known, and under which column what is refused."""
    refused = [(None if column is None else column.key, refusal.code) for row in report.refused for column, refusal in row.refusals]
    return report.recorded, report.known + len(report.alike), refused


async def holders(desk: Desk, *numbers: str) -> Sequence[Person]:
    """Who is registered under these certificates."""
    return await desk.rows(Person, Person.id_number_index.in_([CIPHER.index(Secret.ID_NUMBER, each) for each in numbers]))


async def counts(desk: Desk) -> list[int]:
    async with desk.loader.connect() as connection:
        of = (Family, Person, CertificateRecord, Visit, ImportRow)
        return [int(await connection.scalar(select(func.count()).select_from(each)) or 0) for each in of]


async def at_the_desk(desk: Desk, file: Path, options: Options) -> Report:
    """Take a file in as whoever types the command does."""
    viewer = desk.world.viewer(CADRE)
    await desk.world.insert(desk.addresses.loader)
    desk.now += timedelta(minutes=1)
    return await take_in(file, desk.commands, viewer, Language.EN, options, ROSTERS)


def text_of(path: Path) -> list[list[object]]:
    (table,) = open_file(path, Language.EN, meanings_of(mapped(MAPPED, BY_HEADER, COLUMNS), BY_HEADER, COLUMNS), form=COLUMNS).tables
    return [[cell and cell.text for cell in line.cells] for line in table.lines]


async def undone(desk: Desk, report: Report) -> Done:
    (begun,) = await desk.rows(Import, Import.number == report.number)
    desk.now += timedelta(minutes=1)
    input = ImportUndoInput(id=begun.id)
    return await desk.commands.run(ImportUndo(), input, desk.world.viewer(CADRE), Envelope(trace="t"), begun.id)


async def test_who_is_not_registered_is_with_the_certificate_and_without_a_visit(desk: Desk) -> None:
    number, other = an_id_number(), an_id_number()
    child = {"姓名": "王小小", "与户主关系": "子女", "残疾人证号": a_certificate(other, VISUAL, 1)}
    line = a_line(number)
    visits = (await counts(desk))[3]
    report = await take(desk, line, line | child)
    assert told(report) == (2, 0, [])
    (holder,), (second,) = await holders(desk, number), await holders(desk, other)
    assert holder.family_id == second.family_id
    (family,) = await desk.rows(Family, Family.id == holder.family_id)
    assert (family.head_id, family.display_name, family.phone, family.version) == (holder.id, "王小明", "16000009300", 2)
    (record,) = await desk.rows(CertificateRecord, CertificateRecord.person_id == holder.id)
    for row in (holder, record):
        assert (row.disability_category, row.disability_level) == (PHYSICAL, 2)
    assert holder.certificate_issued_on == record.issued_on == date(2019, 5, 6)
    assert (second.disability_category, second.disability_level, second.guardian_name) == (VISUAL, 1, None)
    assert (await counts(desk))[3] == visits
    events = await desk.rows(Event, Event.subject_id == family.id)
    assert [each.action for each in events] == ["rosterImport"] * 2
    audited = await desk.rows(AuditRecord, AuditRecord.action == "rosterImport", AuditRecord.target_id == family.id)
    assert {(each.kind, tuple(each.family_ids or ())) for each in audited} == {("COMMAND", (family.id,))}


async def test_the_sample_is_taken_in_by_the_heads_of_its_own_form_and_those_are_kept_for_the_next(desk: Desk, tmp_path: Path) -> None:
    sample().save(tmp_path / "roster.xlsx")
    made, kept = (text_of(path / "roster.xlsx") for path in (tmp_path, SAMPLES))
    assert made == kept
    first, again = Options(headers=MAPPED, mapping="花名册"), Options(mapping="花名册")
    report = await at_the_desk(desk, SAMPLES / "roster.xlsx", first)
    assert list(report.lines(Language.ZH)) == [
        "第9行：残疾人证号：身份证号校验码不符，请核对。",
        "第10行：残疾人证号：号码被存成数字，后几位已丢失，请把单元格设为文本后重新填写。",
        "第11行：村（社区）：此项必填。",
        "第12行：发证日期：不是日期，请写作 2026-11-24。",
        f"共{len(ROWS)}行：登记{GOOD}行，此前已登记0行，未通过{len(ROWS) - GOOD}行。",
    ]
    issued = {each.name: each.certificate_issued_on for each in await holders(desk, MOTHER, SON)}
    assert issued == {"何桂兰": date(2016, 8, 22), "何平": date(2018, 3, 9)}
    assert (await at_the_desk(desk, SAMPLES / "roster.xlsx", again)).known == GOOD


async def test_a_mapping_names_columns_of_a_roster_alone_and_is_kept_by_who_may_take_one_in(desk: Desk) -> None:
    file, viewer = SAMPLES / "roster.xlsx", desk.world.viewer(COMMISSIONER)
    with pytest.raises(FileRefused, match="There is no column 走访时间"):
        await at_the_desk(desk, file, Options(headers=("核发日期=走访时间",)))
    with pytest.raises(FileRefused, match="Your role or office cannot do this"):
        await take_in(file, desk.commands, viewer, Language.EN, Options(headers=MAPPED, mapping="theirs"), ROSTERS)
    with pytest.raises(FileRefused, match="keeps no mapping"):
        await at_the_desk(desk, file, Options(mapping="theirs"))


async def test_the_same_roster_again_changes_nothing_and_a_dry_run_nothing_at_all(desk: Desk) -> None:
    line = a_line(an_id_number())
    before = await counts(desk)
    assert told(await take(desk, line, dry_run=True)) == (1, 0, [])
    assert await counts(desk) == before
    assert told(await take(desk, line, line)) == (1, 1, [])
    after = await counts(desk)
    assert told(await take(desk, line, line | {"详细地址": "别处的写法"})) == (0, 2, [])
    assert await counts(desk) == after


async def test_of_a_registered_person_the_certificate_is_written_and_comes_back_with_the_import(desk: Desk) -> None:
    number = an_id_number()
    await desk.told(row := a_row(身份证号=number))
    (person,) = await holders(desk, number)
    before, counted = {each.key: getattr(person, each.key) for each in Person.__table__.columns}, await counts(desk)
    line = a_line(number, VISUAL, 1, 详细地址=row["详细地址"])
    first = await take(desk, line)
    assert (told(first), first.kept) == ((1, 0, []), [])
    (person,) = await holders(desk, number)
    assert (person.certificate_status, person.disability_category, person.disability_level) == ("CERTIFIED", VISUAL, 1)
    assert (await undone(desk, first)).errors == ()
    (person,) = await holders(desk, number)
    assert {each.key: getattr(person, each.key) for each in Person.__table__.columns} == before
    assert await counts(desk) == counted


async def test_a_later_certificate_is_a_step_of_the_history_and_the_one_before_it_comes_back(desk: Desk) -> None:
    number = an_id_number()
    line = a_line(number, VISUAL, 1)
    first = await take(desk, line)
    (before,) = await holders(desk, number)
    second = await take(desk, line | {"残疾人证号": a_certificate(number, VISUAL, 3), "发证日期": "2025-01-02"})
    (person,) = await holders(desk, number)
    assert (person.disability_level, person.certificate_issued_on) == (3, date(2025, 1, 2))
    history = await desk.rows(CertificateRecord, CertificateRecord.person_id == person.id)
    assert sorted((each.disability_level or 0, str(each.issued_on)) for each in history) == [(1, "2019-05-06"), (3, "2025-01-02")]
    assert [each.code for each in (await undone(desk, first)).errors] == ["IMPORT_ROW_USED"]
    assert (await undone(desk, second)).errors == ()
    (person,) = await holders(desk, number)
    for name in ("disability_level", "certificate_issued_on", "certificate_number_cipher", "certificate_number_index"):
        assert getattr(person, name) == getattr(before, name)
    assert (await undone(desk, first)).errors == ()
    assert await holders(desk, number) == []


async def test_what_a_roster_registered_is_gone_when_it_is_taken_back_unless_somebody_went_there(desk: Desk) -> None:
    number, visited = an_id_number(), an_id_number()
    before = await counts(desk)
    first, line = await take(desk, a_line(number)), a_line(visited)
    second = await take(desk, line)
    await desk.told(a_row(身份证号=visited, 详细地址=line["详细地址"]))
    assert (await undone(desk, first)).errors == ()
    assert await holders(desk, number) == []
    assert [each.code for each in (await undone(desk, second)).errors] == ["IMPORT_ROW_USED"]
    assert [now - then for now, then in zip(await counts(desk), before, strict=True)] == [1, 1, 1, 1, 2]


async def test_a_row_is_refused_where_its_fault_is(desk: Desk) -> None:
    number, other = an_id_number(), an_id_number()
    assert told(await take(desk, a_line(number))) == (1, 0, [])
    of_others = a_line(an_id_number(), 身份证号=other)
    report = await take(
        desk,
        a_line(number, 姓名="李不是", 户主姓名="李不是", 发证日期="2020-01-01"),
        of_others,
        a_line(an_id_number(), 残疾人证号=""),
        a_line(an_id_number()) | {"村（社区）": ""},
        a_line(an_id_number(), 发证日期="1901-01-01"),
    )
    assert told(report) == (
        0,
        0,
        [
            ("name", "PERSON_NAME_DIFFERS"),
            ("certificate", "CERTIFICATE_OF_ANOTHER"),
            ("certificate", "REQUIRED"),
            ("village", "REQUIRED"),
            ("issued_on", "BEFORE_BIRTH"),
        ],
    )


async def test_who_is_registered_in_another_county_is_registered_here_and_nothing_is_told(desk: Desk) -> None:
    number = an_id_number()
    line = a_line(number)
    assert told(await take(desk, line | {"村（社区）": "330106002051"}, by=ELSEWHERE)) == (1, 0, [])
    assert told(await take(desk, line)) == (1, 0, [])
    assert {(each.county_code or "")[:6] for each in await holders(desk, number)} == {"330106", "330110"}


@pytest.mark.parametrize("by", [COMMISSIONER, "cadre.federation.3301", "monitor.federation.330110", "dispatcher.civil-affairs.330110"])
async def test_only_cadres_of_the_county_take_a_roster_in(desk: Desk, by: str) -> None:
    file = desk.folder / "roster.csv"
    file.write_bytes(csv_of([a_line(an_id_number())]))
    opened = open_file(file, Language.EN, ROSTERS.meanings, form=ROSTERS.form)
    viewers = {each: desk.world.viewer(each) for each in (by, CADRE)}
    await desk.world.insert(desk.addresses.loader)
    tested = len(await desk.rows(AuditRecord, AuditRecord.action == "rosterImport"))
    with pytest.raises(FileRefused):
        await record(opened, desk.commands, viewers[by], Language.EN, dry_run=True, kind=ROSTERS)
    assert len(await desk.rows(AuditRecord, AuditRecord.action == "rosterImport")) == tested
    report = await record(opened, desk.commands, viewers[CADRE], Language.EN, dry_run=True, kind=ROSTERS)
    assert told(report) == (1, 0, [])
    of_file = await desk.rows(AuditRecord, AuditRecord.action == "rosterImport", AuditRecord.reason == "FILE")
    assert (len(await desk.rows(AuditRecord, AuditRecord.action == "rosterImport")), of_file[-1].kind) == (tested + 1, "TEST")

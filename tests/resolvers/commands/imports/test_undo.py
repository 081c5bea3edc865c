"""An import is taken back as a whole, and only while nothing was done with its rows. Source: docs/decisions/009-import.md."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import func, select, update

from db.tables.audit import AuditRecord
from db.tables.campaign import CampaignListing
from db.tables.event import Event
from db.tables.family import Family
from db.tables.import_file import Import
from db.tables.import_row import ImportRow
from db.tables.need import Need
from db.tables.person import CertificateRecord, Person
from db.tables.visit import Visit
from domain.need import NeedCloseReason
from domain.viewer import Language
from resolvers.commands.campaign.create import CampaignCreate, CampaignCreateInput
from resolvers.commands.campaign.list_add import CampaignListAdd, CampaignListAddInput, ListedFamiliesInput
from resolvers.commands.context import Done, Envelope
from resolvers.commands.imports.undo import ImportUndo, ImportUndoInput
from resolvers.commands.item.draft import ItemDraft, ItemDraftInput
from resolvers.commands.need.close import NeedClose, NeedCloseInput
from resolvers.commands.visit.correct import VisitCorrect
from resolvers.commands.visit.withdraw import VisitWithdraw
from tests.builders.kept import Kept
from tests.builders.spreadsheet import csv_of
from tests.builders.world import World
from tests.resolvers.commands.campaign.test_create import TOLD
from tests.resolvers.commands.conftest import PLAIN_TYPE
from tests.resolvers.files.conftest import CADRE, COMMISSIONER, ELSEWHERE, Desk, kept_for_tests, to_itself
from tests.resolvers.files.visits.test_recording import a_row

__all__ = ["kept_for_tests"]

DISPATCHER = "dispatcher.civil-affairs.330110"
REGISTERED = (Family, Person, CertificateRecord, Visit, Need, ImportRow)


@pytest.fixture
def world() -> World:
    """Offices and accounts, of whom some see nothing of the others' imports."""
    world = World()
    for name in (CADRE, COMMISSIONER, ELSEWHERE, DISPATCHER):
        world.viewer(name)
    return world


@pytest.fixture
async def desk(kept_for_tests: Kept[tuple[Desk, asyncpg.Connection]], world: World, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk where files are imported, with a database in which nothing was."""
    async with to_itself(kept_for_tests, world, tmp_path) as desk:
        yield desk


async def taken(desk: Desk, *rows: dict[str, Any], by: str = CADRE) -> UUID:
    """Import rows; the key of the import."""
    file = desk.folder / "rows.csv"
    file.write_bytes(csv_of(rows))
    desk.now += timedelta(minutes=1)
    report = await desk.take(file, by)
    assert [reason for row in report.refused for reason in row.refusals] == []
    (found,) = await desk.rows(Import, Import.number == report.number)
    return found.id


async def undone(desk: Desk, key: UUID, by: str = CADRE, **envelope: Any) -> Done:
    desk.now += timedelta(minutes=1)
    return await desk.commands.run(ImportUndo(), ImportUndoInput(id=key), desk.world.viewer(by), Envelope(trace="t", **envelope), key)


def told(done: Done) -> list[tuple[str, Any]]:
    return [(each.code, each.facts.get("line")) for each in done.errors]


async def counts(desk: Desk) -> list[int]:
    async with desk.loader.connect() as connection:
        return [int(await connection.scalar(select(func.count()).select_from(of)) or 0) for of in REGISTERED]


def with_need(**said: Any) -> dict[str, Any]:
    return a_row(**{"无困难": "", "需求领域": "生活救助", "需求内容": "房屋漏雨"} | said)


async def test_what_an_import_registered_is_gone_when_it_is_taken_back_and_its_file_can_come_again(desk: Desk) -> None:
    rows = [with_need(), a_row(残疾人证号="", 姓名="王小明")]
    before = await counts(desk)
    first = await taken(desk, *rows)
    after = await counts(desk)
    done = await undone(desk, first)
    assert (told(done), done.subject, done.version) == ([], first, 2)
    (left,) = await desk.rows(Import, Import.id == first)
    assert left.updated_at == left.undone_at == desk.now
    assert await counts(desk) == before
    again = await desk.take(desk.folder / "rows.csv")
    assert (again.recorded, again.known) == (2, 0)
    assert await counts(desk) == after


async def test_what_goes_with_an_import_keeps_its_history_and_its_end_is_the_last_step_of_it(desk: Desk) -> None:
    key = await taken(desk, with_need())
    before = await steps(desk)
    assert before == [
        ("Family", "visitRecord", None, None),
        ("Need", "visitRecord", None, "OPEN"),
        ("Visit", "visitRecord", None, "RECORDED"),
    ]
    await undone(desk, key)
    assert await steps(desk) == sorted(
        [
            *before,
            ("Family", "importUndo", None, None),
            ("Import", "importUndo", None, None),
            ("Need", "importUndo", "OPEN", None),
            ("Visit", "importUndo", "RECORDED", None),
        ],
        key=str,
    )


async def steps(desk: Desk) -> list[tuple[str, str, str | None, str | None]]:
    """Every event there is: its subject's type, what was done, the state before and after."""
    return sorted(((each.subject_type, each.action, each.before, each.after) for each in await desk.rows(Event)), key=str)


async def test_an_import_that_was_taken_back_stays_in_the_list_with_who_and_when(desk: Desk) -> None:
    key = await taken(desk, a_row())
    await undone(desk, key)
    (kept,) = await desk.rows(Import, Import.id == key)
    assert (kept.recorded, kept.rows, kept.undone_at, kept.undone_by) == (1, 1, desk.now, desk.world.viewer(CADRE).account)
    assert told(await undone(desk, key)) == [("ALREADY_UNDONE", None)]


async def test_an_import_is_taken_back_within_a_year(desk: Desk) -> None:
    key = await taken(desk, a_row())
    desk.now += timedelta(days=365)
    assert told(await undone(desk, key)) == [("IMPORT_TOO_OLD", None)]


async def test_every_family_of_an_import_that_is_taken_back_is_in_the_audit(desk: Desk) -> None:
    key = await taken(desk, a_row(), a_row())
    families = {row.family_id for row in await desk.rows(ImportRow, ImportRow.import_id == key)}
    await undone(desk, key)
    (record,) = await desk.rows(AuditRecord, AuditRecord.action == "importUndo")
    assert (record.target_id, set(record.family_ids or ())) == (key, families)
    assert len(families) == 2


async def test_what_rows_replaced_on_a_family_comes_back_the_newest_first(desk: Desk) -> None:
    person = a_row(走访对象类别="有致贫返贫风险")
    await taken(desk, person)
    (visited,) = await desk.rows(Visit)
    (before,) = await desk.rows(Family, Family.id == visited.family_id)
    once = person | {"走访时间": "2026-11-21", "联系电话": "16000009101", "走访对象类别": "就医特殊困难", "月人均收入（元）": "800"}
    key = await taken(desk, once, once | {"走访时间": "2026-11-22", "联系电话": "16000009102"})
    (moved,) = await desk.rows(Family, Family.id == visited.family_id)
    assert (moved.phone, moved.income_per_head) == ("16000009102", 80000)
    assert told(await undone(desk, key)) == []
    (after,) = await desk.rows(Family, Family.id == visited.family_id)
    same = ("phone", "categories", "income_per_head", "next_contact_on", "head_id", "display_name", "address")
    assert {name: getattr(after, name) for name in same} == {name: getattr(before, name) for name in same}
    assert after.version > moved.version
    assert [visit.id for visit in await desk.rows(Visit)] == [visited.id]


async def test_imports_that_named_one_family_are_taken_back_in_reverse_order(desk: Desk) -> None:
    person = a_row(走访对象类别="有致贫返贫风险")
    before = await counts(desk)
    imports = [await taken(desk, person)]
    for day, said in enumerate(({"联系电话": "16000009101"}, {"月人均收入（元）": "800"}), 21):  # one that changes nothing stands between
        nobody = {"走访结果": "不在家", "走访对象类别": "", "无困难": "", "告知方式": ""}
        imports += [await taken(desk, person | {"走访时间": f"2026-11-{day} 09:00"} | nobody)]
        imports += [await taken(desk, person | {"走访时间": f"2026-11-{day} 10:00"} | said)]
    assert await counts(desk) != before
    for later, each in zip(imports[::-1], imports[-2::-1], strict=False):
        assert [code for code, _ in told(await undone(desk, imports[0]))] == ["IMPORT_ROW_USED"]
        assert told(await undone(desk, later)) == []
        if each == imports[0]:
            (family,) = await desk.rows(Family)
            assert (family.phone, family.income_per_head) == (person["联系电话"], None)
    assert told(await undone(desk, imports[0])) == []
    assert await counts(desk) == before


async def test_what_was_done_between_two_imports_keeps_the_first_though_the_second_is_taken_back(desk: Desk) -> None:
    person = a_row()
    first = await taken(desk, person)
    async with desk.loader.begin() as connection:
        named = select(ImportRow.family_id).where(ImportRow.import_id == first)
        await connection.execute(update(Family).where(Family.id.in_(named)).values(version=Family.version + 1))
    second = await taken(desk, person | {"走访时间": "2026-11-21", "联系电话": "16000009101"})
    assert told(await undone(desk, second)) == []
    assert told(await undone(desk, first)) == [("IMPORT_ROW_USED", 2)]


async def test_what_a_list_of_a_campaign_learned_from_a_visit_goes_with_it(desk: Desk) -> None:
    nobody = {"走访结果": "不在家", "走访对象类别": "", "无困难": "", "告知方式": ""}
    person = a_row()
    await taken(desk, person)
    (visited,) = await desk.rows(Visit)
    told = {**TOLD, "starts_on": date(2026, 11, 21)}
    cadre, envelope = desk.world.viewer(CADRE), Envelope(trace="t")
    campaign = (await desk.commands.run(CampaignCreate(), CampaignCreateInput(**told), cadre, envelope)).subject
    assert campaign is not None
    families = ListedFamiliesInput(ids=(visited.family_id,))
    await desk.commands.run(CampaignListAdd(), CampaignListAddInput(id=campaign, families=families), cadre, envelope)
    key = await taken(desk, person | nobody | {"走访时间": "2026-11-22"})
    assert [(each.state, each.contact_result) for each in await desk.rows(CampaignListing)] == [("NOT_REACHED", "NOT_HOME")]
    assert [each.code for each in (await undone(desk, key)).errors] == []
    assert [(each.state, each.contact_result) for each in await desk.rows(CampaignListing)] == [("PENDING", None)]


async def test_a_need_for_which_something_was_drafted_or_decided_keeps_the_whole_import(desk: Desk) -> None:
    key = await taken(desk, a_row(), with_need(), with_need())
    first, second = sorted(await desk.rows(Need), key=lambda need: need.number)
    cadre, envelope = desk.world.viewer(CADRE), Envelope(trace="t")
    drafted = await desk.commands.run(ItemDraft(), ItemDraftInput(need=first.id, type=PLAIN_TYPE), cadre, envelope)
    closing = NeedCloseInput(id=second.id, reason=NeedCloseReason.WITHDRAWN)
    closed = await desk.commands.run(NeedClose(), closing, cadre, envelope)
    assert (drafted.errors, closed.errors) == ((), ())
    before = await counts(desk)
    assert told(await undone(desk, key)) == [("IMPORT_ROW_USED", 3), ("IMPORT_ROW_USED", 4)]
    assert await counts(desk) == before


async def test_a_family_that_was_visited_again_or_changed_since_keeps_the_import(desk: Desk) -> None:
    person = a_row()
    first = await taken(desk, a_row(), person)
    second = await taken(desk, person | {"走访时间": "2026-11-21", "走访结果": "不在家", "走访对象类别": "", "无困难": "", "告知方式": ""})
    assert told(await undone(desk, first)) == [("IMPORT_ROW_USED", 3)]
    assert told(await undone(desk, second)) == []
    (row, _) = sorted(await desk.rows(ImportRow, ImportRow.import_id == first), key=lambda row: row.line or 0)
    async with desk.loader.begin() as connection:
        await connection.execute(update(Family).where(Family.id == row.family_id).values(version=Family.version + 1))
    assert told(await undone(desk, first)) == [("IMPORT_ROW_USED", 2)]


async def test_an_import_is_its_account_s_and_a_cadre_s_of_its_office(desk: Desk) -> None:
    rows = [a_row()]
    key = await taken(desk, *rows, by=COMMISSIONER)
    assert told(await undone(desk, key, ELSEWHERE)) == [("NOT_FOUND", None)]
    assert told(await undone(desk, key, DISPATCHER)) == [("FORBIDDEN", None)]
    assert told(await undone(desk, key, COMMISSIONER)) == []
    assert told(await undone(desk, await taken(desk, *rows, by=COMMISSIONER))) == []
    of_the_office = await taken(desk, *rows)
    assert told(await undone(desk, of_the_office, COMMISSIONER)) == [("NOT_FOUND", None)]


async def test_a_version_that_has_moved_is_a_conflict(desk: Desk) -> None:
    key = await taken(desk, a_row())
    assert told(await undone(desk, key, expected_version=7)) == [("CONFLICT", None)]
    assert told(await undone(desk, key, expected_version=1)) == []


async def test_the_report_names_the_import(desk: Desk) -> None:
    file = desk.folder / "rows.csv"
    file.write_bytes(csv_of([a_row()]))
    report = await desk.take(file)
    assert report.number is not None
    assert report.number.startswith("T")
    assert (await desk.take(file, dry_run=True)).number is None
    assert any(report.lines(Language.EN))


@pytest.mark.parametrize(
    ("command", "given"),
    [(VisitCorrect, {"companions": "李主任", "reason": "MISTYPED"}), (VisitWithdraw, {"reason": "NOT_HELD"})],
)
async def test_an_import_of_which_a_visit_was_mended_is_not_taken_back(desk: Desk, command: Any, given: dict[str, Any]) -> None:
    key = await taken(desk, a_row())
    (visit,) = await desk.rows(Visit)
    done = await desk.commands.run(command(), command.input(id=visit.id, **given), desk.world.viewer(CADRE), Envelope(trace="t"))
    assert done.errors == ()
    assert told(await undone(desk, key)) == [("IMPORT_ROW_USED", 2)]

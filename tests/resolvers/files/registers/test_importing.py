"""A department's list: whoever is registered receives it, and nothing is kept of all others. Source: docs/domain.md 2 (Entitlement)."""

import dataclasses
from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.protect.cipher import Secret
from db.tables.audit import AuditRecord
from db.tables.declare import Row
from db.tables.entitlement import Entitlement
from db.tables.event import Event
from db.tables.family import Family
from db.tables.import_file import Import
from db.tables.number_test import NumberTest
from domain.entitlement import EntitlementSource
from domain.message.refusal import Refusal
from domain.viewer import Language
from resolvers.commands.context import Envelope
from resolvers.commands.imports.undo import ImportUndo, ImportUndoInput
from resolvers.files.registers import desk as registers
from resolvers.files.registers.form import list_of
from resolvers.files.registers.importing import Counted, RegisterImport
from resolvers.files.registers.kind import REGISTERS, RegisterKind
from resolvers.files.spreadsheet.reading import read
from resolvers.files.visits.desk import FileRefused, imports
from tests.builders.case import Case, a_family
from tests.builders.spreadsheet import csv_of, number
from tests.builders.world import UNTIL
from tests.resolvers.files.conftest import CADRE, CIPHER, COMMISSIONER, ELSEWHERE, Desk
from tests.resolvers.files.visits.test_numbers import counted_meanwhile

HERE, AWAY = "330110005001", "330106001001"
SERIAL = count(1)
OTHERS = ("monitor.federation.330110", "leader.federation.330110", "cadre.federation.3301", COMMISSIONER, "dispatcher.civil-affairs.330110")


def registered(desk: Desk, in_: str = HERE, name: str = "王秀英") -> tuple[Case, str]:
    """A family whose head has an ID number."""
    case, own = a_family(desk.world, in_, head=name), number(f"99880119650101{next(SERIAL):03d}")
    case.head.id_number_index = CIPHER.index(Secret.ID_NUMBER, own)
    case.head.id_number_cipher, case.head.id_number_masked, case.head.no_id_reason = b"sealed", "9****2", None
    return case, own


def line(own: str, name: str = "王秀英", **more: str) -> dict[str, Any]:
    return {"序号": "1", "姓名": name, "身份证号码": own, "享受起始日期": "2026-07-01"} | more


async def take(
    desk: Desk, *rows: dict[str, Any], kind: str = "dibao", by: str = CADRE, document: str | None = None, dry_run: bool = False
) -> Counted:
    """Take a list in."""
    viewer = desk.world.viewer(by)
    await desk.world.insert(desk.addresses.loader)
    file = list_of(read(csv_of(rows)), hidden=False)
    return await RegisterImport(desk.commands, viewer, REGISTERS[RegisterKind(kind)], document, dry_run=dry_run).run(file)


async def received(desk: Desk, *families: UUID) -> list[Any]:
    """What the families receive."""
    rows = await desk.rows(Entitlement, Entitlement.family_id.in_(families))
    return sorted((each.type_code, each.person_id, each.source, each.since, each.until) for each in rows)


def counts(counted: Counted) -> tuple[int, int, int, int, int]:
    return counted.recorded, counted.known, counted.differ, counted.unmatched, counted.unfit


async def everything(desk: Desk, tables: Iterable[type[Row]]) -> str:
    """All that is stored in some tables, as text."""
    async with AsyncSession(desk.loader) as session:
        found = [str(row) for of in tables for row in await session.scalars(text(f'select t::text from "{of.__tablename__}" t'))]
    return "\n".join(found)


async def test_whoever_is_registered_receives_it_and_nothing_is_kept_of_others(desk: Desk) -> None:
    case, own = registered(desk)
    stranger = number("99880119500101003")
    counted = await take(desk, line(own, 享受截止日期="2027-06-30"), line(stranger, "赵不知"), document="余民发〔2026〕3号")
    assert counts(counted) == (1, 0, 0, 1, 0)
    assert await received(desk, case.family.id) == [("A01", None, EntitlementSource.REGISTER, date(2026, 7, 1), date(2027, 6, 30))]
    (row,) = await desk.rows(Entitlement, Entitlement.family_id == case.family.id)
    (begun,) = await desk.rows(Import, Import.number == counted.number)
    assert (row.document, row.import_id, row.person_id) == ("余民发〔2026〕3号", begun.id, None)
    assert (begun.rows, begun.recorded, begun.known, begun.refused) == (2, 1, 0, 0)
    stored = await everything(desk, [each.class_ for each in Row.registry.mappers if each.class_.__module__.startswith("db.")])
    for trace in (stranger, "赵不知", CIPHER.index(Secret.ID_NUMBER, stranger).hex()):
        assert trace not in stored


async def test_the_version_of_a_family_rises_and_the_list_is_audited_as_a_test_of_a_file(desk: Desk) -> None:
    case, own = registered(desk)
    await desk.world.insert(desk.addresses.loader)
    before = case.family.version
    await take(desk, line(own), line(number("99880119510101003")))
    (family,) = await desk.rows(Family, Family.id == case.family.id)
    assert (family.version, family.updated_at) == (before + 1, desk.now)
    records = [each for each in await desk.rows(AuditRecord) if each.family_ids == [case.family.id]]
    command, test = sorted(records, key=lambda each: each.kind)
    assert (test.kind, test.action, test.reason, test.person_ids) == ("TEST", "registerImport", "FILE", [case.head.id])
    assert (command.kind, command.action, command.target_type) == ("COMMAND", "registerImport", "Import")
    (begun,) = await desk.rows(Import, Import.id == command.target_id)
    told = await desk.rows(Event, Event.action == "registerImport", Event.subject_id.in_([case.family.id, begun.id]))
    assert sorted((each.subject_type, each.family_id, each.at) for each in told) == [
        ("Family", case.family.id, desk.now),
        ("Import", None, desk.now),
    ]


async def test_the_same_list_again_changes_nothing(desk: Desk) -> None:
    case, own = registered(desk)
    rows = [line(own), line(own), line(number("99880119520101003"))]
    assert counts(await take(desk, *rows)) == (1, 1, 0, 1, 0)
    (family,) = await desk.rows(Family, Family.id == case.family.id)
    again = await take(desk, *rows)
    assert counts(again) == (0, 2, 0, 1, 0)
    assert len(await received(desk, case.family.id)) == 1
    assert (await desk.rows(Family, Family.id == case.family.id))[0].version == family.version


async def test_what_an_outcome_or_a_visit_told_already_is_known(desk: Desk) -> None:
    case, own = registered(desk)
    entitlement = desk.world.add(Entitlement(id=desk.world.key(), family_id=case.family.id, type_code="A01", type_version=1))
    entitlement.source, entitlement.region_code, entitlement.created_at = EntitlementSource.VISIT, case.family.region_code, desk.now
    assert counts(await take(desk, line(own))) == (0, 1, 0, 0, 0)
    assert [source for _, _, source, *_ in await received(desk, case.family.id)] == [EntitlementSource.VISIT]


async def test_a_subsidy_is_the_persons_and_its_kind_stands_in_the_list(desk: Desk) -> None:
    case, own = registered(desk)
    rows = [line(own, 补贴类别="困难残疾人生活补贴"), line(own, 补贴类别="护理补贴"), line(own, 补贴类别="其他"), line(own)]
    assert counts(await take(desk, *rows, kind="subsidies")) == (2, 0, 0, 0, 2)
    assert [(of, who) for of, who, *_ in await received(desk, case.family.id)] == [("A06", case.head.id), ("A07", case.head.id)]


async def test_of_two_members_of_one_household_it_is_recorded_once(desk: Desk) -> None:
    case, own = registered(desk)
    other = number("99880119660606003")
    case.with_member("王小明", id_number_index=CIPHER.index(Secret.ID_NUMBER, other), id_number_cipher=b"x", no_id_reason=None)
    assert counts(await take(desk, line(own), line(other, "王小明"), kind="monitored")) == (1, 1, 0, 0, 0)
    assert [of for of, *_ in await received(desk, case.family.id)] == ["A27"]


async def test_another_name_of_the_number_and_what_cannot_be_read_are_counted_alone(desk: Desk) -> None:
    case, own = registered(desk)
    wrong = [line(own, "李四"), line("99880119650101"), line(own, 享受起始日期="不详"), line(own, 享受截止日期="2026-01-01")]
    assert counts(await take(desk, *wrong)) == (0, 0, 1, 0, 3)
    assert await received(desk, case.family.id) == []


async def test_who_is_registered_in_another_county_is_nobody_here(desk: Desk) -> None:
    case, own = registered(desk, AWAY)
    other = number("99880119530101003")
    assert counts(await take(desk, line(own))) == counts(await take(desk, line(other))) == (0, 0, 0, 1, 0)
    assert counts(await take(desk, line(own), by=ELSEWHERE)) == (1, 0, 0, 0, 0)
    assert len(await received(desk, case.family.id)) == 1


@pytest.mark.parametrize("by", OTHERS)
async def test_only_a_cadre_of_the_county_takes_lists_in(desk: Desk, by: str) -> None:
    _, own = registered(desk)
    before = len(await desk.rows(NumberTest))
    with pytest.raises(Refusal, match="FORBIDDEN"):
        await take(desk, line(own), by=by)
    assert len(await desk.rows(NumberTest)) == before


async def test_a_dry_run_counts_alike_uses_the_quota_and_records_nothing(desk: Desk) -> None:
    case, own = registered(desk)
    before = len(await desk.rows(Import)), len(await desk.rows(NumberTest, NumberTest.rows > 0))
    rehearsed = await take(desk, line(own), dry_run=True)
    assert (len(await desk.rows(Import)), len(await desk.rows(NumberTest, NumberTest.rows > 0))) == (before[0], before[1] + 1)
    assert await received(desk, case.family.id) == []
    imported = await take(desk, line(own))
    assert (counts(rehearsed), rehearsed.number) == (counts(imported), None)


async def test_a_list_beyond_the_quota_is_refused_before_anything_is_looked_up(own_desk: Desk) -> None:
    case, own = registered(own_desk)
    limits = {**own_desk.commands.references().limits, "import_rows_a_day": 2}
    scarce = dataclasses.replace(own_desk.commands.references(), limits=limits)
    own_desk.commands.references = lambda: scarce
    assert counts(await take(own_desk, line(number("99880119540101003")), line(number("99880119550101003")))) == (0, 0, 0, 2, 0)
    with pytest.raises(Refusal, match="QUOTA_EXCEEDED"):
        await take(own_desk, line(own))
    assert await received(own_desk, case.family.id) == []
    assert [each.reason for each in await own_desk.rows(AuditRecord, AuditRecord.kind == "REFUSED")] == ["QUOTA_EXCEEDED"]


async def test_a_list_of_an_account_whose_other_file_is_counted_is_told_so(own_desk: Desk) -> None:
    case, own = registered(own_desk)
    async with counted_meanwhile(own_desk) as own_desk.commands:
        with pytest.raises(Refusal, match="BUSY"):
            await take(own_desk, line(own))
    assert await received(own_desk, case.family.id) == []


async def test_a_list_is_taken_back_as_a_whole(desk: Desk) -> None:
    case, own = registered(desk)
    other, second = registered(desk, name="李秀兰")
    counted = await take(desk, line(own), line(second, "李秀兰"))
    (begun,) = await desk.rows(Import, Import.number == counted.number)
    viewer = desk.world.viewer(CADRE)
    done = await desk.commands.run(ImportUndo(), ImportUndoInput(id=begun.id), viewer, Envelope(trace="trace"), begun.id)
    assert done.errors == ()
    assert await received(desk, case.family.id, other.family.id) == []
    (family,) = await desk.rows(Family, Family.id == case.family.id)
    assert family.version == case.family.version + 2
    assert counts(await take(desk, line(own))) == (1, 0, 0, 0, 0)


async def test_the_terminal_is_told_counts_and_the_number_of_the_import(desk: Desk) -> None:
    _, own = registered(desk)
    viewer = desk.world.viewer(CADRE)
    await desk.world.insert(desk.addresses.loader)
    file = desk.folder / "list.csv"
    file.write_bytes(csv_of([line(own), line(number("99880119560101003"))]))
    options = registers.Options(RegisterKind.DIBAO, "1号")
    counted = await registers.take_in(file, desk.commands, viewer, Language.EN, options)
    lines = list(registers.told(counted, Language.EN))
    assert lines[0] == (
        "2 rows: 1 recorded, 0 known before, 0 under another name, "
        "1 not registered here (discarded, nothing is kept of them), 0 unreadable."
    )
    assert counted.number is not None
    assert counted.number in lines[1]
    assert any(counted.number in each for each in await imports(desk.commands, viewer, Language.EN))
    (begun,) = await desk.rows(Import, Import.number == counted.number)
    assert len(begun.file_digest) == 64
    rehearsed = dataclasses.replace(counted, number=None)
    assert list(registers.told(rehearsed, Language.EN))[1] == "A dry run: nothing was recorded."


async def test_what_is_no_list_is_refused_in_a_line(desk: Desk) -> None:
    viewer = desk.world.viewer(CADRE)
    await desk.world.insert(desk.addresses.loader)
    (desk.folder / "other.csv").write_bytes(csv_of([{"甲": "1"}]))
    (desk.folder / "list.csv").write_bytes(csv_of([line(number("99880119570101003"))]))
    dibao = registers.Options(RegisterKind.DIBAO)
    numbered = dataclasses.replace(dibao, document=number("99880119570101003"))
    for name, who, options, reason in (
        ("other.csv", viewer, dibao, "No heads were found"),
        ("none.csv", viewer, dibao, "There is no such file"),
        ("list.csv", None, dibao, "membership has ended"),
        ("list.csv", viewer, numbered, "number"),
    ):
        with pytest.raises(FileRefused, match=reason):
            await registers.take_in(desk.folder / name, desk.commands, who, Language.EN, options)
    desk.now = UNTIL


MONITORED: list[tuple[dict[str, str], tuple[str | None, str | None]]] = [
    ({}, (None, None)),
    ({"监测对象类别": "边缘易致贫户"}, ("MARGINAL_PRONE_HOUSEHOLD", None)),
    ({"监测对象类别": "脱贫不稳定户（2026年新增）", "风险类型": "因病致贫"}, ("UNSTABLE_LIFTED_HOUSEHOLD", "ILLNESS")),
    ({"Kind": "in sudden severe hardship", "Risk cause": "DISABILITY"}, ("SUDDEN_SEVERE_HARDSHIP_HOUSEHOLD", "DISABILITY")),
    ({"风险类别": "因自然灾害"}, (None, "DISASTER")),
]


@pytest.mark.parametrize(("more", "told"), MONITORED)
async def test_a_list_of_monitored_households_may_say_kind_and_risk_in_its_own_words(
    desk: Desk, more: dict[str, str], told: tuple[str | None, str | None]
) -> None:
    case, own = registered(desk)
    assert counts(await take(desk, line(own, **more), kind="monitored")) == (1, 0, 0, 0, 0)
    (row,) = await desk.rows(Entitlement, Entitlement.family_id == case.family.id)
    assert (row.type_code, row.person_id, row.kind, row.risk_cause) == ("A27", None, *told)


@pytest.mark.parametrize("more", [{"监测对象类别": "五保户"}, {"监测对象类别": "脱贫不稳定户或边缘易致贫户"}, {"风险类型": "不详"}])
async def test_a_kind_or_risk_that_no_list_of_codes_knows_makes_the_row_unreadable(desk: Desk, more: dict[str, str]) -> None:
    case, own = registered(desk)
    assert counts(await take(desk, line(own, **more), kind="monitored")) == (0, 0, 0, 0, 1)
    assert await received(desk, case.family.id) == []


async def test_another_kind_of_the_same_day_is_a_line_of_its_own_and_the_same_is_known(desk: Desk) -> None:
    case, own = registered(desk)
    for kind, expected in (("边缘易致贫户", (1, 0)), ("边缘易致贫户", (0, 1)), ("突发严重困难户", (1, 0))):
        assert counts(await take(desk, line(own, 监测对象类别=kind), kind="monitored"))[:2] == expected
    kinds = {each.kind for each in await desk.rows(Entitlement, Entitlement.family_id == case.family.id)}
    assert kinds == {"MARGINAL_PRONE_HOUSEHOLD", "SUDDEN_SEVERE_HARDSHIP_HOUSEHOLD"}


async def test_other_lists_say_nothing_of_a_risk(desk: Desk) -> None:
    case, own = registered(desk)
    await take(desk, line(own, 户类型="边缘易致贫户", 致贫原因="因病"))
    (row,) = await desk.rows(Entitlement, Entitlement.family_id == case.family.id)
    assert (row.type_code, row.kind, row.risk_cause) == ("A01", None, None)

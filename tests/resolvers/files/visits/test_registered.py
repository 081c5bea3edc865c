"""Rows of registered families that share a transaction are read and locked together: what becomes of one does not depend on it.

Source: docs/decisions/009-import.md, 057-fewer-statements.md.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text, update

from db.tables.family import Family
from db.tables.need import Need
from db.tables.person import CertificateRecord, Person
from db.tables.visit import Visit
from domain.message.refusal import Refusal
from domain.need import NeedStatus
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.visit.input import VisitRecordInput
from resolvers.commands.visit.intake import Intake
from resolvers.commands.visit.record import VisitRecord
from tests.builders.statements import statements
from tests.builders.until import until
from tests.builders.visit import a_certificate, an_id_number
from tests.resolvers.files.conftest import Desk
from tests.resolvers.files.rosters import test_recording as roster
from tests.resolvers.files.visits.test_recording import a_row

ELSEWHERE = "330106001001"
"""A village of another county."""
URGENT = {"无困难": None, "需求领域": "医疗", "需求内容": "长期服药，申请医疗救助", "紧急程度": "特急"}


def of_households(series: str) -> list[dict[str, Any]]:
    """A row of each of four households."""
    return [a_row(姓名=f"{series}{name}", 户主姓名=f"{series}{name}") for name in "甲乙丙丁"]


def later(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is found in the same households at other visits: nothing new, a need, nobody; before the first, another category."""
    said: list[dict[str, Any]] = [
        {},
        URGENT,
        {"走访结果": "不在家", "无困难": None},
        {"走访对象类别": "Orphaned or alone, with disability", "月人均收入": "1200", "走访时间": "2026-11-10"},
    ]
    return [row | {"走访时间": "2026-11-22"} | other for row, other in zip(rows, said, strict=True)]


async def left(desk: Desk, rows: Sequence[dict[str, Any]]) -> list[tuple[object, ...]]:
    """What is known of the households of rows, in their order."""
    found = list[tuple[object, ...]]()
    for row in rows:
        (home,) = await desk.rows(Family, Family.display_name == row["姓名"])
        visits = sorted(await desk.rows(Visit, Visit.family_id == home.id), key=lambda each: each.at)
        facts = (home.version, home.next_contact_on, home.categories, home.health_categories, home.income_per_head, home.phone)
        found.append((*facts, *((each.person_id == home.head_id, each.next_contact_on, each.before_cipher is None) for each in visits)))
    return found


async def test_what_becomes_of_registered_families_is_the_same_together_and_alone(desk: Desk) -> None:
    together, alone = of_households("尤"), of_households("许")
    for rows in (together, alone):
        first = [rows[0], rows[1] | URGENT, rows[2], rows[3] | {"走访时间": "2026-11-15"}]
        assert (await desk.told(*first))[-1] == "4 rows: 4 recorded, 0 recorded before, 0 refused."
    assert (await desk.told(*later(together)))[-1] == "4 rows: 4 recorded, 0 recorded before, 0 refused."
    for row in later(alone):
        assert (await desk.told(row))[-1] == "1 rows: 1 recorded, 0 recorded before, 0 refused."
    assert await left(desk, together) == await left(desk, alone)
    assert len({each[1] for each in await left(desk, together)}) > 1
    homes = await desk.rows(Family, Family.display_name.in_([row["姓名"] for row in together]))
    needs = await desk.rows(Need, Need.family_id.in_([each.id for each in homes]))
    assert [(each.status, each.urgency_level) for each in needs] == [(NeedStatus.OPEN, "EMERGENCY")] * 2


async def test_of_a_row_that_is_refused_late_nothing_is_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its command has changed by then of a family that is registered."""
    rows = [row | {"月人均收入": "900"} for row in of_households("吕")]
    await desk.told(*rows)
    before = await left(desk, rows)

    apply = VisitRecord.apply

    def late(self: VisitRecord, intake: Intake, input: VisitRecordInput, at: Moment) -> Change:
        change = apply(self, intake, input, at)
        assert intake.family.income_per_head == 120_000
        if intake.family.display_name == rows[1]["姓名"]:
            raise Refusal("BUSY")
        return change

    monkeypatch.setattr(VisitRecord, "apply", late)
    again = [row | {"走访时间": "2026-11-22", "月人均收入": "1200"} for row in rows]
    assert (await desk.told(*again))[-1] == "4 rows: 3 recorded, 0 recorded before, 1 refused."
    after = await left(desk, rows)
    assert [income for _, _, _, _, income, *_ in after] == [120_000, 90_000, 120_000, 120_000]
    assert after[1] == before[1]


async def test_more_rows_of_registered_families_make_no_more_statements(desk: Desk) -> None:
    rows = [a_row(姓名=f"何{name}", 户主姓名=f"何{name}") for name in "甲乙丙丁戊己庚辛"]
    await desk.told(*rows)
    counts = []
    for some in (rows[:2], rows[2:]):
        with statements(desk.database) as made:
            assert (await desk.told(*(row | {"走访时间": "2026-11-22"} for row in some)))[-1].endswith("0 recorded before, 0 refused.")
        counts.append(len(made))
    assert counts[0] == counts[1]


async def test_a_holder_who_goes_to_another_county_after_the_look_up_is_not_written_by_a_row(desk: Desk) -> None:
    number, other = an_id_number(), an_id_number()
    line, second = roster.a_line(number, 姓名="吕一", 户主姓名="吕一"), roster.a_line(other, 姓名="吕二", 户主姓名="吕二")
    await roster.take(desk, line, second)
    (holder,) = await roster.holders(desk, number)
    renewed = [each | {"残疾人证号": a_certificate(whose, level=1)} for each, whose in ((line, number), (second, other))]
    async with desk.loader.connect() as moving, desk.loader.connect() as watching:
        for of, key in ((Family, Family.id == holder.family_id), (Person, Person.id == holder.id)):
            await moving.execute(update(of).where(key).values(region_code=ELSEWHERE))
        taking = asyncio.ensure_future(roster.take(desk, *renewed))

        async def waits() -> bool:
            return bool(await watching.scalar(text("select count(*) from pg_locks where not granted")))

        await until(waits)
        await moving.commit()
    await taking
    (after,) = await desk.rows(Person, Person.id == holder.id)
    assert after.certificate_number_index == holder.certificate_number_index
    assert len(await desk.rows(CertificateRecord, CertificateRecord.person_id == holder.id)) == 1
    (renewed_holder,) = await roster.holders(desk, other)
    assert len(await desk.rows(CertificateRecord, CertificateRecord.person_id == renewed_holder.id)) == 2

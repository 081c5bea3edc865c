"""Rows are prepared while the database works on those before them, and what became of them does not depend on it.

Source: docs/decisions/009-import.md.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text
from typing_extensions import override

from db.tables.family import Family
from db.tables.visit import Visit
from resolvers.commands.runner import Commands
from resolvers.files.spreadsheet.reading import read
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.form.visit_file import file_of
from resolvers.files.visits.importing import TRANSACTION_ROWS, VisitImport
from resolvers.files.visits.lookup.sight import Lens
from resolvers.files.visits.recording import Prepared, Recording
from resolvers.files.visits.report import Report
from tests.builders.spreadsheet import csv_of
from tests.builders.until import until
from tests.builders.world import NOW
from tests.resolvers.files.conftest import CADRE, CIPHER, Desk
from tests.resolvers.files.visits.test_recording import a_row


async def take(desk: Desk, records: type[Recording], *rows: dict[str, object], commands: Commands | None = None) -> Report:
    viewer = desk.world.viewer(CADRE)
    await desk.world.insert(desk.addresses.loader)
    return await VisitImport(commands or desk.commands, viewer, dry_run=False, records=records).run(
        file_of(read(csv_of(rows))), lambda: None
    )


async def test_the_next_rows_are_prepared_while_the_database_works_on_those_before(desk: Desk) -> None:
    prepared = list[int]()

    class Noting(Recording):
        @override
        def prepare(self, row: VisitRow, lens: Lens) -> Prepared:
            prepared.append(row.line.number)
            return super().prepare(row, lens)

    async def waits() -> bool:
        return bool(await watching.scalar(text("select count(*) from pg_locks where relation = 'import_row'::regclass and not granted")))

    names = [f"冯{one}{other}" for one in "甲乙丙丁戊己庚辛壬癸" for other in "一二三四五"] + ["冯后"]
    rows = [a_row(姓名=name, 户主姓名=name) for name in names]
    async with desk.database.engine.connect() as watching, desk.loader.connect() as other:
        await other.execute(text("lock table import_row"))
        taking = asyncio.ensure_future(take(desk, Noting, *rows))
        await until(waits)
        for _ in rows:
            await asyncio.sleep(0)
        assert prepared == [*range(2, len(rows) + 2)]
        assert not taking.done()
        await other.rollback()
    assert (await taking).recorded == TRANSACTION_ROWS + 1 == len(rows)


def later(desk: Desk, then: datetime) -> type[Recording]:
    """What records rows at another moment than at which they were prepared."""

    class Later(Recording):
        @override
        def prepare(self, row: VisitRow, lens: Lens) -> Prepared:
            prepared = super().prepare(row, lens)
            desk.now = then
            return prepared

    return Later


def two_rows(name: str, **said: object) -> list[dict[str, object]]:
    """Rows that are written together."""
    return [a_row(姓名=each, 户主姓名=each, **said) for each in (f"{name}一", f"{name}二")]


async def test_what_was_prepared_on_another_day_is_checked_anew(desk: Desk) -> None:
    last_second = datetime.fromisoformat("2026-12-31T15:59:59Z")  # of the year, in Shanghai
    desk.now = last_second
    report = await take(desk, later(desk, last_second), *two_rows("陈", 走访时间="2016-01-02"))
    assert (report.recorded, len(report.refused)) == (2, 0)
    desk.now = last_second
    report = await take(desk, later(desk, last_second + timedelta(seconds=1)), *two_rows("程", 走访时间="2016-01-02"))
    assert (report.recorded, len(report.refused)) == (0, 2)


async def test_what_was_prepared_by_other_reference_data_is_checked_anew(desk: Desk) -> None:
    reference = desk.commands.references()
    less = replace(reference, codes={**reference.codes, "TARGET_CATEGORY": frozenset()})
    current = [reference]

    class Renewed(Recording):
        @override
        def prepare(self, row: VisitRow, lens: Lens) -> Prepared:
            prepared = super().prepare(row, lens)
            current[:] = [less]
            return prepared

    commands = Commands(desk.database, lambda: current[0], CIPHER, allow_synthetic=True)
    report = await take(desk, Renewed, *two_rows("卫"), commands=commands)
    assert (report.recorded, len(report.refused)) == (0, 2)


async def test_a_visit_of_a_clock_that_is_ahead_is_of_the_moment_at_which_it_is_recorded(desk: Desk) -> None:
    now = NOW + timedelta(seconds=30)
    await take(desk, later(desk, now), *two_rows("褚", 走访时间="2026-11-24 09:01"))
    homes = await desk.rows(Family, Family.display_name.in_(["褚一", "褚二"]))
    visits = await desk.rows(Visit, Visit.family_id.in_([each.id for each in homes]))
    assert [each.at for each in visits] == [now, now]

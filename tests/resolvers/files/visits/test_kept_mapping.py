"""A mapping of columns is kept by an office under a name, and serves its next file. Source: docs/decisions/009-import.md."""

from pathlib import Path

import pytest

from domain.viewer import Language
from resolvers.files.visits.desk import FileRefused, Options, take_in
from resolvers.files.visits.report import Report
from tests.builders.spreadsheet import csv_of
from tests.resolvers.files.conftest import CADRE, COMMISSIONER, ELSEWHERE, Desk
from tests.resolvers.files.visits.test_recording import a_row

THEIRS = ("受访者=姓名", "到访日=走访时间")


def a_file(desk: Desk, name: str) -> Path:
    """A row under the heads of another office's form."""
    row = a_row()
    file = desk.folder / name
    file.write_bytes(csv_of([{"受访者": row.pop("姓名"), "到访日": row.pop("走访时间"), **row}]))
    return file


async def taken(desk: Desk, file: Path, by: str, **options: object) -> Report:
    for name in (CADRE, COMMISSIONER, ELSEWHERE):
        desk.world.viewer(name)
    await desk.world.insert(desk.addresses.loader)
    return await take_in(file, desk.commands, desk.world.viewer(by), Language.EN, Options(**options))  # type: ignore[arg-type]


async def test_a_mapping_is_kept_under_its_name_for_the_next_file_of_the_office(desk: Desk) -> None:
    with pytest.raises(FileRefused, match="Visited at"):
        await taken(desk, a_file(desk, "one.csv"), CADRE)
    assert (await taken(desk, a_file(desk, "one.csv"), CADRE, headers=THEIRS, mapping="street form")).recorded == 1
    assert (await taken(desk, a_file(desk, "two.csv"), COMMISSIONER, mapping="street form")).recorded == 1
    with pytest.raises(FileRefused, match="keeps no mapping"):
        await taken(desk, a_file(desk, "three.csv"), ELSEWHERE, mapping="street form")


async def test_a_mapping_that_is_kept_anew_replaces_the_one_before(desk: Desk) -> None:
    await taken(desk, a_file(desk, "one.csv"), CADRE, headers=(*THEIRS, "联系电话="), mapping="again")
    await taken(desk, a_file(desk, "two.csv"), CADRE, headers=THEIRS, mapping="again")
    assert (await taken(desk, a_file(desk, "three.csv"), CADRE, mapping="again")).refused == []


async def test_a_dry_run_keeps_no_mapping(desk: Desk) -> None:
    await taken(desk, a_file(desk, "one.csv"), CADRE, headers=THEIRS, mapping="tried", dry_run=True)
    with pytest.raises(FileRefused, match="keeps no mapping"):
        await taken(desk, a_file(desk, "one.csv"), CADRE, mapping="tried")


async def test_a_mapping_that_is_none_refuses_the_file_in_a_line(desk: Desk) -> None:
    with pytest.raises(FileRefused, match="There is no column 客户"):
        await taken(desk, a_file(desk, "one.csv"), CADRE, headers=("受访者=客户",))

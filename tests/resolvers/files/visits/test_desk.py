"""What the person at the terminal reads: the report, where refused rows are to be mended, and why a whole file is refused."""

import shutil
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from domain.viewer import Language
from resolvers.files.visits import import_record, importing
from resolvers.files.visits.desk import FileRefused, RowsRefused, imports, open_file, record, told, undo
from resolvers.files.visits.importing import VisitImport
from resolvers.files.visits.recording import Judged, Recording
from tests.builders.spreadsheet import ROWS, csv_of, sample, sample_as_text
from tests.builders.world import UNTIL
from tests.resolvers.files.conftest import CADRE, ELSEWHERE, Desk
from tests.resolvers.files.visits.test_recording import SAMPLES, a_row
from tests.terminal.test_diagnosis import wrapped


def text_of(path: Path) -> list[list[object]]:
    return [[cell and cell.text for cell in line.cells] for line in open_file(path, Language.EN).tables[0].lines]


def test_the_samples_in_the_documentation_are_those_that_the_builder_makes(tmp_path: Path) -> None:
    made = tmp_path / "visits.xlsx"
    sample().save(made)
    assert text_of(made) == text_of(SAMPLES / "visits.xlsx")
    assert (SAMPLES / "visits-gbk.csv").read_bytes() == sample_as_text()


def test_a_file_that_is_no_spreadsheet_of_visits_is_refused_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_bytes(csv_of([{"甲": "1"}]))
    for name, reason in (("other.csv", "No heads were found"), ("none.csv", "There is no such file")):
        with pytest.raises(FileRefused, match=reason) as refusal:
            open_file(tmp_path / name, Language.EN)
        assert "\n" not in str(refusal.value)


async def test_refused_rows_are_told_and_written_beside_the_file(desk: Desk) -> None:
    file = Path(shutil.copy(SAMPLES / "visits.xlsx", desk.folder))
    report = await desk.take(file)
    with pytest.raises(RowsRefused, match=r"visits-refused\.xlsx"):
        list(told(report, file, Language.EN))
    refused = open_file(desk.folder / "visits-refused.xlsx", Language.ZH)
    assert refused.rows == len(report.refused) < len(ROWS)
    again = await desk.take(desk.folder / "visits-refused.xlsx")
    assert len(again.refused) == len(report.refused)


async def test_a_report_that_is_written_out_as_a_whole_tells_of_nobody(desk: Desk) -> None:
    report = await desk.take(Path(shutil.copy(SAMPLES / "visits.xlsx", desk.folder)))
    assert report.refused
    assert [value for row in report.refused for value in row.values.values() if repr(value) in repr(report)] == []


async def test_who_records_no_visits_imports_none(desk: Desk) -> None:
    dispatcher = desk.world.viewer("dispatcher.civil-affairs.330110")
    file = open_file(SAMPLES / "visits.xlsx", Language.EN)
    for viewer, reason in ((dispatcher, "Your role or office cannot do this"), (None, "its membership has ended")):
        with pytest.raises(FileRefused, match=reason):
            await record(file, desk.commands, viewer, Language.EN, dry_run=False)


async def test_a_dry_run_at_the_desk_records_nothing(desk: Desk) -> None:
    desk.world.viewer(CADRE)
    await desk.world.insert(desk.addresses.loader)
    file = open_file(SAMPLES / "visits-gbk.csv", Language.ZH)
    report = await record(file, desk.commands, desk.world.viewer(CADRE), Language.ZH, dry_run=True)
    assert list(report.lines(Language.ZH))[-1].startswith("试运行，未作任何登记。")


async def test_imports_are_listed_with_what_became_of_them_and_taken_back_by_their_number(desk: Desk) -> None:
    file = desk.folder / "rows.csv"
    file.write_bytes(csv_of([a_row(), a_row()]))
    cadre = desk.world.viewer(ELSEWHERE)
    await desk.world.insert(desk.addresses.loader)
    desk.now += timedelta(hours=1)
    read = open_file(file, Language.EN)
    report = await record(read, desk.commands, desk.world.viewer(CADRE), Language.EN, dry_run=False)
    assert report.number is not None
    (line, *_) = await imports(desk.commands, desk.world.viewer(CADRE), Language.EN)
    assert line.startswith(f"{report.number}  2026-11-24 10:00  2 rows: 2 recorded")
    assert line.endswith(import_record.digest_of(file)[:12])
    assert await imports(desk.commands, cadre, Language.EN) == []
    with pytest.raises(FileRefused, match="Not found"):
        await undo(report.number, desk.commands, cadre, Language.EN)
    assert "was taken back" in await undo(report.number, desk.commands, desk.world.viewer(CADRE), Language.EN)
    (line, *_) = await imports(desk.commands, desk.world.viewer(CADRE), Language.EN)
    assert line.endswith("  taken back")
    with pytest.raises(FileRefused, match="taken back already"):
        await undo(report.number, desk.commands, desk.world.viewer(CADRE), Language.EN)
    with pytest.raises(FileRefused, match="membership has ended"):
        await imports(desk.commands, None, Language.EN)


async def test_an_import_whose_membership_ends_in_its_middle_tells_what_it_did_until_then(desk: Desk) -> None:
    desk.world.viewer(CADRE)
    await desk.world.insert(desk.addresses.loader)
    (desk.folder / "rows.csv").write_bytes(csv_of([a_row(), a_row(), a_row()]))
    file, began = open_file(desk.folder / "rows.csv", Language.EN), desk.now

    def end_it() -> None:
        desk.now = UNTIL

    report = await VisitImport(desk.commands, desk.world.viewer(CADRE), dry_run=False).run(file, end_it)
    assert (report.broken_off, report.recorded) == (True, 1)
    with pytest.raises(RowsRefused, match="Import the same file again"):
        list(told(report, desk.folder / "rows.csv", Language.EN))
    desk.now = began
    again = await record(file, desk.commands, desk.world.viewer(CADRE), Language.EN, dry_run=False)
    assert (again.recorded, again.known) == (2, 1)


@pytest.mark.parametrize("fault", [None, asyncpg.CannotConnectNowError("x"), asyncpg.LockNotAvailableError("x")])
async def test_an_import_that_ends_behind_its_last_row_tells_of_all_rows(
    desk: Desk, fault: asyncpg.PostgresError | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What became of them is not written down yet, and nobody else tells it. None: the membership ends."""
    desk.world.viewer(CADRE)
    await desk.world.insert(desk.addresses.loader)
    (desk.folder / "rows.csv").write_bytes(csv_of([a_row()]))

    async def ends(*_: object) -> None:
        assert fault is not None
        raise wrapped(fault)

    def end_it() -> None:
        if fault is None:
            desk.now = UNTIL

    if fault is not None:
        monkeypatch.setattr(importing, "end", ends)
    file = open_file(desk.folder / "rows.csv", Language.EN)
    report = await VisitImport(desk.commands, desk.world.viewer(CADRE), dry_run=False).run(file, end_it)
    assert (report.broken_off, report.recorded) == (True, 1)


async def test_an_import_whose_row_takes_the_database_too_long_tells_what_it_did_until_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.world.viewer(CADRE)
    await desk.world.insert(desk.addresses.loader)
    (desk.folder / "rows.csv").write_bytes(csv_of([a_row()]))

    async def judge(*_: object) -> Judged:
        raise wrapped(asyncpg.QueryCanceledError("x"))

    monkeypatch.setattr(Recording, "judge", judge)
    file = open_file(desk.folder / "rows.csv", Language.EN)
    report = await VisitImport(desk.commands, desk.world.viewer(CADRE), dry_run=False).run(file, lambda: None)
    assert (report.broken_off, report.recorded) == (True, 0)
    with pytest.raises(RowsRefused, match="Import the same file again"):
        list(told(report, desk.folder / "rows.csv", Language.EN))

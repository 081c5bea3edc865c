"""Files as they come: encodings, merged cells, formulas; and files that were made to do harm."""

import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from domain.message.refusal import Refusal
from resolvers.files.spreadsheet.reading import HOUSE, START, read, read_sheets
from resolvers.files.spreadsheet.sheet import SHEET_ROWS, SheetCell
from resolvers.files.spreadsheet.unpack import FILE_BYTES, unpacked


def workbook(fill: Callable[[Any], object], book: Workbook | None = None) -> bytes:
    book = book or Workbook()
    fill(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells(data: bytes) -> list[list[SheetCell | None]]:
    return [line.cells for line in read(data)[0].lines]


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        read(data)
    return refusal.value.code


def packed(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_lying_sizes(data: bytes) -> bytes:
    """Every size that the file declares of what its parts unpack to becomes 1,000."""
    lying = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = lying.find(mark)
        while start >= 0:
            struct.pack_into("<I", lying, start + place, 1000)
            start = lying.find(mark, start + 4)
    return bytes(lying)


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig"])
def test_a_csv_is_read_in_what_chinese_programs_write(encoding: str) -> None:
    assert cells("姓名,电话\r\n王伟 ,160\r\n".encode(encoding)) == [
        [SheetCell("text", "姓名"), SheetCell("text", "电话")],
        [SheetCell("text", "王伟"), SheetCell("text", "160")],
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_cut_by_the_sign_that_its_first_line_uses(delimiter: str) -> None:
    assert cells(f"姓名{delimiter}电话\n王伟{delimiter}160".encode())[1] == [SheetCell("text", "王伟"), SheetCell("text", "160")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_text_in_two_bytes_a_character_is_read_with_its_mark_and_without(encoding: str, mark: str) -> None:
    data = f"{mark if encoding != 'utf-16' else ''}姓名\t电话\r\n王伟\t160\r\n".encode(encoding)
    assert cells(data)[1] == [SheetCell("text", "王伟"), SheetCell("text", "160")]


def test_a_title_above_does_not_decide_by_which_sign_cells_stand_apart() -> None:
    assert cells("走访登记表\n姓名;电话,手机\n王伟;160\n李明;161\n".encode())[2] == [SheetCell("text", "王伟"), SheetCell("text", "160")]
    assert cells("sep=;\n姓名;电话\n".encode()) == [[SheetCell("text", "姓名"), SheetCell("text", "电话")]]


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "########"])
def test_an_error_that_was_saved_in_a_csv_is_a_broken_cell(text: str) -> None:
    assert cells(f"甲,乙\n{text},1\n".encode())[1] == [SheetCell("broken", text), SheetCell("text", "1")]


def test_a_quote_that_keeps_a_value_a_text_is_no_part_of_it() -> None:
    assert cells("甲,乙,丙,丁\n'张三,`990,'',' 'a'\n".encode())[1] == [
        SheetCell("text", "张三"),
        SheetCell("text", "990"),
        SheetCell("text", "''"),
        SheetCell("text", "' 'a'"),
    ]


def test_formulas_of_a_csv_are_marked_but_for_a_text_kept_whole() -> None:
    row = cells('a,b\n"=1+1","=""990001196805200011"""\n＝A1,\'=A1\n'.encode())
    assert row[1] == [SheetCell("formula", "=1+1"), SheetCell("text", "990001196805200011")]
    assert row[2] == [SheetCell("formula", "＝A1"), SheetCell("formula", "=A1")]


def test_a_workbook_gives_each_cell_with_what_it_is() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["姓名 ", 990001196805200011, datetime.fromisoformat("2026-11-05T09:30"), "=1+1", True, 0.5, None, "#REF!"])
        sheet["I1"] = "=不是公式"
        sheet["I1"].data_type = "s"

    assert cells(workbook(fill))[0][:9] == [
        SheetCell("text", "姓名"),
        SheetCell("number", "990001196805200000"),
        SheetCell("day", "2026-11-05T09:30:00"),
        SheetCell("formula", ""),
        SheetCell("text", "TRUE"),
        SheetCell("number", "0.5"),
        None,
        SheetCell("broken", "#REF!"),
        SheetCell("text", "=不是公式"),
    ]


def test_a_cell_merged_into_the_one_above_says_the_same() -> None:
    def fill(sheet: Any) -> None:
        for row in (["户主", "姓名"], ["李秀英", "李秀英"], [None, "李明"], [None, "别家"]):
            sheet.append(row)
        sheet.merge_cells("A2:A3")

    assert [row[0] and row[0].text for row in cells(workbook(fill))] == ["户主", "李秀英", "李秀英", None]


def test_empty_rows_are_passed_over_and_the_others_keep_their_number() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["B40"], sheet["XFD80000"] = "头", "值", "远"

    assert [line.number for line in read(workbook(fill))[0].lines] == [1, 40]


def test_days_counted_from_1904_are_told_as_such() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    assert read(workbook(lambda sheet: sheet.append(["a"]), book))[0].from_1904
    assert not read(workbook(lambda sheet: sheet.append(["a"])))[0].from_1904


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + b"\0" * 100,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"\xff\xfe\xfd,1",
        packed({"xl/workbook.xml": b"<x/>"}),
        packed({"readme.txt": b"hello"}),
    ],
)
def test_what_is_no_spreadsheet_is_refused(data: bytes) -> None:
    assert refused(data) == "FILE_UNREADABLE"


def test_a_file_that_unpacks_to_too_much_is_refused_whatever_it_declares() -> None:
    bomb = packed({"xl/workbook.xml": b" " * (FILE_BYTES + 1)})
    assert len(bomb) < 100_000
    assert refused(bomb) == "FILE_TOO_LARGE"
    assert refused(with_lying_sizes(bomb)) == "FILE_TOO_LARGE"


def test_many_parts_that_are_too_much_together_are_refused() -> None:
    assert refused(with_lying_sizes(packed({f"part{place}": b" " * (FILE_BYTES // 4) for place in range(5)}))) == "FILE_TOO_LARGE"


def test_a_declared_size_is_not_needed_to_read_a_file() -> None:
    data = workbook(lambda sheet: sheet.append(["王伟"]))
    assert unpacked(data) == parts_of(data)


@pytest.mark.parametrize("evil", [b'<!DOCTYPE x [<!ENTITY a "aaaa">]>', b"<!ENTITY a 'a'>", '<?xml version="1.0"?>'.encode("utf-16")])
def test_entities_are_refused(evil: bytes) -> None:
    parts = parts_of(workbook(lambda sheet: sheet.append(["王伟"])))
    assert refused(packed(parts | {"xl/workbook.xml": evil + parts["xl/workbook.xml"]})) == "FILE_UNREADABLE"


def test_more_rows_than_anybody_visits_are_refused() -> None:
    assert refused(b"a\n" * (SHEET_ROWS + 1)) == "ROWS_TOO_MANY"


def test_the_program_apart_answers_and_refuses_as_the_reading_itself(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.xlsx"
    good.write_bytes("姓名\n王伟\n".encode("gbk"))
    bad.write_bytes(packed({"xl/workbook.xml": b" " * (FILE_BYTES + 1)}))
    assert read_sheets(good) == read(good.read_bytes())
    for path, code in ((bad, "FILE_TOO_LARGE"), (tmp_path, "FILE_UNREADABLE"), (tmp_path / "none.csv", "FILE_UNREADABLE")):
        with pytest.raises(Refusal) as refusal:
            read_sheets(path)
        assert refusal.value.code == code


def test_the_program_apart_tells_of_every_sheet_of_a_workbook_as_the_reading_itself(tmp_path: Path) -> None:
    def several(sheet: Any) -> None:
        sheet.append(["姓名", None, "走访\n时间"])
        sheet.append(["王伟", 1.5, "2026-11-20"])
        other = sheet.parent.create_sheet("空")
        other.sheet_state = "hidden"
        last = sheet.parent.create_sheet("末")
        last.append(["李明"])
        last.column_dimensions["A"].hidden = True

    path = tmp_path / "several.xlsx"
    path.write_bytes(workbook(several))
    assert read_sheets(path) == read(path.read_bytes())
    assert [(len(each.lines), each.name, each.hidden, each.hidden_columns) for each in read_sheets(path)][1:] == [
        (0, "空", True, ()),
        (1, "末", False, (0,)),
    ]


def test_the_program_apart_loads_what_reading_needs_and_nothing_else() -> None:
    listed = "; print(*(each for each in sys.modules if each.partition('.')[0] not in sys.stdlib_module_names | {'__main__'}))"
    start = START.replace("; main()", listed)
    loaded = subprocess.check_output([sys.executable, "-I", "-S", "-c", start, str(HOUSE)], env={}, text=True).split()
    assert "resolvers.files.spreadsheet.program" in loaded
    assert {each for each in loaded if not each.startswith("resolvers")} == {"domain", "domain.time", "domain.time.calendar"}


def test_a_sheet_that_needs_too_much_memory_is_refused_by_the_program_apart(tmp_path: Path) -> None:
    path = tmp_path / "deep.xlsx"
    parts = parts_of(workbook(lambda sheet: sheet.append(["王伟"])))
    sheet = "xl/worksheets/sheet1.xml"
    path.write_bytes(packed(parts | {sheet: parts[sheet].replace(b"<sheetData>", b"<sheetData><row>" + b"<a>" * 2_000_000)}))
    with pytest.raises(Refusal) as refusal:
        read_sheets(path, memory=200_000_000, seconds=2)
    assert refusal.value.code == "FILE_TOO_LARGE"


def test_a_place_before_the_file_is_none_in_it() -> None:
    sound = workbook(lambda sheet: sheet.append(["王伟"]))
    end = sound.rindex(b"PK\x05\x06")
    with pytest.raises(Refusal) as refusal:
        read(sound[: end + 16] + struct.pack("<I", 2**31) + sound[end + 20 :])
    assert refusal.value.code == "FILE_UNREADABLE"


def test_a_workbook_that_lacks_its_sheet_is_unreadable() -> None:
    parts = parts_of(workbook(lambda sheet: sheet.append(["王伟"])))
    del parts["xl/worksheets/sheet1.xml"]
    assert refused(packed(parts)) == "FILE_UNREADABLE"


SOUND = workbook(lambda sheet: sheet.append(["王伟", 1, "=1"]))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=8))
def test_no_damage_to_a_file_makes_the_reading_fail_otherwise_than_by_refusing(place: int, damage: bytes) -> None:
    try:
        read(SOUND[:place] + damage + SOUND[place + len(damage) :])
    except Refusal:
        return


@given(st.binary(max_size=300))
def test_no_bytes_whatever_make_the_reading_fail_otherwise_than_by_refusing(data: bytes) -> None:
    for each in (data, b"PK\x03\x04" + data):
        try:
            read(each)
        except Refusal:
            continue


def test_a_csv_that_is_marked_as_utf_8_is_that_however_many_of_its_characters_are_null() -> None:
    (sheet,) = read("\ufeff姓名,\0\0\0\0\0\0\0\0\n".encode())
    assert sheet.lines[0].cells[0] is not None

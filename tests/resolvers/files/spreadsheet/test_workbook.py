"""Workbooks as other programs write them: what is not needed may be missing or odd, sheets have names, and what is hidden is marked."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from domain.message.refusal import Refusal
from resolvers.files.spreadsheet.reading import read
from resolvers.files.spreadsheet.sheet import Sheet, SheetCell
from tests.resolvers.files.spreadsheet.test_reading import packed, parts_of, workbook

SAID = ["姓名", "2026-11-20", 5]
BOOK, SHEET, RELATIONS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
SOUND = workbook(lambda sheet: sheet.append(SAID))
DAY = workbook(lambda sheet: sheet.append([date(2026, 11, 20)]))


def with_(data: bytes, **changed: bytes | None) -> bytes:
    """The file with parts changed (None: left out), by the names above."""
    parts: dict[str, bytes] = parts_of(data)
    for name, part in changed.items():
        if part is None:
            parts.pop(name, None)
        else:
            parts[name] = part
    return packed(parts)


def replaced(part: str, old: str, new: str, data: bytes = SOUND) -> bytes:
    """The file with a text of a part replaced, whichever way its writer closes an empty element."""
    told = parts_of(data)[part].decode().replace(" />", "/>")
    assert old in told
    return with_(data, **{part: told.replace(old, new).encode()})


def texts(data: bytes) -> list[list[str | None]]:
    return [[cell and cell.text for cell in line.cells] for line in read(data)[0].lines]


def rewritten(change: Callable[[bytes], bytes], data: bytes = SOUND) -> bytes:
    return packed({name: change(part) if name.endswith((".xml", ".rels")) else part for name, part in parts_of(data).items()})


def strict(part: bytes) -> bytes:
    """A part in the names of the strict edition."""
    text = part.decode().replace("http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/").replace("/2006/", "/")
    return text.encode()


ODD = {
    "the strict edition": rewritten(strict),
    "no styles": with_(SOUND, **{"xl/styles.xml": None}),
    "damaged styles": with_(SOUND, **{"xl/styles.xml": b"<styleSheet><fills><fill/>"}),
    "no properties": with_(SOUND, **{"docProps/core.xml": None, "docProps/app.xml": None}),
    "damaged properties": with_(SOUND, **{"docProps/core.xml": b"<!DOCTYPE x>\0"}),
    "no list of contents": with_(SOUND, **{"[Content_Types].xml": None}),
    "no relations": with_(SOUND, **{RELATIONS: None, "_rels/.rels": None}),
    "a relation with another key": replaced(RELATIONS, 'Id="rId1"', 'Id="rId9"'),
    "a target from the root": replaced(RELATIONS, 'Target="/xl/worksheets/sheet1.xml"', 'Target="xl/worksheets/sheet1.xml"'),
    "a target from its folder": replaced(RELATIONS, 'Target="/xl/worksheets/sheet1.xml"', 'Target="worksheets/sheet1.xml"'),
    "a target with other slashes": replaced(RELATIONS, 'Target="/xl/worksheets/sheet1.xml"', 'Target="worksheets\\Sheet1.xml"'),
    "a wrong extent": replaced(SHEET, '<dimension ref="A1:C1"', '<dimension ref="A1:A1"'),
    "no extent": replaced(SHEET, '<dimension ref="A1:C1"/>', ""),
    "cells that do not say where they stand": replaced(SHEET, ' r="A1"', "").replace(b' r="B1"', b""),
    "a prefix before every name": rewritten(lambda part: part.replace(b"<sheet ", b"<sheet xmlns:mc='urn:x' mc:id='rId1' ")),
}


@pytest.mark.parametrize("oddness", [*ODD])
def test_what_is_not_needed_may_be_missing_or_odd(oddness: str) -> None:
    assert texts(ODD[oddness]) == [["姓名", "2026-11-20", "5"]]


def test_a_day_is_a_number_where_the_styles_are_gone() -> None:
    assert read(DAY)[0].lines[0].cells == [SheetCell("day", "2026-11-20T00:00:00")]
    assert read(with_(DAY, **{"xl/styles.xml": None}))[0].lines[0].cells == [SheetCell("number", "46346")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("屋顶漏雨_x000D_\n被褥受潮", "屋顶漏雨\r\n被褥受潮"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_x00zz_", "_x00zz_"),
    ],
)
def test_characters_that_are_written_by_their_numbers_are_meant(written: str, meant: str) -> None:
    inline = f'<c r="A1" t="inlineStr"><is><r><t>{written}</t></r><rPh><t>ピンイン</t></rPh></is></c>'
    sheet = f"<worksheet><sheetData><row>{inline}</row></sheetData></worksheet>".encode()
    assert read(with_(SOUND, **{SHEET: sheet}))[0].lines[0].cells == [SheetCell("text", meant)]


def test_half_a_pair_of_characters_is_a_broken_cell() -> None:
    sheet = '<worksheet><sheetData><row><c t="inlineStr"><is><t>王_xD83D_</t></is></c></row></sheetData></worksheet>'.encode()
    (cell,) = read(with_(SOUND, **{SHEET: sheet}))[0].lines[0].cells
    assert cell is not None
    assert cell.kind == "broken"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="s"><v>99</v></c>',
        '<c r="A1" t="s"><v>x</v></c>',
        '<c r="A1"><v>x</v></c>',
        '<c r="A1"><v>1E999</v></c>',
        '<c r="A1"><v>nan</v></c>',
        '<c r="A1" t="e"><v>#REF!</v></c>',
    ],
)
def test_a_cell_that_refers_to_nothing_or_is_no_number_is_broken(cell: str) -> None:
    sheet = f"<worksheet><sheetData><row>{cell}</row></sheetData></worksheet>".encode()
    assert [found and found.kind for found in read(with_(SOUND, **{SHEET: sheet}))[0].lines[0].cells] == ["broken"]


def several(fill: Callable[[Workbook], object]) -> list[Sheet]:
    book = Workbook()
    book.remove(book.worksheets[0])
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return read(file.getvalue())


def sheet_of(book: Workbook, name: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(name)
    sheet.append(["甲", "乙", "丙"])
    sheet.append(["1", "2", "3"])
    return sheet


def test_every_sheet_is_read_by_its_name_with_what_is_hidden_in_it() -> None:
    def fill(book: Workbook) -> None:
        sheet_of(book, "一村")
        second = sheet_of(book, "二村")
        second.row_dimensions[2].hidden = True
        second.column_dimensions["B"].hidden = True
        sheet_of(book, "旧").sheet_state = "veryHidden"

    first, second, old = several(fill)
    assert [(each.name, each.hidden) for each in (first, second, old)] == [("一村", False), ("二村", False), ("旧", True)]
    assert (first.hidden_columns, second.hidden_columns) == ((), (1,))
    assert [[line.hidden for line in each.lines] for each in (first, second)] == [[False, False], [False, True]]


def test_a_row_without_height_and_a_column_without_width_are_hidden() -> None:
    columns, row = '<cols><col min="1" max="16384" width="0"/></cols>', '<row ht="0"><c><v>1</v></c></row>'
    sheet = f"<worksheet>{columns}<sheetData>{row}</sheetData></worksheet>".encode()
    (read_,) = read(with_(SOUND, **{SHEET: sheet}))
    assert read_.lines[0].hidden
    assert len(read_.hidden_columns) == 100


def test_texts_that_are_shared_but_damaged_make_a_file_unreadable() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts_of(SOUND).items():
            archive.writestr(name, part)
        archive.writestr("xl/sharedStrings.xml", b"<sst><si>")
    with pytest.raises(Refusal, match="FILE_UNREADABLE"):
        read(file.getvalue())


def test_cells_beyond_the_hundredth_column_are_passed_over() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["CW1"] = "近", "远"

    assert texts(workbook(fill)) == [["近"]]

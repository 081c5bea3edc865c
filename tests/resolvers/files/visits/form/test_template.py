"""The empty spreadsheet: lists to choose from, columns of text, and that what is chosen is read back as what it names."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from db.reference.read import Reference
from domain.viewer import Language
from resolvers.files.rosters.recording import ROSTERS
from resolvers.files.spreadsheet.reading import read
from resolvers.files.spreadsheet.sheet import SheetCell
from resolvers.files.visits.desk import VISITS, FileKind, FileRefused, write_template
from resolvers.files.visits.form.column import Book, choices_of
from resolvers.files.visits.form.columns import COLUMNS
from resolvers.files.visits.form.places import DivisionsByName
from resolvers.files.visits.form.template import template
from resolvers.files.visits.form.visit_file import file_of, table_of


def reopened(book: Workbook) -> Workbook:
    file = io.BytesIO()
    book.save(file)
    return load_workbook(file)


def sheet_of(book: Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


@pytest.mark.parametrize("language", [*Language])
@pytest.mark.parametrize("kind", [VISITS, ROSTERS], ids=["visits", "persons"])
def test_the_heads_of_a_template_are_those_that_are_read(reference: Reference, kind: FileKind, language: Language) -> None:
    book = template(reference, language, kind.title, kind.form)
    sheet_of(book).append(["x"] * len(kind.form))
    file = io.BytesIO()
    book.save(file)
    sheets = read(file.getvalue())
    assert file_of(sheets, kind.meanings, kind.form).unread == []
    table = table_of(sheets[0], kind.meanings, kind.form)
    assert [table.columns[place] for place in range(len(kind.form))] == list(kind.form)


def test_every_column_is_text_so_that_no_number_is_rounded(reference: Reference) -> None:
    sheet = sheet_of(reopened(template(reference, Language.ZH, VISITS.title, COLUMNS)))
    assert {sheet.column_dimensions[get_column_letter(place)].number_format for place in range(1, len(COLUMNS) + 1)} == {"@"}


@pytest.mark.parametrize("language", [*Language])
def test_every_choice_that_is_offered_is_read_back_as_what_it_names(reference: Reference, language: Language) -> None:
    book = reopened(template(reference, language, VISITS.title, COLUMNS))
    offered = {str(each.sqref).split("2:")[0]: str(each.formula1) for each in sheet_of(book).data_validations.dataValidation}
    places = Book(reference, DivisionsByName(reference.divisions, ()))
    chosen = [column for column in COLUMNS if column.choices is not None]
    assert len(offered) == len(chosen)
    for place, column in enumerate(COLUMNS, 1):
        if column.choices is None or column.choices == "YES_OR_NO":
            continue
        sheet, cells = offered[get_column_letter(place)].split("!")
        names = [str(each.value) for (each,) in book[sheet.strip("'")][cells.replace("$", "")]]
        codes = [column.read(SheetCell("text", name), places) for name in names]
        assert [code[0] if isinstance(code, tuple) else code for code in codes] == list(choices_of(column.choices, reference))


def test_a_template_overwrites_nothing_and_is_an_xlsx(reference: Reference, tmp_path: Path) -> None:
    write_template(tmp_path / "visits.xlsx", reference, Language.ZH)
    why = {"visits.xlsx": "已有同名文件", "visits.csv": "文件名须以 .xlsx 结尾", "none/visits.xlsx": "没有此文件夹"}
    for name, reason in why.items():
        with pytest.raises(FileRefused, match=f"无法写入 .*：{reason}。"):
            write_template(tmp_path / name, reference, Language.ZH)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["visits.xlsx"]

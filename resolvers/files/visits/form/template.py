"""The empty spreadsheet of visits or of a roster: headers, lists to choose from, and columns of text, so that Excel rounds no number.

Source: docs/decisions/009-import.md; the columns stand in resolvers/files/visits/form/columns.py.
"""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from db.reference.read import Reference
from domain.message.text import Text
from domain.viewer import Language
from resolvers.files.visits.form.column import FormColumn, choices_of
from resolvers.files.visits.form.visit_file import FILE_ROWS, LISTS

ONE_OF_THESE = Text("请从下拉列表中选择", "Choose from the list")
AS_TEXT = "@"
WIDE_CHARACTERS, NARROW_CHARACTERS = 26, 18
"""Widths of columns: of those that are written, and of those that are chosen from a list."""
NEEDED, OTHER = PatternFill("solid", fgColor="FFE699"), PatternFill("solid", fgColor="DDEBF7")


def template(reference: Reference, language: Language, title: Text, form: Sequence[FormColumn]) -> Workbook:
    """Return the workbook of a form in one language: a sheet to fill in, and one with the choices that the reference data has."""
    book = Workbook()
    sheet, lists = book.active, book.create_sheet(LISTS.in_language(language))
    assert isinstance(sheet, Worksheet)
    sheet.title = title.in_language(language)
    sheet.freeze_panes = "A2"
    chosen = {column.choices: None for column in form if column.choices is not None}
    offered = {of: _offer(lists, place, of, reference, language) for place, of in enumerate(chosen, 1)}
    for place, column in enumerate(form, 1):
        _write_header(sheet, place, column, language)
        if column.choices is not None:
            sheet.add_data_validation(_validation(column, get_column_letter(place), offered[column.choices], language))
    return book


def _write_header(sheet: Worksheet, place: int, column: FormColumn, language: Language) -> None:
    header = sheet.cell(1, place, column.title.in_language(language))
    header.font = Font(bold=True)
    header.fill = NEEDED if column.needed else OTHER
    header.alignment = Alignment(wrap_text=True, vertical="center")
    if column.hint is not None:
        header.comment = Comment(column.hint.in_language(language), "Lianbang")
    width = sheet.column_dimensions[get_column_letter(place)]
    width.width = WIDE_CHARACTERS if column.choices is None else NARROW_CHARACTERS
    width.number_format = AS_TEXT


def _offer(lists: Worksheet, place: int, code_list: str, reference: Reference, language: Language) -> str:
    """Write a list of choices into a column of its own, counted from 1, and return the range that it fills."""
    names = [name.in_language(language) for name in choices_of(code_list, reference).values()]
    for row, name in enumerate(names, 1):
        lists.cell(row, place, name).data_type = "s"
    letter = get_column_letter(place)
    return f"{quote_sheetname(lists.title)}!${letter}$1:${letter}${len(names)}"


def _validation(column: FormColumn, letter: str, offered: str, language: Language) -> DataValidation:
    """Return the rule by which the cells of a column take one of the offered choices; of several choices it only offers each."""
    validation = DataValidation(type="list", formula1=offered, allow_blank=True, sqref=f"{letter}2:{letter}{FILE_ROWS + 1}")
    validation.showErrorMessage = column.kind != "several"
    validation.error = ONE_OF_THESE.in_language(language)
    validation.showInputMessage = True
    validation.prompt = (column.hint or ONE_OF_THESE).in_language(language)
    return validation

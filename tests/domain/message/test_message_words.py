"""Chinese texts say names, not codes: no identifier, no word of the code and no English in them; no text of either language has a code.

Source: docs/design.md 8 (Errors). What is filled in is a `Text` of its own, held to the same rule where it is a name of ours.
"""

import re
from collections.abc import Iterator, Mapping

import pytest

from domain import item_warning
from domain.message import bad_document, expected, message, text
from domain.message.text import Text, names_of
from domain.text.label import Labelled, labelled
from domain.value import code_list, values
from resolvers.document import limits
from resolvers.files.visits import desk

TECHNICAL = frozenset({"GBK", "GET", "GraphQL", "JSON", "MB", "POST", "UTF", "csv", "xlsx"})
"""Names of formats and methods that Chinese has no word for."""
TYPED = {
    "COLUMN_HIDDEN": {"hidden"},  # the option of the command, as it is typed
    "SHEET_HIDDEN": {"hidden"},
    "CERTIFICATE_SHAPE": {"B"},  # stands in the number itself
    "Boolean": {"true", "false"},  # values of JSON
    "DateTime": {"T"},  # stands in a moment as it is written
    "IMPORT": {"lianbang", "import", "undo"},  # the command, as it is typed
}
"""What is to be written exactly so, by the text that says it."""
LATIN = re.compile(r"[A-Za-z]+")
PLACE = re.compile(r"\{\w+\}")
CODE = re.compile(r"[A-Z]+_[A-Z_]+|\b[A-Z]{4,}\b|\b[a-z]+[A-Z]\w*|\b[a-z]+_[a-z_]+")
CAPITALS = frozenset({"JSON", "POST"})


def named(of: Mapping[object, object], prefix: str = "") -> Iterator[tuple[str, Text]]:
    """The texts of a table, by their keys."""
    yield from ((f"{prefix}{key}", text) for key, text in of.items() if isinstance(text, Text))


def everything() -> Iterator[tuple[str, Text]]:
    """Every text that a refusal is made of: its own, and the names and sentences that are filled in."""
    for table in (
        message.TEXTS,
        expected.TEXTS,
        expected.ROWS,
        item_warning.TEXTS,
        code_list.CALLED,
        values.LEVEL_NAMES,
        limits.COUNTED,
        desk.UNWRITABLE,
        bad_document.SYNTAX,
        *(names_of(each) for each in labelled() if issubclass(each, Labelled)),
    ):
        yield from named(table)  # type: ignore[arg-type]
    for module in (message, text, code_list, limits, desk, bad_document):
        yield from named(vars(module))  # type: ignore[arg-type]
    yield from ((pattern, Text(zh, "")) for pattern, zh in bad_document.RULES.items())


ALL = tuple(everything())


def test_all_tables_are_looked_at() -> None:
    assert len(ALL) > 250


@pytest.mark.parametrize(("name", "text"), ALL, ids=[name for name, _ in ALL])
def test_a_chinese_text_holds_no_latin_words(name: str, text: Text) -> None:
    words = set(LATIN.findall(PLACE.sub("", text.zh)))
    assert words - TECHNICAL - TYPED.get(name, set()) == set()


@pytest.mark.parametrize(("name", "text"), ALL, ids=[name for name, _ in ALL])
def test_no_text_holds_a_code_or_the_name_of_a_field(name: str, text: Text) -> None:
    found = {code for of in text for code in CODE.findall(PLACE.sub("", of))}
    assert found - CAPITALS - {"GraphQL", "operationName"} == set()


def test_what_may_be_typed_is_said_somewhere() -> None:
    said = {name: set(LATIN.findall(PLACE.sub("", text.zh))) for name, text in ALL}
    assert {name: words for name, words in TYPED.items() if not words <= said[name]} == {}
    assert TECHNICAL - {word for words in said.values() for word in words} == set()

"""No column that can tell of somebody is forgotten. Source: docs/decisions/053-families-erased.md."""

from sqlalchemy import JSON, LargeBinary, Table
from sqlalchemy import Text as SqlText

from db.erasure.columns import ERASED, LEFT
from db.tables import Row

NAMES = {"family_id", "person_id", "family_ids", "known_id", "hand_over_id", "correction_id", "merge_id", "survivor_id", "subject_id"}
"""Columns by which a table is of families, persons, or what belongs to them."""


def _can_tell(table: Table) -> set[str]:
    """The columns of texts, sealed values and JSON that commands write."""
    plain = [column for column in table.columns if column.computed is None]
    return {
        column.name
        for column in plain
        if isinstance(column.type, LargeBinary | JSON) or (isinstance(column.type, SqlText) and column.type.collation is None)
    }


def test_every_table_that_names_a_family_is_erased_or_left_for_a_reason() -> None:
    tables = {name for name, table in Row.metadata.tables.items() if NAMES & {column.name for column in table.columns}}
    assert tables | {"family", "person", "legal_hold", "audit_record", "audit_unsealed", "item_line"} == {
        each.table for each in ERASED
    } | set(LEFT)


def test_every_text_and_sealed_value_of_rows_that_stay_is_blanked() -> None:
    for each in ERASED:
        if each.blanks is not None:
            table = Row.metadata.tables[each.table]
            assert _can_tell(table) <= set(each.blanks), each.table
            assert set(each.blanks) <= {column.name for column in table.columns}, each.table
    assert {name: _can_tell(Row.metadata.tables[name]) for name in LEFT if _can_tell(Row.metadata.tables[name])} == {}

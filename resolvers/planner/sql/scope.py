"""Prints the rules of rows as the WHERE of a plan's anchor: the condition that picks the index, beside the row security that holds anyway.

Source: docs/design.md 4.5: by equality on the column of the division's level.
"""

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, any_, exists, false, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import array

from db.tables.family_access import FamilyAccess
from domain.rules.rows import (
    ENDED_UNTIL,
    About,
    Called,
    Condition,
    Counted,
    Everyone,
    InScope,
    Line,
    Mine,
    OfficeInScope,
    Own,
    Shared,
    SharedLine,
)
from domain.viewer import RegionLevel, region_level
from resolvers.planner.printing import Printing
from resolvers.planner.rows import words_for

COLUMN_OF_LEVEL = {
    RegionLevel.PROVINCE: "province_code",
    RegionLevel.CITY: "city_code",
    RegionLevel.COUNTY: "county_code",
    RegionLevel.TOWNSHIP: "town_code",
    RegionLevel.VILLAGE: "village_code",
}


def visible(printing: Printing, table: str, row: FromClause) -> ColumnElement[bool]:
    """The rows of a table that the viewer sees (or counts)."""
    words = words_for(printing.kind, table)
    return or_(*(_word(printing, table, row, word) for word in words)) if words else false()


def _word(printing: Printing, table: str, row: FromClause, word: Condition) -> ColumnElement[bool]:
    match word:
        case Own("office_id"):
            return and_(row.c.office_id == printing.office, *_retained(printing, table, row))
        case Own(column):
            return row.c[column] == printing.office
        case Mine(column):
            return row.c[column] == printing.account
        case InScope() | Counted():
            return in_scope(printing, row)
        case Line():
            return and_(row.c.department_code == printing.department, office_in_scope(printing, row), *_retained(printing, table, row))
        case OfficeInScope(villages):
            lies_in = office_in_scope(printing, row)
            return (
                lies_in if villages else and_(lies_in, func.right(row.c.office_region_code, literal_column("3")) == literal_column("'000'"))
            )
        case Shared(by, key):
            return _shared(printing, table, row, by, key, of_line=False)
        case SharedLine(by, key):
            return _shared(printing, table, row, by, key, of_line=True)
        case Called():
            access = FamilyAccess.__table__.alias(printing.alias("a"))
            family = row.c.id if table == "family" else row.c.family_id
            called = (access.c.until > printing.now, access.c.office_id == printing.office, access.c.visit_id.is_not(None))
            return exists().where(access.c.family_id == family, *called)
        case Everyone():
            return true()
        case About(subjects, words):
            types: list[ColumnElement[str]] = [literal_column(f"'{each}'") for each in subjects]
            return and_(row.c.subject_type.in_(types), or_(*(_word(printing, table, row, each) for each in words)))


def _retained(printing: Printing, table: str, row: FromClause) -> tuple[ColumnElement[bool], ...]:
    """What has ended is an office's, and its line's, until `visible_until`."""
    ended = ENDED_UNTIL.get(table)
    return (or_(row.c[ended].is_(None), row.c[ended] > printing.now),) if ended else ()


def in_scope(printing: Printing, row: FromClause) -> ColumnElement[bool]:
    """The row's division lies in the viewer's scope."""
    levels = Counter(region_level(code) for code in printing.viewer.scope)
    conditions = []
    for level, count in sorted(levels.items()):
        if level is RegionLevel.NATION:
            return true()
        bound = printing.scope_at(level, count > 1)
        column = row.c[COLUMN_OF_LEVEL[level]]
        conditions.append(column == (any_(bound) if count > 1 else bound))
    return or_(*conditions) if conditions else false()


def office_in_scope(printing: Printing, row: FromClause) -> ColumnElement[bool]:
    """The office's division lies in the viewer's scope: one of the codes above it is listed."""
    code = row.c.office_region_code
    levels: list[Any] = [code, *(func.rpad(func.left(code, digits), 12, "0") for digits in (2, 4, 6, 9))]
    overlaps: ColumnElement[bool] = array(levels).overlap(printing.scope)
    return overlaps


def _shared(printing: Printing, table: str, row: FromClause, by: str, key: str | None, *, of_line: bool) -> ColumnElement[bool]:
    access = FamilyAccess.__table__.alias(printing.alias("a"))
    held = row.c.id if (table, by) == ("family", "family_id") else row.c[key or by]
    whose = (
        and_(access.c.department_code == printing.department, office_in_scope(printing, access))
        if of_line
        else access.c.office_id == printing.office
    )
    return select(1).where(access.c[by] == held, access.c.until > printing.now, whose).exists()
